"""Classic networks, as their papers describe them: names of stages, each a sequence of layers.

Response normalisation, dropout, activations and the auxiliary heads of GoogLeNet are left out: they
have no weights, or are gone once training is over. Source of each: the paper beside it.

>>> from autograder.reference.networks import network_cost
>>> network_cost(flat(ALEXNET), (3, 227, 227)).parameters
62378344
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .networks import Branches, Conv, Dense, Depthwise, GlobalPool, Layer, Pool, Widen

Stages = Mapping[str, Sequence[Layer]]


def flat(stages: Stages) -> list[Layer]:
    """All layers of a network, in order.

    >>> len(flat({"first": [Dense(3)], "second": [Dense(4), Dense(5)]}))
    3
    """
    return [layer for stage in stages.values() for layer in stage]


# Krizhevsky, Sutskever and Hinton (2012), on 227x227: see the chapter for the 224 of the paper.


def alexnet(groups: int = 1) -> dict[str, list[Layer]]:
    """AlexNet; with groups=2 as it ran on two graphics cards, which met in conv3 only.

    >>> len(alexnet())
    11
    """
    return {
        "conv1": [Conv(96, 11, 4)],
        "pool1": [Pool(3, 2)],
        "conv2": [Conv(256, 5, 1, 2, groups)],
        "pool2": [Pool(3, 2)],
        "conv3": [Conv(384, 3, 1, 1)],
        "conv4": [Conv(384, 3, 1, 1, groups)],
        "conv5": [Conv(256, 3, 1, 1, groups)],
        "pool5": [Pool(3, 2)],
        "fc6": [Dense(4096)],
        "fc7": [Dense(4096)],
        "fc8": [Dense(1000)],
    }


ALEXNET, ALEXNET_2 = alexnet(), alexnet(groups=2)

# Zeiler and Fergus (2014), figure 3.
ZFNET: dict[str, list[Layer]] = {
    "conv1": [Conv(96, 7, 2, 1)],
    "pool1": [Pool(3, 2, 1)],
    "conv2": [Conv(256, 5, 2)],
    "pool2": [Pool(3, 2, 1)],
    "conv3": [Conv(384, 3, 1, 1)],
    "conv4": [Conv(384, 3, 1, 1)],
    "conv5": [Conv(256, 3, 1, 1)],
    "pool5": [Pool(3, 2)],
    "fc6": [Dense(4096)],
    "fc7": [Dense(4096)],
    "fc8": [Dense(1000)],
}


def vgg(*convolutions: int) -> dict[str, list[Layer]]:
    """Simonyan and Zisserman (2014): five blocks of so many 3x3 convolutions and a 2x2 pooling.

    >>> [len(stage) for stage in vgg(2, 2, 3, 3, 3).values()]
    [3, 3, 4, 4, 4, 1, 1, 1]
    """
    blocks: dict[str, list[Layer]] = {}
    widths = (64, 128, 256, 512, 512)
    for i, (count, filters) in enumerate(zip(convolutions, widths, strict=True), 1):
        blocks[f"block{i}"] = [*[Conv(filters, 3, 1, 1)] * count, Pool(2, 2)]
    return blocks | {"fc6": [Dense(4096)], "fc7": [Dense(4096)], "fc8": [Dense(1000)]}


VGG16, VGG19 = vgg(2, 2, 3, 3, 3), vgg(2, 2, 4, 4, 4)


def inception(f1: int, r3: int, f3: int, r5: int, f5: int, projection: int) -> Branches:
    """Four ways side by side; r3 and r5 filters of 1x1 go before the large kernels.

    >>> len(inception(64, 96, 128, 16, 32, 32).branches)
    4
    """
    return Branches(
        (
            (Conv(f1, 1),),
            (Conv(r3, 1), Conv(f3, 3, 1, 1)),
            (Conv(r5, 1), Conv(f5, 5, 1, 2)),
            (Pool(3, 1, 1), Conv(projection, 1)),
        )
    )


# Szegedy et al. (2015), table 1.
GOOGLENET: dict[str, list[Layer]] = {
    "stem": [Conv(64, 7, 2, 3), Pool(3, 2, 1), Conv(64, 1), Conv(192, 3, 1, 1), Pool(3, 2, 1)],
    "3a": [inception(64, 96, 128, 16, 32, 32)],
    "3b": [inception(128, 128, 192, 32, 96, 64), Pool(3, 2, 1)],
    "4a": [inception(192, 96, 208, 16, 48, 64)],
    "4b": [inception(160, 112, 224, 24, 64, 64)],
    "4c": [inception(128, 128, 256, 24, 64, 64)],
    "4d": [inception(112, 144, 288, 32, 64, 64)],
    "4e": [inception(256, 160, 320, 32, 128, 128), Pool(3, 2, 1)],
    "5a": [inception(256, 160, 320, 32, 128, 128)],
    "5b": [inception(384, 192, 384, 48, 128, 128), GlobalPool()],
    "fc": [Dense(1000)],
}


def normed(filters: int, k: int, stride: int = 1, padding: int = 0, groups: int = 1) -> Conv:
    """A convolution whose batch normalisation makes a bias of its own pointless.

    >>> normed(8, 1).bias
    False
    """
    return Conv(filters, k, stride, padding, groups, bias=False, norm=True)


def residual(branch: Sequence[Layer], shortcut: Sequence[Layer] = ()) -> Branches:
    """A branch and a shortcut, added; without layers the shortcut is the input itself.

    >>> residual([Pool(1, 1)]).add
    True
    """
    return Branches((tuple(branch), tuple(shortcut)), add=True)


def _basic(filters: int, stride: int) -> tuple[list[Layer], int]:
    return [normed(filters, 3, stride, 1), normed(filters, 3, 1, 1)], filters


def _bottleneck(filters: int, stride: int) -> tuple[list[Layer], int]:
    narrow = [normed(filters, 1, stride), normed(filters, 3, 1, 1), normed(4 * filters, 1)]
    return list(narrow), 4 * filters


def resnet(blocks: Sequence[int], bottleneck: bool) -> dict[str, list[Layer]]:
    """He, Zhang, Ren and Sun (2016), table 1: so many blocks in each of four stages.

    A 1x1 projection stands where a shortcut has to change its shape (their option B).

    >>> list(resnet([3, 4, 6, 3], bottleneck=True))
    ['stem', 'conv2', 'conv3', 'conv4', 'conv5', 'fc']
    """
    net: dict[str, list[Layer]] = {"stem": [normed(64, 7, 2, 3), Pool(3, 2, 1)]}
    channels = 64
    for stage, count in enumerate(blocks):
        layers: list[Layer] = []
        for i in range(count):
            stride = 2 if stage and i == 0 else 1
            branch, out = (_bottleneck if bottleneck else _basic)(64 * 2**stage, stride)
            projection = [normed(out, 1, stride)] if channels != out else []
            layers.append(residual(branch, projection))
            channels = out
        net[f"conv{stage + 2}"] = layers
    return net | {"fc": [GlobalPool(), Dense(1000)]}


RESNET18, RESNET34 = resnet([2, 2, 2, 2], False), resnet([3, 4, 6, 3], False)
RESNET50, RESNET101 = resnet([3, 4, 6, 3], True), resnet([3, 4, 23, 3], True)
RESNET152 = resnet([3, 8, 36, 3], True)


def resnet_cifar(n: int) -> dict[str, list[Layer]]:
    """The same paper's nets of 6n + 2 layers for 32x32; shortcuts have no weights (option A).

    >>> [len(stage) for stage in resnet_cifar(3).values()]
    [1, 3, 3, 3, 2]
    """
    net: dict[str, list[Layer]] = {"stem": [normed(16, 3, 1, 1)]}
    for filters, stride in [(16, 1), (32, 2), (64, 2)]:
        first = residual(_basic(filters, stride)[0], [Widen(filters, stride)])
        net[f"{filters} filters"] = [first, *[residual(_basic(filters, 1)[0])] * (n - 1)]
    return net | {"fc": [GlobalPool(), Dense(10)]}


def _separable(filters: int) -> list[Layer]:
    """Xception's: normalisation after the pointwise step only."""
    return [Depthwise(3, 1, 1, norm=False), normed(filters, 1)]


