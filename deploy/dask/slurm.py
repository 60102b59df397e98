"""Grade a class on the nodes of a SLURM cluster, and give the nodes back.

    python deploy/dask/slurm.py --course /home/me/course                 all that is new
    python deploy/dask/slurm.py --course /home/me/course --force         words of `grade`

Run it where the course lies: on the login node, or in a job of its own. It needs
``pip install dask-jobqueue``, and the certificates of README.md, which Dask finds through its
configuration. The numbers below are for a class of some thousands; change them to your cluster's.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

JOBS = 8  # nodes
WAIT = 1800  # seconds that SLURM may take to start the first of them


def settings() -> dict[str, Any]:
    """What each job asks of SLURM and starts."""
    from distributed.security import Security

    return {
        "queue": "batch",  # the partition; `sinfo` lists them
        "walltime": "01:00:00",
        "cores": 16,  # of a node, and as many submissions at once
        "processes": 2,  # Dask workers among which they are divided
        "memory": "24GB",
        # On the nodes: nothing of the home directory need be there but this environment.
        "python": sys.executable,
        "job_extra_directives": ["--job-name=grading", "--nodes=1"],
        "worker_extra_args": ["--memory-limit", "0"],  # the sandbox limits each student
        "scheduler_options": {"dashboard_address": "127.0.0.1:0"},
        "protocol": "tls://",
        "security": Security(require_encryption=True),  # certificates: from Dask's configuration
    }


def main() -> int:
    """Start the workers, grade, end them; returns the exit code of ``grade``."""
    from dask_jobqueue import SLURMCluster

    with SLURMCluster(**settings()) as cluster:
        cluster.scale(jobs=JOBS)
        print(f"waiting for SLURM to start one of {JOBS} nodes …", flush=True)
        cluster.wait_for_workers(1, timeout=WAIT)
        command = [sys.executable, "-m", "autograder", "grade"]
        command += ["--scheduler", cluster.scheduler_address, *sys.argv[1:]]
        try:
            return subprocess.run(command, check=False).returncode
        except KeyboardInterrupt:  # it was for `grade`, which has said so
            return 130


if __name__ == "__main__":
    sys.exit(main())
