"""The kernel wants ``ssl`` to have been loaded, and never uses it: a browser has no sockets."""

raise ModuleNotFoundError("there is no ssl in the browser", name="ssl")