def _xception_down(first: int, second: int) -> Branches:
    branch = [*_separable(first), *_separable(second), Pool(3, 2, 1)]
    return residual(branch, [normed(second, 1, 2)])


# Chollet (2017), figure 5, on 299x299.
XCEPTION: dict[str, list[Layer]] = {
    "stem": [normed(32, 3, 2), normed(64, 3)],
    "entry": [_xception_down(f, f) for f in (128, 256, 728)],
    "middle": [residual(_separable(728) * 3)] * 8,
    "exit": [_xception_down(728, 1024), *_separable(1536), *_separable(2048), GlobalPool()],
    "fc": [Dense(1000)],
}


def _mobile(filters: int, stride: int) -> list[Layer]:
    return [Depthwise(3, stride, 1), normed(filters, 1)]


# Howard et al. (2017), table 1; the last depthwise step has stride 1: with the 2 that is printed
# there, the map would not stay at 7x7, as the same table says it does.
MOBILENET: dict[str, list[Layer]] = {
    "stem": [normed(32, 3, 2, 1)],
    "112²": _mobile(64, 1),
    "56²": _mobile(128, 2) + _mobile(128, 1),
    "28²": _mobile(256, 2) + _mobile(256, 1),
    "14²": _mobile(512, 2) + _mobile(512, 1) * 5,
    "7²": _mobile(1024, 2) + _mobile(1024, 1),
    "fc": [GlobalPool(), Dense(1000)],
}


def _shuffle_unit(channels: int, out: int, groups: int, stride: int, first: int) -> Branches:
    """Zhang et al. (2018), figure 2; the shuffle between the first two layers costs nothing."""
    branch = (
        normed(out // 4, 1, groups=first),
        Depthwise(3, stride, 1),
        normed(out - channels if stride == 2 else out, 1, groups=groups),
    )
    if stride == 1:
        return residual(branch)
    return Branches((branch, (Pool(3, 2, 1),)))


def shufflenet(groups: int, out: int) -> dict[str, list[Layer]]:
    """Zhang et al. (2018), table 1: so many groups, and output channels of the first stage.

    >>> list(shufflenet(3, 240))
    ['stem', 'stage2', 'stage3', 'stage4', 'fc']
    """
    net: dict[str, list[Layer]] = {"stem": [normed(24, 3, 2, 1), Pool(3, 2, 1)]}
    channels = 24
    for stage, repeats in [(2, 3), (3, 7), (4, 3)]:
        # The very first pointwise layer has only 24 channels to read, and is not grouped.
        first = 1 if stage == 2 else groups
        units = [_shuffle_unit(channels, out, groups, 2, first)]
        units += [_shuffle_unit(out, out, groups, 1, groups)] * repeats
        net[f"stage{stage}"] = list(units)
        channels, out = out, 2 * out
    return net | {"fc": [GlobalPool(), Dense(1000)]}


SHUFFLENET = shufflenet(3, 240)
