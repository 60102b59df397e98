"""Everybody's server."""

import shutil

c = get_config()
# Lab shows formgrader and the feedback pages in frames, from the same server.
c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
# A server takes some 170 MB: let go of what nobody uses.
c.MappingKernelManager.cull_idle_timeout = 3600  # seconds
c.ServerApp.shutdown_no_activity_timeout = 2 * 3600
c.LabApp.news_url = None  # ask no other host, and open no window about it
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
# A login shell, which a terminal would be, sets its own path and finds neither python nor nbgrader.
c.ServerApp.terminado_settings = {"shell_command": [shutil.which("bash") or "/bin/sh"]}
