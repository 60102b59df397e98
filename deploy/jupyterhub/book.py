"""The built book as a service of the hub: ``python book.py FOLDER``.

The hub says in the environment where to listen and below which path. Nobody needs to log in, since
the site is public.
"""

import asyncio
import contextlib
import os
import sys
from urllib.parse import urlsplit

from tornado.web import Application, StaticFileHandler


async def serve(folder: str) -> None:
    """Until the hub ends it."""
    listen = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    prefix = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    page = {"path": folder, "default_filename": "index.html"}
    Application([(f"{prefix}(.*)", StaticFileHandler, page)]).listen(listen.port, listen.hostname)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):  # the hub's word that it ends
        asyncio.run(serve(sys.argv[1]))
