"""JupyterHub for one course: logins, a server for each person, nbgrader's exchange, the book.

`start.py` prepares what is named here and starts the hub; who takes part stands in `hub.toml`. What
everybody's own server does stands in `servers/`: a folder for all, one more for each role.
A file `local_config.py` in the hub's folder has the last word: another login, another spawner.
"""

import os
import pwd
import sys
from pathlib import Path

from jupyterhub.auth import LocalAuthenticator
from jupyterhub.authenticators.shared import SharedPasswordAuthenticator

from autograder.course import Course

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import proxy  # noqa: E402 - beside this file, as is
from settings import Settings  # noqa: E402

c = get_config()
hub = Settings.of_environment()
BIN = Path(sys.executable).parent
COURSE_ID = Course(hub.course).config.CourseDirectory.course_id
TEACH, LEARN = f"formgrade-{COURSE_ID}", f"nbgrader-{COURSE_ID}"  # groups, as nbgrader names them

# The hub and its proxy. Nothing but the hub's own address may be another than this machine's.
c.JupyterHub.bind_url = hub.url
c.ConfigurableHTTPProxy.api_url = hub.inside(1)
c.JupyterHub.hub_bind_url = hub.inside(2)
c.Spawner.ip = "127.0.0.1"
c.JupyterHub.db_url = f"sqlite:///{hub.private / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(hub.private / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(hub.private / "proxy.pid")
c.ConfigurableHTTPProxy.command = proxy.command(hub.proxy)


class WithAccounts(SharedPasswordAuthenticator, LocalAuthenticator):
    """The same, and a user of this machine for whoever has none yet."""


# One password for the class and one for those who teach it: for a trial or a workshop, since
# students could log in as each other. README.md says how to have real logins.
c.JupyterHub.authenticator_class = WithAccounts if hub.accounts else SharedPasswordAuthenticator
c.SharedPasswordAuthenticator.user_password, c.SharedPasswordAuthenticator.admin_password = (
    hub.passwords()
)
c.Authenticator.allowed_users = set(hub.everybody)
c.Authenticator.admin_users = set(hub.instructors)
c.LocalAuthenticator.create_system_users = hub.accounts
c.LocalAuthenticator.add_user_cmd = [
    *("useradd", "--create-home", "--home-dir", f"{hub.homes}/USERNAME"),
    *("-K", "HOME_MODE=0700", "--user-group", "--shell", "/bin/bash"),
]
c.LocalAuthenticator.uids = hub.uids()

# Groups are how nbgrader knows who teaches and who learns.
c.JupyterHub.load_groups = {
    TEACH: {"users": list(hub.instructors)},
    LEARN: {"users": list(hub.students)},
}
OWNER = hub.instructors[0]
c.JupyterHub.load_roles = [
    {
        "name": "instructor",
        "groups": [TEACH],
        # To add a student in formgrader; to work in the course on its owner's server.
        "scopes": ["list:groups", f"groups!group={LEARN}", f"access:servers!user={OWNER}"],
    }
]


def teaches(spawner):
    """Whether the course is worked on here: with accounts, only its owner can open the folder."""
    groups = {group.name for group in spawner.user.groups}
    return TEACH in groups and (spawner.user.name == OWNER or not hub.accounts)


def scopes(spawner):
    """What a server may ask the hub: nbgrader looks up its owner's groups, no one else's."""
    own = ["users:activity!user", "access:servers!server", "read:users!user"]
    return own + ["list:groups", f"groups!group={LEARN}"] * teaches(spawner)


def hand_over(course, owner):
    """Give the new course to its owner, closed to everybody else."""
    if course.owner() != owner:
        user = pwd.getpwnam(owner)
        for folder, _, files in os.walk(course):
            for name in ["", *files]:
                os.lchown(os.path.join(folder, name), user.pw_uid, user.pw_gid)
        course.chmod(0o700)


def in_the_course(spawner):
    """Where the course is worked on, formgrader and the terminal open in its folder."""
    if teaches(spawner):
        spawner.notebook_dir = str(hub.course)
        if hub.accounts:
            hand_over(hub.course, OWNER)


def database_password(spawner):
    """Of a gradebook in PostgreSQL: for whoever grades, and for no student."""
    return os.environ.get("PGPASSWORD", "") if teaches(spawner) else ""


# Each person's server.
if hub.accounts:
    c.JupyterHub.spawner_class = "localprocess"
else:
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = f"{hub.homes}/{{username}}"
    c.Spawner.args = ["--allow-root"] * (os.geteuid() == 0)
c.Spawner.cmd = [str(BIN / "jupyterhub-singleuser")]
c.Spawner.default_url = "/lab"
c.Spawner.http_timeout = 120  # a slow machine, a whole class at once
c.Spawner.server_token_scopes = scopes
c.Spawner.pre_spawn_hook = in_the_course
c.Spawner.environment = {
    "PATH": os.pathsep.join([str(BIN), "/usr/local/bin", "/usr/bin", "/bin"]),
    "JUPYTER_CONFIG_PATH": lambda spawner: os.pathsep.join(
        str(HERE / "servers" / part)
        for part in ("instructor" if teaches(spawner) else "student", "everyone")
    ),
    "PGPASSWORD": database_password,
    "CONVOLUTION_ACCOUNTS": "yes" if hub.accounts else "",
    "CONVOLUTION_COURSE": str(hub.course),
    "CONVOLUTION_EXCHANGE": str(hub.exchange),
}

# The book, in the menu "Services".
if hub.book.is_dir():
    c.JupyterHub.services = [
        {
            "name": "book",
            "url": hub.inside(3),
            "command": [sys.executable, str(HERE / "book.py"), str(hub.book)],
        }
    ]

if (local := hub.folder / "local_config.py").exists():
    load_subconfig(str(local))
