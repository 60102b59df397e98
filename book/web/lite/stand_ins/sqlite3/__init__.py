"""The names of sqlite3 that IPython's history mentions when it is imported.

Pyodide has SQLite apart, as a file that no package registry carries. The kernel in the browser
keeps no history in a database, so that these names are all it takes.
"""


class DatabaseError(Exception):
    """As in the real module; nothing raises it here."""


class OperationalError(DatabaseError):
    """As above."""


class IntegrityError(DatabaseError):
    """As above."""


class Connection:
    """What an open database would be."""
