"""Not the function but the question what its arguments are has no end."""

import time


class Patient:
    @property
    def __signature__(self):
        time.sleep(20)

    def __call__(self, x, w):
        return x


corr2d = Patient()
