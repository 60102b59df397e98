"""A list without a bottom."""


def corr2d(x, w):
    answer = []
    answer.append(answer)
    return answer
