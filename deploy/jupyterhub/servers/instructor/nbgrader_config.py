"""nbgrader on an instructor's server: the course's own settings, so that formgrader finds it."""

import os

c = get_config()
load_subconfig("nbgrader_config.py", path=os.environ["CONVOLUTION_COURSE"])
# Where each student has a user of the machine, a submission under another's name stands out.
c.ExchangeCollect.check_owner = bool(os.environ["CONVOLUTION_ACCOUNTS"])
