"""Every number that an explorer shows, over a grid of settings, against the course's reference."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from autograder import reference

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("book")]
PAGES = {
    "window": "02_cross_correlation",
    "channels": "04_channels",
    "pointwise": "05_pointwise",
    "transposed": "07_transposed_convolution",
    "dilation": "08_dilated",
    "separable": "09_separable",
    "groups": "10_grouped",
    "pooling": "11_pooling",
    "backward": "12_backpropagation",
    "calculator": "formulas",
}


class Explorer:
    """An explorer on its page."""

    def __init__(self, view: Page, name: str) -> None:
        self.place = view.locator(f"explore-{name}").first

    def numbers(self, **settings: Any) -> dict[str, Any]:
        """What it shows with these settings, and the settings as it has them."""
        script = "(e, s) => (e.set(s), [e.numbers, e.settings])"
        numbers, used = self.place.evaluate(script, settings)
        return dict(numbers) | {"used": used}


@pytest.fixture
def explorer(request: pytest.FixtureRequest, address: str, chromium: Browser) -> Iterator[Explorer]:
    """The explorer that the test is about: its name is the test's parameter."""
    view = chromium.new_page()
    errors: list[str] = []
    view.on("pageerror", lambda error: errors.append(str(error)))
    view.goto(f"{address}book/{PAGES[request.param]}.html")
    view.wait_for_function(f"document.querySelector('explore-{request.param}').classList.length")
    yield Explorer(view, request.param)
    view.close()
    assert errors == []


