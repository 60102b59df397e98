"""The outline of the course: every figure that the sources give and every error that they make.

Each line is proved by at least one test in `tests/facts/`, which carries its number. A line that
begins with "Not:" is an error that readers meet elsewhere; its test shows what is so instead.
"""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from tests import facts

OUTLINE = {
    # 1 From dense layers to convolution
    "1.1": "A photo of 12 megapixels in RGB has 36 million inputs; 100 hidden units, 3.6 billion "
    "weights.",
    "1.2": "Reindexed, the same at every place and local, a dense layer is a cross-correlation.",
    "1.3": "A 1-D layer has m weights and 1 bias, whatever the length of the input.",
    "1.4": "Small kernels stacked see as much as a large one, with fewer weights.",
    # 2 Cross-correlation and convolution
    "2.1": "Convolution flips the kernel, in 2-D by half a turn; a learned kernel is the flipped "
    "one.",
    "2.2": "In three dimensions: y[i,j,k] = Σ w[a,b,c]·x[i+a,j+b,k+c].",
    "2.3": "The 6×6 input with the vertical edge kernel, and how its −5 comes about.",
    "2.4": "The 5×5 input with the 3×3 kernel gives [[12,12,17],[10,17,19],[9,6,14]].",
    "2.5": "Narrow N−M+1, wide N+M−1, equal-width N, and the zeros that make them.",
    "2.6": "Wide convolution commutes, cross-correlation does not.",
    "2.7": "∂L/∂w is a cross-correlation of x with ∂L/∂y, ∂L/∂x a wide convolution with w.",
    # 3 Padding and stride
    "3.1": "Per side: ⌊(n+2p−f)/s⌋+1; valid p=0, same p=(f−1)/2; what does not fit is left out.",
    "3.2": "In total: ⌊(n−k+p+s)/s⌋; with p=k−1 ⌊(n+s−1)/s⌋; n/s where s divides n.",
    "3.3": "Even kernels: ⌈p/2⌉ above, ⌊p/2⌋ below; strides may differ by axis.",
    "3.4": "Not: one p. The two conventions share the letter; libraries differ on the odd row.",
    # 4 Channels
    "4.1": "X ci×nh×nw, W co×ci×kh×kw, Y co×mh×mw: one kernel for each pair of channels, summed.",
    "4.2": "5×5×3 with 3×3×3 gives 3×3×1; 6×6×3 with two of them 4×4×2; ten with bias have 280 "
    "parameters.",
    "4.3": "Parameters I·O·K (+O biases), multiply-adds ci·co·kh·kw·mh·mw.",
    "4.4": "Not: a bias of co×ci. It is one number for each output channel, added after the sum.",
    # 5 1×1
    "5.1": "A 1×1 convolution is a dense layer on (nh·nw)×ci with a weight of co×ci.",
    "5.2": "200 channels to 1: no neighbour is seen.",
    # 6 1-D and 3-D
    "6.1": "Text is a row of word vectors; a 1-D kernel slides along one axis.",
    "6.2": "A 3-D kernel shallower than the volume slides along depth too; as deep as it, not.",
    # 7 Transposed
    "7.1": "5×5, kernel 3, stride 2 to 2×2 and back to 5×5: the shape, not the values.",
    "7.2": "2×2, kernel 3: a border of 2 zeros gives 4×4; one zero between besides, 5×5.",
    "7.3": "As matrices: C is 4×16, its transpose 16×4 and the gradient.",
    "7.4": "Not: gives back the input. Shape only; it is no inverse.",
    "7.5": "Uneven overlap when the kernel is no multiple of the stride, and the cures.",
    # 8 Dilated
    "8.1": "k=3, d=2 sees 5×5 with 9 weights; effective size d·(k−1)+1.",
    "8.2": "Stacking dilations makes the receptive field grow fast at the same cost.",
    "8.3": "A constant dilation leaves a grid of pixels unseen.",
    # 9 Separable
    "9.1": "Sobel is a column [1,2,1] times a row: 6 weights for 9, possible for rank 1 only.",
    "9.2": "Not: the row [1,0,−1]. That gives the negative of the printed Sobel kernel.",
    "9.3": "(N−M+1)²·M² against M·(N−M+1)·(2N−M+1) multiplications; the ratio tends to 2/M.",
    "9.4": "Not in general: (N−2)²·M² and (2N−2)(N−2)·M are the case M = 3.",
    "9.5": "16→32 channels, 3×3: 4608 weights against 144+512=656.",
    "9.6": "7×7×3 to 5×5×128: 86,400 multiplications against 675+9,600=10,275, 11.9 %.",
    "9.7": "In general the ratio is 1/Nc+1/h².",
    "9.8": "Not: never used in deep learning, nor is the second step depthwise: 1×n and n×1 "
    "layers, pointwise.",
    "9.9": "Flattened: three 1-D filters when the filter has rank 1. Not: their cross product.",
    # 10 Grouped
    "10.1": "Two groups: each takes Din/2 and gives Dout/2; parameters fall by the number of "
    "groups.",
    "10.2": "Depthwise is as many groups as channels.",
    "10.3": "A channel shuffle is reshape, transpose, flatten; without it groups never mix.",
    "10.4": "Pointwise grouped convolution is the 1×1 version.",
    # 11 Pooling
    "11.1": "Output channels equal input channels; nothing is learned.",
    "11.2": "An edge that moves by one pixel is still found.",
    "11.3": "Backwards: max sends the error to the maximum, mean spreads it evenly.",
    # 12 Backpropagation
    "12.1": "dW[p,d] is δ[p] cross-correlated into X[d], db[p] the sum of δ[p].",
    "12.2": "dX[d] is the sum over p of the wide convolution of W[p,d] with δ[p].",
    "12.3": "With stride δ is dilated with zeros; padding, dilation and groups follow; finite "
    "differences agree.",
    # 13 LeNet
    "13.1": "C1 156, C3 1,516 sparse (2,416 dense), C5 48,120, F6 10,164.",
    "13.2": "Seven layers without the input: conv, pool, conv, pool, then dense.",
    # 14 Classic networks
    "14.1": "AlexNet: 62,378,344 parameters ungrouped, 60,965,224 in two groups.",
    "14.2": "Three 3×3 see 7×7 with 27C² against 49C² weights.",
    "14.3": "VGG-16: 138,357,544 parameters, 15.47 G multiply-adds at 224².",
    "14.4": "Inception on 28×28×256: depth 672 and 854,196,224 multiply-adds.",
    "14.5": "With 1×1 bottlenecks: depth 480 and 271,351,808. Not: 358 M.",
    "14.6": "GoogLeNet has 3+18+1 = 22 layers.",
    "14.7": "A residual block learns H(X)−X; a bottleneck is 1×1, 3×3, 1×1.",
    # 15 Training
    "15.1": "Not: a mini-batch step is an epoch. An epoch is one pass over all the data.",
    "15.2": "Not: mini-batches estimate precisely. Their noise falls with the square root of their "
    "size.",
    "15.3": "A learning rate too small is slow, too large oscillates.",
    "15.4": "Momentum, RMSProp, AdaGrad, AdaDelta step as torch's do.",
}

for module in pkgutil.iter_modules(facts.__path__):
    importlib.import_module(f"{facts.__name__}.{module.name}")


@pytest.mark.parametrize("line", OUTLINE)
def test_every_line_of_the_outline_is_proved(line: str) -> None:
    assert facts.STANDS_FOR[line], OUTLINE[line]


def test_no_test_stands_for_a_line_that_is_not_there() -> None:
    assert set(facts.STANDS_FOR) <= set(OUTLINE)
