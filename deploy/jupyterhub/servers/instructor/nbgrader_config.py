"""nbgrader on an instructor's server: the course's own settings, so that formgrader finds it."""

import os

load_subconfig("nbgrader_config.py", path=os.environ["CONVOLUTION_COURSE"])
