"""The way over the Fourier transform, with the imaginary part left in."""

import numpy as np


def corr2d(x, w):
    spectrum = np.fft.fft2(x) * np.conj(np.fft.fft2(w, s=x.shape))
    rows, columns = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
    return np.fft.ifft2(spectrum)[:rows, :columns]