def grid(**values: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [dict(zip(values, row, strict=True)) for row in itertools.product(*values.values())]


about = pytest.mark.parametrize


@about("explorer", ["window"], indirect=True)
def test_window(explorer: Explorer) -> None:
    shapes = set()
    for s in grid(
        kH=(1, 2, 3, 4), kW=(2, 3), sH=(1, 2), sW=(1, 3), pH=(0, 2), pW=(0, 1), dilation=(1, 2),
        flip=(False, True),
    ):  # fmt: skip
        found = explorer.numbers(**s)
        used = found["used"]
        expected = reference.conv2d(
            [found["x"]],
            [[found["kernel"]]],
            None,
            (used["sH"], used["sW"]),
            (used["pH"], used["pW"]),
            used["dilation"],
        )[0]
        assert np.array_equal(found["output"], expected), used
        straight = explorer.numbers(**(s | {"flip": False}))["kernel"]
        turned = np.array(straight)[::-1, ::-1] if s["flip"] else straight
        assert np.array_equal(found["kernel"], turned)
        shapes.add(expected.shape)
    assert len(shapes) > 20


@about("explorer", ["channels"], indirect=True)
def test_channels(explorer: Explorer) -> None:
    for s in grid(C=(1, 2, 3), F=(1, 2, 3), bias=(True, False)):
        found = explorer.numbers(**s)
        expected = reference.conv2d(found["x"], found["weight"], found["bias"])
        assert np.array_equal(found["output"], expected)
        counted = reference.count_parameters(s["C"], s["F"], 2, bias=s["bias"])
        assert found["parameters"] == counted
        assert found["multiply_adds"] == reference.count_macs(s["C"], s["F"], 2, (2, 2))


@about("explorer", ["pointwise"], indirect=True)
def test_pointwise(explorer: Explorer) -> None:
    for s in grid(C=(1, 2, 3, 4), F=(1, 2, 3, 4), relu=(False, True)):
        found = explorer.numbers(**s)
        x = np.reshape(found["x"], (s["C"], 2, 3))
        expected = reference.pointwise_conv2d(x, np.array(found["weight"])[:, :, None, None])
        expected = np.maximum(expected, 0) if s["relu"] else expected
        assert np.array_equal(np.reshape(found["output"], expected.shape), expected)
        assert found["weights"] == reference.count_parameters(s["C"], s["F"], 1, bias=False)


@about("explorer", ["transposed"], indirect=True)
def test_transposed(explorer: Explorer) -> None:
    views = ("stamps", "zeros in between", "overlap map")
    for s in grid(k=(1, 2, 3, 4), stride=(1, 2, 3), padding=(0, 1), view=views):
        found = explorer.numbers(**s)
        padding = found["used"]["padding"]
        expected = reference.conv_transpose2d(
            [found["x"]], [[found["w"]]], None, s["stride"], padding
        )[0]
        assert np.array_equal(found["output"], expected)
        assert np.array_equal(found["by_zeros"], expected)
        ones, kernel = np.ones((1, 2, 3)), np.ones((1, 1, s["k"], s["k"]))
        overlap = reference.conv_transpose2d(ones, kernel, None, s["stride"], padding)[0]
        assert np.array_equal(found["overlap"], overlap)


@about("explorer", ["dilation"], indirect=True)
def test_dilation(explorer: Explorer) -> None:
    for s in grid(layers=(1, 2, 3), k=(2, 3, 5), d1=(1, 2), d2=(1, 2, 3), d3=(2, 4, 8)):
        found = explorer.numbers(**s)
        dilations = found["dilations"]
        field = reference.receptive_field([(s["k"], 1, d) for d in dilations])
        assert found["receptive_field"] == field
        paths = np.ones(1)
        for d in dilations:  # the gradient of a sum counts the ways from an input to the output
            paths = reference.conv_transpose1d([paths], [[np.ones(s["k"])]], dilation=d)[0]
        assert found["paths"] == paths.tolist()


@about("explorer", ["separable"], indirect=True)
def test_separable(explorer: Explorer) -> None:
    for s in grid(size=(7, 28, 112), k=(1, 3, 5), C=(3, 16), F=(32, 128)):
        found = explorer.numbers(**s)
        n, k, C, F = s["size"], s["k"], s["C"], s["F"]
        out = (n - k + 1, n - k + 1)
        assert found["standard"] == reference.count_macs(C, F, k, out)
        assert found["depthwise"] == reference.count_macs(C, C, k, out, groups=C)
        assert found["pointwise"] == reference.count_macs(C, F, 1, out)
        assert found["ratio"] == pytest.approx(1 / F + 1 / k**2)
        column = reference.count_macs(1, 1, (k, 1), (n - k + 1, n))
        assert found["two"] == column + reference.count_macs(1, 1, (1, k), out)
    assert explorer.numbers(size=7, k=3, C=3, F=128)["standard"] == 86_400


@about("explorer", ["groups"], indirect=True)
def test_groups(explorer: Explorer) -> None:
    for s in grid(
        g=("1", "2", "3", "4", "6", "12"), layers=(1, 2, 3), shuffle=(False, True), output=(0, 5)
    ):
        found = explorer.numbers(**s)
        g = int(s["g"])
        moved = reference.channel_shuffle(np.arange(12.0).reshape(1, 12, 1, 1), g).ravel()
        assert found["permutation"] == moved.tolist()
        weights = reference.count_parameters(12, 12, 3, groups=g, bias=False)
        assert found["weights"] == weights
        # Channel reach by numbers: all weights one, and a one in each input channel in turn.
        reach = []
        for channel in range(12):
            x = np.zeros((1, 12, 1, 1))
            x[0, channel] = 1
            for layer in range(s["layers"]):
                if layer and s["shuffle"]:
                    x = reference.channel_shuffle(x, g)
                x = reference.conv2d(x, np.ones((12, 12 // g, 1, 1)), groups=g)
            if x[0, s["output"], 0, 0]:
                reach.append(channel)
        assert found["reached"] == reach, s


@about("explorer", ["pooling"], indirect=True)
def test_pooling(explorer: Explorer) -> None:
    kinds = ("maximum", "mean", "mean without padding")
    for s in grid(kind=kinds, k=(1, 2, 3, 4), stride=(1, 2, 3), padding=(0, 1, 2)):
        found = explorer.numbers(**s)
        settings = {"stride": s["stride"], "padding": found["used"]["padding"]}
        if s["kind"] == "maximum":
            expected = reference.max_pool2d([found["x"]], s["k"], **settings)[0]
        else:
            counted = s["kind"] == "mean"
            expected = reference.avg_pool2d(
                [found["x"]], s["k"], count_include_pad=counted, **settings
            )[0]
        np.testing.assert_allclose(found["output"], expected)


@about("explorer", ["backward"], indirect=True)
def test_backward(explorer: Explorer) -> None:
    for s in grid(k=(2, 3), stride=(1, 2)):
        found = explorer.numbers(**s, step=99)
        assert found["done"]
        dy, x, w = ([found[name]] for name in ("dy", "x", "w"))
        dx, dw, _ = reference.conv2d_backward(
            np.array(dy, float), np.array(x, float), np.array([w], float), stride=s["stride"]
        )
        assert np.array_equal(found["dx"], dx[0])
        assert np.array_equal(found["dw"], dw[0, 0])


@about("explorer", ["calculator"], indirect=True)
def test_calculator(explorer: Explorer) -> None:
    kinds = ("convolution", "depthwise", "1×1", "pooling", "transposed")
    for kind, k, stride, padding, dilation, groups in itertools.product(
        kinds, (1, 3, 5), (1, 2), (0, 1), (1, 2), (1, 2)
    ):
        layer = {"kind": kind, "k": k, "stride": stride, "padding": padding, "dilation": dilation}
        layer |= {"groups": groups, "out": 12}
        first = {"kind": "convolution", "k": 3, "stride": 2, "padding": 1, "dilation": 1}
        first |= {"groups": 1, "out": 6}
        state = {"input": 41, "channels": 3, "layers": [first, layer]}
        one, two = explorer.place.evaluate("(e, s) => (e.set(s), e.numbers)", state)
        assert one["size"] == reference.output_size(41, 3, 2, 1) == 21
        assert one["parameters"] == reference.count_parameters(3, 6, 3)
        out, g = 12, groups
        if kind == "1×1":
            k = dilation = 1
            padding = 0
        if kind == "pooling":
            out = 6
        if kind == "depthwise":
            g = 6
        if kind == "transposed":
            size = reference.conv_transpose_output_size(21, k, stride, padding, dilation=dilation)
            places = (21, 21)
        else:
            size = reference.output_size(21, k, stride, padding, dilation)
            places = (size, size)
            field = reference.receptive_field([(3, 2, 1), (k, stride, dilation)])
            assert two["field"] == field
        assert (two["size"], two["channels"]) == (size, out)
        if kind == "pooling":
            assert two["parameters"] == two["multiply_adds"] == 0
        else:
            assert two["parameters"] == reference.count_parameters(6, out, k, groups=g)
            assert two["multiply_adds"] == reference.count_macs(6, out, k, places, groups=g)
    impossible = {"layers": [first | {"groups": 2, "out": 6}], "channels": 3}
    (bad,) = explorer.place.evaluate("(e, s) => (e.set(s), e.numbers)", impossible)
    assert "do not divide" in bad["wrong"]
