"""nbgrader on everybody's server: where notebooks are handed over, and who is in the course."""

import os

from nbgrader.auth import JupyterHubAuthPlugin

c = get_config()
c.Exchange.root = os.environ["CONVOLUTION_EXCHANGE"]
c.Exchange.path_includes_course = True  # fetched into a folder that is named after the course
c.Authenticator.plugin_class = JupyterHubAuthPlugin
