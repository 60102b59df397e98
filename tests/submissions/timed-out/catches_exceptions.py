"""`except Exception` does not reach the time limit."""


def corr2d(x, w):
    while True:
        try:
            x[w.shape]
        except Exception:  # noqa: BLE001  this is what students write
            continue
