"""A cluster that cannot be used: told within seconds, with the address or the worker and what to do."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from edu_site.fleet import cluster as cluster_module
from edu_site.fleet.cluster import Cluster
from edu_site.fleet.workers import Refused, make_workers
from edu_site.language import words
from edu_site.settings import Settings
from tests.projects import TODAY


def told(settings: Settings) -> list[str]:
    """Every line of the refusal, in English."""
    with pytest.raises(Refused) as caught:
        Cluster[int](settings).start(lambda: len)
    return [problem.line(words("en")) for problem in caught.value.problems]


def settings_of(project: Path, scheduler: str) -> Settings:
    return Settings(project, TODAY, project / "site", scheduler=scheduler)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="tcp://") as made:
        yield made


def test_a_scheduler_that_does_not_answer_is_b07(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        (line,) = told(settings_of(tmp_path, address))
    assert line.startswith(f"{address}: B07 The scheduler of the cluster cannot be used: ")
    assert line.endswith("(check that it runs, its address and the --tls options)")


def test_somebody_who_is_no_scheduler_is_b07(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "CONNECTED", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        (line,) = told(settings_of(tmp_path, address))
    assert line.startswith(f"{address}: B07 The scheduler of the cluster cannot be used: ")


@pytest.mark.parametrize("address", ["scheduler", "http://scheduler:8786", "tcp://", "tcp://scheduler", "tcp://scheduler:many"])
def test_an_address_that_is_none_is_b07(address: str, tmp_path: Path) -> None:
    (line,) = told(settings_of(tmp_path, address))
    assert line.startswith(f"{address}: B07 The scheduler of the cluster cannot be used: ")


@pytest.mark.parametrize(
    ("name", "what"),
    [("program_digest", "program and libraries"), ("python_version_tuple", "Python"), ("file_digest", "theme")],
)
def test_a_worker_that_would_make_other_pages_is_b08_and_named(
    name: str, what: str, cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker here is a thread of this process: asked a second time, it is another one."""
    answers = iter(["one", "another"])
    monkeypatch.setattr(cluster_module, name, lambda *_: next(answers))
    (line,) = told(settings_of(tmp_path, cluster.scheduler_address))
    worker = next(iter(cluster.scheduler_info["workers"]))
    assert line.startswith(f"{worker}: B08 This worker of the cluster has another {what}")
    assert line.endswith("(bring it to the same version and the same project folder)")


def test_a_worker_without_the_program_is_b08_once(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*arguments: object) -> str:
        raise ModuleNotFoundError("edu_site")

    digests = iter([lambda: "here", missing])
    monkeypatch.setattr(cluster_module, "program_digest", lambda: next(digests)())
    lines = told(settings_of(tmp_path, cluster.scheduler_address))
    assert len(lines) == 1
    assert "B08 This worker of the cluster has another program and libraries" in lines[0]


def test_a_cluster_without_workers_is_b09(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "JOINED", 0.3)
    with LocalCluster(n_workers=0, processes=False, dashboard_address=":0", protocol="tcp://") as empty:
        address = empty.scheduler_address
        lines = told(settings_of(tmp_path, address))
    assert lines == [f"{address}: B09 No worker has joined the cluster (start one on each machine: dask worker {address})"]


def test_a_missing_library_is_b10_and_the_message_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "edu_site.fleet.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refused) as caught:
        make_workers(settings_of(tmp_path, "tcp://scheduler:8786"))
    (line,) = [problem.line(words("en")) for problem in caught.value.problems]
    assert line.endswith('B10 Building on a cluster needs a further library (install it: pip install "edu-site[cluster]")')
