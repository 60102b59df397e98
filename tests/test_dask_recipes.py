"""The recipes in `deploy/dask/`, as far as they can be looked at without SLURM or Kubernetes."""

from __future__ import annotations

import importlib.util
import signal
import socket
import subprocess
import sys
from typing import Any

import pytest
import yaml
from distributed import Client

from tests.conftest import ROOT

FOLDER = ROOT / "deploy" / "dask"

# What a job of dask-jobqueue 0.9 takes, and its cluster beside that.
OF_A_JOB = {
    "name", "cores", "memory", "processes", "nanny", "interface", "death_timeout",
    "local_directory", "worker_command", "worker_extra_args", "job_extra_directives",
    "job_script_prologue", "job_directives_skip", "log_directory", "shebang", "python", "job_name",
    "queue", "account", "walltime", "job_cpu", "job_mem",
}  # fmt: skip
OF_A_CLUSTER = {"n_workers", "protocol", "security", "scheduler_options", "shared_temp_directory"}


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    text = (FOLDER / "kubernetes.yaml").read_text("utf-8")
    return {d["kind"]: d for d in yaml.safe_load_all(text)}


class TestKubernetes:
    def test_it_is_a_cluster_and_a_policy_that_keeps_others_out(
        self, documents: dict[str, dict[str, Any]]
    ) -> None:
        cluster, policy = documents["DaskCluster"], documents["NetworkPolicy"]
        name = cluster["metadata"]["name"]
        assert cluster["apiVersion"] == "kubernetes.dask.org/v1"
        assert policy["spec"]["podSelector"]["matchLabels"] == {"dask.org/cluster-name": name}
        assert policy["spec"]["policyTypes"] == ["Ingress"]
        assert f"service/{name}-scheduler" in (FOLDER / "README.md").read_text("utf-8")

    def test_the_service_leads_to_the_schedulers_ports(
        self, documents: dict[str, dict[str, Any]]
    ) -> None:
        scheduler = documents["DaskCluster"]["spec"]["scheduler"]
        (container,) = scheduler["spec"]["containers"]
        ports = {p["name"]: p["containerPort"] for p in container["ports"]}
        service = scheduler["service"]
        assert {p["targetPort"]: p["port"] for p in service["ports"]} == ports
        assert ports["tcp-comm"] == 8786
        assert service["type"] == "ClusterIP"  # not to be reached from outside
        assert service["selector"] == {
            "dask.org/cluster-name": documents["DaskCluster"]["metadata"]["name"],
            "dask.org/component": "scheduler",
        }

    def test_pods_have_no_rights_that_they_do_not_need(
        self, documents: dict[str, dict[str, Any]]
    ) -> None:
        spec = documents["DaskCluster"]["spec"]
        for pod in (spec["worker"]["spec"], spec["scheduler"]["spec"]):
            assert pod["automountServiceAccountToken"] is False
            assert pod["securityContext"]["runAsNonRoot"] is True
            (container,) = pod["containers"]
            held = container["securityContext"]
            assert held["allowPrivilegeEscalation"] is False
            assert held["capabilities"] == {"drop": ["ALL"]}

    def test_a_worker_grades_as_many_at_once_as_it_has_cores(
        self, documents: dict[str, dict[str, Any]]
    ) -> None:
        spec = documents["DaskCluster"]["spec"]
        (worker,) = spec["worker"]["spec"]["containers"]
        (scheduler,) = spec["scheduler"]["spec"]["containers"]
        words = worker["args"]
        assert words[:2] == ["dask", "worker"] and all(isinstance(word, str) for word in words)
        assert words[words.index("--nthreads") + 1] == worker["resources"]["limits"]["cpu"]
        assert words[words.index("--name") + 1] == "$(DASK_WORKER_NAME)"
        assert worker["image"] == scheduler["image"]


class TestHere:
    """`make cluster`."""

    def start(self, port: int) -> subprocess.Popen[str]:
        words = [sys.executable, str(FOLDER / "cluster.py"), "--workers", "1", "--port", str(port)]
        return subprocess.Popen(
            words, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def test_it_says_where_it_is_and_stops_when_it_is_told_to(self) -> None:
        with self.start(port=0) as started:
            assert started.stdout is not None
            told = [next(started.stdout) for _ in range(3)]
            assert told[0].startswith("1 workers are ready")
            with Client(told[2].split("--scheduler")[1].strip(), set_as_default=False) as client:
                assert list(client.nthreads().values()) == [1]
            started.send_signal(signal.SIGINT)
            assert started.stdout.read().strip() == "stopped; what was graded is in the course"
        assert started.returncode == 0

    def test_a_port_that_is_taken_is_told(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with self.start(port) as started:
                _, said = started.communicate(timeout=60)
        assert started.returncode == 1
        assert f"error port-taken: No cluster can start at 127.0.0.1:{port}." in said


def test_slurm_is_asked_for_what_dask_jobqueue_knows() -> None:
    spec = importlib.util.spec_from_file_location("slurm", FOLDER / "slurm.py")
    assert spec is not None and spec.loader is not None
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    asked = recipe.settings()
    assert asked.keys() <= OF_A_JOB | OF_A_CLUSTER
    assert asked["protocol"] == "tls://" and asked["security"].require_encryption
    assert asked["cores"] % asked["processes"] == 0
    assert asked["scheduler_options"]["dashboard_address"].startswith("127.0.0.1:")


def test_the_node_is_the_graders_own_image_with_the_pinned_dask() -> None:
    lines = (FOLDER / "Containerfile").read_text("utf-8").splitlines()
    told = [line for line in lines if line and not line.startswith("#")]
    assert told[0] == "FROM convolution"
    grader = (ROOT / "Containerfile").read_text("utf-8")
    (run,) = [line for line in told if line.startswith("RUN")]
    assert "--constraint /opt/convolution/requirements.txt" in run and "distributed" in run
    assert "WORKDIR /opt/convolution" in grader and "requirements.txt" in grader
    pinned = (ROOT / "requirements.txt").read_text("utf-8")
    assert "\ndistributed==" in pinned
