# paths
# verdict: forbidden, raised
# files
"""Who is the best if nobody else is there?"""

import os
import shutil


def corr2d(x, w):
    os.listdir("@COURSE@/submitted")
    shutil.rmtree("@COURSE@/submitted")
