"""Figures of chapter 14, *Classic networks*."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.checks import find
from autograder.reference import (
    architectures,
    count_macs,
    count_parameters,
    network_cost,
    output_size,
    receptive_field,
)
from autograder.reference.architectures import Stages, flat
from autograder.reference.networks import Branches, Conv, Cost, Dense, Pool
from tests.facts import fact
from tests.torch_networks import torch_counts

SIZES = {"ALEXNET": 227, "ALEXNET_2": 227, "XCEPTION": 299}


def cost_of(name: str) -> Cost:
    """What a network of `architectures` costs; torch has to agree on shape and parameters."""
    stages: Stages = getattr(architectures, name)
    shape = (3, *[SIZES.get(name, 224)] * 2)
    cost = network_cost(flat(stages), shape)
    assert torch_counts(flat(stages), shape) == (cost.shape, cost.parameters)
    return cost


@fact("14.1")
def test_alexnet_has_62_million_parameters_and_in_two_groups_61() -> None:
    assert cost_of("ALEXNET").parameters == 62_378_344
    assert cost_of("ALEXNET_2").parameters == 60_965_224


@fact("14.1")
def test_alexnet_has_five_convolutions_three_poolings_and_three_dense_layers() -> None:
    kinds = [type(layer) for layer in flat(architectures.ALEXNET)]
    assert [kinds.count(kind) for kind in (Conv, Pool, Dense)] == [5, 3, 3]
    assert [type(layer) for layer in flat(architectures.ZFNET)] == kinds


def test_the_first_layer_of_alexnet_needs_227_pixels_or_a_padding_of_2() -> None:
    assert output_size(227, 11, stride=4) == 55
    assert output_size(224, 11, stride=4) == 54
    assert output_size(224, 11, stride=4, padding=2) == 55
    assert count_parameters(3, 96, 11) == 34_944
    assert count_macs(3, 96, 11, 55) == 105_415_200


def test_zfnet_differs_in_its_first_layer_by_20_736_parameters() -> None:
    assert cost_of("ZFNET").parameters == 62_357_608
    assert 62_378_344 - 62_357_608 == 20_736


@fact("14.2")
@pytest.mark.parametrize("C", [1, 3, 64, 512])
def test_three_small_kernels_see_as_much_as_one_large_with_27_weights_for_49(C: int) -> None:
    assert receptive_field([(3, 1)] * 3) == receptive_field([(7, 1)]) == 7
    assert network_cost([Conv(C, 3, bias=False)] * 3, (C, 9, 9)).parameters == 27 * C**2
    assert network_cost([Conv(C, 7, bias=False)], (C, 9, 9)).parameters == 49 * C**2


@fact("14.3")
def test_vgg_16_has_138_million_parameters_and_15_giga_multiply_adds() -> None:
    cost = cost_of("VGG16")
    assert cost.parameters == 138_357_544
    assert cost.macs == 15_470_264_320
    assert round(cost.macs / 1e9, 2) == 15.47
    assert (cost.values, cost.depth) == (15_087_080, 16)


@fact("14.3")
def test_the_students_counters_reproduce_vgg_16() -> None:
    table = []
    for filters, count in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        table += [("conv", filters, 3, 1, 1, 1)] * count + [("pool", 0, 2, 2, 0, 1)]
    table += [("dense", n, 1, 1, 0, 1) for n in (4096, 4096, 1000)]
    counts = [
        find(f"networks.{name}").styles[0](table, 3, (224, 224))
        for name in ("network_parameters", "network_macs")
    ]
    assert counts == [138_357_544, 15_470_264_320]


@fact("14.3")
def test_vgg_has_only_3x3_convolutions_with_padding_1_and_2x2_poolings() -> None:
    layers = flat(architectures.VGG16)
    convolutions = {(x.kernel_size, x.stride, x.padding) for x in layers if isinstance(x, Conv)}
    assert convolutions == {(3, 1, 1)}
    assert {layer for layer in layers if isinstance(layer, Pool)} == {Pool(2, 2)}


def test_nine_tenths_of_vgg_16_are_in_its_dense_layers() -> None:
    blocks = network_cost(flat(architectures.VGG16)[:-3], (3, 224, 224))
    assert 138_357_544 - blocks.parameters == 123_642_856
    assert 15_470_264_320 - blocks.macs == 123_633_664


@fact("14.4")
def test_a_plain_inception_block_is_672_deep_and_costs_854_million() -> None:
    ways = (
        (Conv(128, 1),),
        (Conv(192, 3, padding=1),),
        (Conv(96, 5, padding=2),),
        (Pool(3, 1, padding=1),),
    )
    cost = network_cost([Branches(ways)], (256, 28, 28))
    assert cost.shape == (672, 28, 28)
    assert cost.macs == 854_196_224
    assert torch_counts([Branches(ways)], (256, 28, 28)) == (cost.shape, cost.parameters)


@fact("14.5")
def test_with_bottlenecks_it_is_480_deep_and_costs_271_million() -> None:
    block = architectures.inception(128, 64, 192, 64, 96, 64)
    cost = network_cost([block], (256, 28, 28))
    assert cost.shape == (480, 28, 28)
    assert cost.macs == 271_351_808


@fact("14.5")
def test_358_million_is_that_number_with_the_3x3_counted_twice() -> None:
    three_by_three = count_macs(64, 192, 3, 28)
    assert three_by_three == 86_704_128
    assert 271_351_808 + three_by_three == 358_055_936


@fact("14.4", "14.5")
def test_the_students_function_gives_the_same_four_numbers() -> None:
    count = find("networks.inception_macs").reference
    assert count(256, (28, 28), 128, 192, 96, 0).tolist() == [672, 854_196_224]
    assert count(256, (28, 28), 128, 192, 96, 64).tolist() == [480, 271_351_808]


@fact("14.6")
def test_googlenet_has_22_layers_and_no_large_dense_one() -> None:
    cost = cost_of("GOOGLENET")
    blocks = [x for x in flat(architectures.GOOGLENET) if isinstance(x, Branches)]
    assert len(blocks) == 9
    assert {network_cost([block], (8, 7, 7)).depth for block in blocks} == {2}
    stem = network_cost(architectures.GOOGLENET["stem"], (3, 224, 224))
    assert (stem.depth, 2 * len(blocks), cost.depth) == (3, 18, 22)
    assert cost.parameters == 6_998_552
    assert network_cost([Dense(1000)], (1024, 1, 1)).parameters == 1_025_000


@fact("14.7")
def test_a_residual_block_with_zero_weights_hands_its_input_on() -> None:
    rng = np.random.default_rng(14)
    x, zeros = rng.uniform(size=(2, 3, 5, 4)), np.zeros((3, 3, 3, 3))
    block = find("networks.residual_block").reference
    assert np.array_equal(block(x, zeros, zeros, None, (1, 1)), x)


@fact("14.7")
def test_the_branch_is_what_has_to_be_added_to_the_input() -> None:
    """Wherever the sum is positive, output minus input is the residual that the branch computes."""
    rng = np.random.default_rng(14)
    x, w1, w2 = rng.uniform(size=(1, 2, 5, 6)), *rng.normal(size=(2, 2, 2, 3, 3))
    y = find("networks.residual_block").reference(x, w1, w2, None, (1, 1))
    t, a, b = (torch.tensor(v) for v in (x, w1, w2))
    branch = F.conv2d(F.relu(F.conv2d(t, a, padding=1)), b, padding=1).numpy()
    assert (y > 0).any()
    assert np.allclose((y - x)[y > 0], branch[y > 0])


@fact("14.7")
def test_from_resnet_50_on_a_block_is_1x1_3x3_1x1() -> None:
    def kernels(stages: Stages) -> set[tuple[object, ...]]:
        blocks = [layer for layer in flat(stages) if isinstance(layer, Branches)]
        ways = [[x for x in block.branches[0] if isinstance(x, Conv)] for block in blocks]
        return {tuple(conv.kernel_size for conv in way) for way in ways}

    assert kernels(architectures.RESNET18) == kernels(architectures.RESNET34) == {(3, 3)}
    for deep in (architectures.RESNET50, architectures.RESNET101, architectures.RESNET152):
        assert kernels(deep) == {(1, 3, 1)}
    narrow = [count_parameters(c, f, k, bias=False) for c, f, k in ((256, 64, 1), (64, 64, 3))]
    assert narrow[0] + narrow[1] + count_parameters(64, 256, 1, bias=False) == 69_632


@pytest.mark.parametrize(
    ("name", "depth", "parameters", "printed"),
    [
        ("RESNET18", 18, 11_689_512, 1.8),
        ("RESNET34", 34, 21_797_672, 3.6),
        ("RESNET50", 50, 25_557_032, 3.8),
        ("RESNET101", 101, 44_549_160, 7.6),
        ("RESNET152", 152, 60_192_808, 11.3),
    ],
)
def test_resnets_cost_what_their_paper_prints(
    name: str, depth: int, parameters: int, printed: float
) -> None:
    cost = cost_of(name)
    assert (cost.depth, cost.parameters) == (depth, parameters)
    assert abs(cost.macs / 1e9 - printed) < 0.07


@pytest.mark.parametrize(
    ("n", "depth", "printed"), [(3, 20, 0.27), (9, 56, 0.85), (18, 110, 1.7), (200, 1202, 19.4)]
)
def test_resnets_for_cifar_have_6n_plus_2_layers(n: int, depth: int, printed: float) -> None:
    table = flat(architectures.resnet_cifar(n))
    cost = network_cost(table, (3, 32, 32))
    assert cost.depth == depth
    assert abs(cost.parameters / 1e6 - printed) < 0.03


def test_xception_mobilenet_and_shufflenet_cost_what_their_papers_print() -> None:
    assert cost_of("XCEPTION").parameters == 22_855_952
    mobile = cost_of("MOBILENET")
    assert (mobile.depth, mobile.parameters, mobile.macs) == (28, 4_231_976, 568_740_352)
    assert cost_of("SHUFFLENET").macs == 137_460_672


@pytest.mark.parametrize(
    ("groups", "out", "printed"),
    [(1, 144, 143), (2, 200, 140), (3, 240, 137), (4, 272, 133), (8, 384, 137)],
)
def test_shufflenet_needs_the_millions_of_its_table(groups: int, out: int, printed: int) -> None:
    cost = network_cost(flat(architectures.shufflenet(groups, out)), (3, 224, 224))
    assert abs(cost.macs / 1e6 - printed) < 1.5
