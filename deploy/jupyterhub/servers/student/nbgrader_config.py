"""nbgrader on a student's server."""

import os

c = get_config()
# Who hands in: the name at the hub. nbgrader would take the system's name, which is the same for
# everybody where the hub starts all servers as one user.
c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
