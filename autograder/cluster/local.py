"""A Dask cluster on this machine alone, to try and to measure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

NOWHERE_ELSE = "127.0.0.1:0"  # dashboards too: Dask would open them on every interface


@contextmanager
def local(workers: int, port: int = 0) -> Iterator[str]:
    """A scheduler and so many workers of one thread, on loopback; its address.

    Raises
    ------
    OSError, RuntimeError
        If the port is taken; 0 takes one that is free.
    """
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        scheduler_port=port,
        dashboard_address=NOWHERE_ELSE,
        worker_dashboard_address=NOWHERE_ELSE,
        memory_limit=0,
    ) as cluster:
        yield str(cluster.scheduler_address)
