"""N-gram detectors on a sentence: a 1-D convolution over word vectors, then the maximum in time."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv1d


def _scores(words, weight, bias):
    """What each detector says at each place: F × (L − k + 1)."""
    return conv1d(words.T, weight, bias)


def reference(words, weight, bias):
    """max over i of bias[f] + sum over e and a of weight[f, e, a] · words[i + a, e]."""
    return _scores(words, weight, bias).max(axis=1)


def _any(rng, sizes, draw=numbers, layer=numbers, sign=0):
    """A sentence of L words, F detectors of k words; with a sign, all scores have that sign."""
    L, E, F, k = sizes
    words, weight, bias = draw(rng, L, E), layer(rng, F, E, k), layer(rng, F)
    if sign:
        words, weight, bias = np.abs(words), sign * np.abs(weight), sign * np.abs(bias)
        words[0] += 10  # not all alike, now that the signs are gone
        weight[:, 0] += sign * 10
    return words, weight, bias


def _drawn(rng, sizes, sign=0, shown=(), hidden=(), **draws):
    """Drawn until the mistakes shown give wrong features and the hidden ones the right features.

    Features are above zero, unless the sign is −1.
    """
    while True:
        case = _any(rng, sizes, sign=sign, **draws)
        right = reference(*case)
        if (
            (sign < 0 or right.min() > 0)
            and not any(np.allclose(mistake(*case), right) for mistake in shown)
            and all(np.allclose(mistake(*case), right) for mistake in hidden)
        ):
            return case


def _plain(rng, L, E, k):
    """One detector, no score below zero; the best window is not the last, nor over an end."""
    shown = [words_in_any_order, read_backwards] if k > 1 else []
    hidden = [last_place_missed, windows_over_the_ends]
    return _drawn(rng, (L, E, 1, k), sign=1, shown=shown, hidden=hidden)


def _telling(rng, sizes, **kinds):
    """Other windows look better in every wrong way, and for some detector the last one is best."""
    shown = [largest_by_size, words_in_any_order, read_backwards]
    shown += [last_place_missed, windows_over_the_ends]
    return _drawn(rng, sizes, shown=shown, **kinds)


def _not_whole(rng, sizes):
    """Word vectors that hold integers, and a feature that is none."""
    shown = [integer_accumulator]
    return _drawn(rng, sizes, draw=integers, layer=fractions, shown=shown)


check = Check(
    "dimensions.ngram_features",
    "ngram_features(words, weight, bias)",
    reference,
    [
        Property(
            "takes the best place of one detector",
            1,
            lambda rng: [_plain(rng, 3, 2, 1), _plain(rng, 5, 2, 2)],
        ),
        Property(
            "answers below zero where nothing in the sentence fits",
            1,
            lambda rng: [_telling(rng, (4, 2, 1, 2), sign=-1), _drawn(rng, (3, 4, 1, 2), sign=-1)],
        ),
        Property(
            "has one number for each detector, in their order",
            2,
            lambda rng: [
                _drawn(rng, (3, 2, 3, 3)),
                _telling(rng, (6, 2, 3, 2)),
                _drawn(rng, (5, 3, 4, 3)),
                _drawn(rng, (4, 5, 2, 2)),
            ],
        ),
        Property(
            "keeps fractions when the word vectors hold integers",
            1,
            lambda rng: [
                _telling(rng, (5, 2, 3, 2), draw=integers, layer=fractions),
                _not_whole(rng, (4, 3, 2, 3)),
            ],
        ),
    ],
)


@check.mistake(
    "the sentence is reshaped to channels, not transposed",
    "The shape is right. Does column 0 of your array hold the numbers of the first word?",
)
def reshaped(words, weight, bias):
    return _scores(words.reshape(words.shape[::-1]).T, weight, bias).max(axis=1)


@check.mistake(
    "the maximum begins at 0, so that no answer is negative",
    "If every place scores below zero, what is the largest score?",
)
def never_below_zero(words, weight, bias):
    return np.maximum(reference(words, weight, bias), 0)


@check.mistake(
    "the scores are averaged over the sentence",
    "A pattern that occurs once should count, however long the sentence is.",
)
def averaged_over_time(words, weight, bias):
    return _scores(words, weight, bias).mean(axis=1)


@check.mistake(
    "the scores are summed over the sentence",
    "Should a longer sentence have larger features? Take the best place.",
)
def summed_over_time(words, weight, bias):
    return _scores(words, weight, bias).sum(axis=1)


@check.mistake(
    "the place of the best score is returned, not the score",
    "What does argmax tell, and what max?",
)
def place_of_the_best(words, weight, bias):
    windows = np.lib.stride_tricks.sliding_window_view(words, weight.shape[2], axis=0)
    return (np.einsum("iea,fea->if", windows, weight) + bias).argmax(axis=0)


@check.mistake(
    "the largest score by size is taken, whatever its sign",
    "A strong minus says that the pattern is not there.",
)
def largest_by_size(words, weight, bias):
    return np.abs(_scores(words, weight, bias)).max(axis=1)


@check.mistake(
    "the maximum is taken over the detectors, place by place",
    "How many features should a sentence have? Along which axis does time run?",
)
def over_the_detectors(words, weight, bias):
    return _scores(words, weight, bias).max(axis=0)


@check.mistake(
    "one maximum is taken over all detectors and places",
    "How many features should a sentence have? max can be told along which axis to look.",
)
def one_maximum_for_all(words, weight, bias):
    return _scores(words, weight, bias).max()


@check.mistake(
    "a window of words is multiplied with the weights without turning one of the two",
    "words[i + a, e] meets weight[f, e, a]. In which order do your two arrays have a and e?",
)
def window_not_turned(words, weight, bias):
    k = weight.shape[2]
    windows = [words[i : i + k] for i in range(len(words) - k + 1)]
    return np.array([[np.sum(w * kernel) for w in windows] for kernel in weight]).max(1) + bias


@check.mistake(
    "each word of the pattern takes its best place for itself, in any order",
    "The words of a pattern have to follow each other: sum over the window, then take the max.",
)
def words_in_any_order(words, weight, bias):
    L, k = len(words), weight.shape[2]
    per_word = np.einsum("fea,le->fal", weight, words)
    best = [per_word[:, a, a : L - k + 1 + a].max(axis=1) for a in range(k)]
    return np.sum(best, axis=0) + bias


@check.mistake(
    "the pattern is read backwards",
    "weight[f, :, 0] belongs to the first word of the pattern. Which word does yours meet?",
)
def read_backwards(words, weight, bias):
    return reference(words, weight[..., ::-1], bias)


@check.mistake(
    "the bias is forgotten",
    "What should a sentence of zeros give?",
)
def bias_forgotten(words, weight, bias):
    return reference(words, weight, 0 * bias)


@check.mistake(
    "windows that hang over the ends of the sentence count as well",
    "Only windows that lie wholly inside the sentence count.",
)
def windows_over_the_ends(words, weight, bias):
    k = weight.shape[2]
    return reference(np.pad(words, [(k - 1, k - 1), (0, 0)]), weight, bias)


@check.mistake(
    "only the first number of each word vector is used",
    "A word vector has E numbers, and a detector has weights for all of them.",
)
def only_the_first_number(words, weight, bias):
    return reference(words[:, :1], weight[:, :1], bias)


@check.mistake(
    "the last place is left out",
    "How many windows of two words has a sentence of two words?",
)
def last_place_missed(words, weight, bias):
    return _scores(words, weight, bias)[:, :-1].max(axis=1)


@check.mistake(
    "the answers are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill.",
)
def integer_accumulator(words, weight, bias):
    return reference(words, weight, bias).astype(words.dtype)


@check.style
def place_by_place(words, weight, bias):
    F, _, k = weight.shape
    features = []
    for f in range(F):
        scores = []
        for i in range(len(words) - k + 1):
            scores.append(np.sum(words[i : i + k].T * weight[f]) + bias[f])
        features.append(max(scores))
    return np.array(features)


@check.style
def strided_view(words, weight, bias):
    windows = np.lib.stride_tricks.sliding_window_view(words, weight.shape[2], axis=0)
    return np.einsum("iea,fea->if", windows, weight).max(axis=0) + bias


@check.style
def running_maximum(words, weight, bias):
    best = np.full(len(weight), -np.inf)
    for i in range(len(words) - weight.shape[2] + 1):
        window = words[i : i + weight.shape[2]]
        score = np.tensordot(weight, window.T, 2) + bias
        best = np.where(score > best, score, best)
    return best


@check.style
def windows_as_rows(words, weight, bias):
    k = weight.shape[2]
    rows = [words[i : i + k].T.ravel() for i in range(len(words) - k + 1)]
    return (np.array(rows) @ weight.reshape(len(weight), -1).T + bias).max(axis=0)
