# total: 23
"""What a function prints stands in the verdict, beside its wrong answer."""

import numpy as np


def corr2d(x, w):
    print("</pre></div><script>window.pwned=1</script><img src=x onerror=pwned=1>\x1b[31m")
    return np.zeros((1, 1))
