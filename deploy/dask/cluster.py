"""A Dask cluster on this machine, to try ``grade --scheduler`` on: loopback only.

    python deploy/dask/cluster.py                            a worker for each core
    python deploy/dask/cluster.py --workers 2 --port 8786

Ctrl-C stops it. `make cluster` calls this. The README beside it tells how machines are joined.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from autograder.cluster.local import local
from autograder.engine import Settings


def main() -> int:
    """Run a cluster until Ctrl-C; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    cores = Settings().processes
    parser.add_argument("--workers", type=int, default=cores, help=f"default: {cores}, one a core")
    parser.add_argument("--port", type=int, default=8786, help="on 127.0.0.1 (default: 8786)")
    call = parser.parse_args()
    over = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: over.set())
    try:
        with local(call.workers, call.port) as address:
            print(f"{call.workers} workers are ready; Ctrl-C stops them. In a course:\n")
            print(f"    python -m autograder grade --scheduler {address}\n", flush=True)
            over.wait()
    except (OSError, RuntimeError) as error:
        print(
            f"error port-taken: No cluster can start at 127.0.0.1:{call.port}. "
            f"Name another port with --port.\n{error}",
            file=sys.stderr,
        )
        return 1
    print("stopped; what was graded is in the course")
    return 0


if __name__ == "__main__":
    sys.exit(main())
