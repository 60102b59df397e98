"""An instructor's server: it runs in the course's folder, and so do its terminals."""

import os

os.chdir(os.environ["CONVOLUTION_COURSE"])
