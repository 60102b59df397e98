"""Lists of plain numbers."""


def corr2d(x, w):
    rows, columns = range(x.shape[0] - w.shape[0] + 1), range(x.shape[1] - w.shape[1] + 1)
    taps = [(a, b) for a in range(w.shape[0]) for b in range(w.shape[1])]
    return [
        [sum(float(x[i + a, j + b]) * float(w[a, b]) for a, b in taps) for j in columns]
        for i in rows
    ]
