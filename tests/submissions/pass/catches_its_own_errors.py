"""Steps over the edge and catches it; untidy, and right."""


def corr2d(x, w):
    y = []
    for i in range(x.shape[0] - w.shape[0] + 1):
        y.append([])
        for j in range(x.shape[1]):
            try:
                taps = [(a, b) for a in range(w.shape[0]) for b in range(w.shape[1])]
                y[i].append(sum(x[i + a, j + b] * w[a, b] for a, b in taps))
            except IndexError:
                break
    return y
