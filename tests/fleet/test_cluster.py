"""Jobs on a real Dask cluster: the same results, through workers that are killed, hang, or are of another version."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster
from distributed.security import Security

from edu_site.activity import Seen, working_on
from edu_site.fleet import cluster as cluster_module
from edu_site.fleet.cluster import Cluster
from edu_site.fleet.workers import Lost, Refused, WorkersFailed, make_workers
from tests.fleet.builds import build, settings_of, states, tree_of
from tests.fleet.conftest import fleet_files
from tests.projects import new_project

JOBS = tuple(f"school-{number}" for number in range(20))


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    one_more = dask.config.set({"distributed.scheduler.allowed-failures": 1})  # of a job whose Dask worker has ended
    with one_more, LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as made:
        yield made


@pytest.fixture
def crew(cluster: LocalCluster, tmp_path: Path) -> Iterator[Cluster[object]]:
    whole_again(cluster)
    made: Cluster[object] = Cluster(settings_of(tmp_path, scheduler=cluster.scheduler_address, job_seconds=2.0))
    with closing(made):
        yield made


def whole_again(cluster: LocalCluster) -> None:
    """Two Dask workers, those that a test before has killed replaced by running ones."""
    cluster.scale(2)
    for _ in range(600):
        cluster.wait_for_workers(2)
        if len(cluster.workers) == 2 and None not in ids_of_workers(cluster):
            return
        time.sleep(0.1)
    raise TimeoutError("the cluster has not come back")


def done(crew: Cluster[object], work: Callable[[str], object], jobs: tuple[str, ...] = JOBS) -> dict[str, object]:
    crew.start(lambda: work)
    results = list(crew.run(jobs))
    assert sorted(name for name, _ in results) == sorted(jobs)
    return dict(results)


def ids_of_workers(cluster: LocalCluster) -> list[int]:
    return [worker.pid for worker in cluster.workers.values()]


def test_every_job_is_done_once_and_another_function_may_follow(crew: Cluster[object], cluster: LocalCluster) -> None:
    found = done(crew, lambda job: (job.upper(), os.getpid()))
    assert {name: value[0] for name, value in found.items()} == {name: name.upper() for name in JOBS}  # type: ignore[index]
    assert not {value[1] for value in found.values()} & {os.getpid(), *ids_of_workers(cluster)}  # type: ignore[index]
    assert done(crew, lambda job: len(job), JOBS[:3]) == dict.fromkeys(JOBS[:3], 8)
    assert dict(crew.run(JOBS[3:5])) == dict.fromkeys(JOBS[3:5], 8)


def test_a_killed_dask_worker_loses_no_job(crew: Cluster[object], cluster: LocalCluster) -> None:
    """Killed from outside, when some jobs are done and others wait; its own process goes with it."""

    def work(job: str) -> int:
        time.sleep(0.1)
        return os.getpid()

    crew.start(lambda: work)
    found: dict[str, object] = {}
    victim = ids_of_workers(cluster)[0]
    for name, result in crew.run(JOBS):
        found[name] = result
        if len(found) == 5:
            os.kill(victim, signal.SIGKILL)
    assert sorted(found) == sorted(JOBS)
    assert not [one for one in found.values() if isinstance(one, Lost)]


def test_a_job_that_always_takes_its_dask_worker_with_it_is_lost_and_the_others_are_done(crew: Cluster[object]) -> None:
    def work(job: str) -> str:
        if job == "school-3":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        return job

    found = done(crew, work, JOBS[:8])
    assert {name for name, one in found.items() if one != name} == {"school-3"}
    lost = found["school-3"]
    assert isinstance(lost, Lost)
    assert (lost.job, lost.reason) == ("school-3", "killed")
    assert lost.detail.startswith("2 workers, tcp://")


def test_a_page_that_hangs_or_kills_costs_no_dask_worker(crew: Cluster[object], cluster: LocalCluster) -> None:
    before = ids_of_workers(cluster)

    def work(job: str) -> str:
        working_on(f"kk/{job}/")
        while job == "school-1":
            pass
        if job == "school-2":
            os.kill(os.getpid(), signal.SIGKILL)
        return job

    found = done(crew, work, JOBS[:6])
    assert found["school-1"] == Lost("school-1", "hung", "kk/school-1/", "2 s")
    assert found["school-2"] == Lost("school-2", "killed", "kk/school-2/", "SIGKILL")
    assert {name for name, one in found.items() if one == name} == {*JOBS[:6]} - {"school-1", "school-2"}
    assert ids_of_workers(cluster) == before


def test_a_fault_in_prepare_is_raised_here(crew: Cluster[object]) -> None:
    def prepare() -> Callable[[str], object]:
        raise KeyError("mkdocs.yml")

    crew.start(prepare)
    with pytest.raises(KeyError, match=r"mkdocs\.yml"):
        list(crew.run(JOBS[:3]))


def test_whoever_leaves_early_leaves_nothing_on_the_workers(crew: Cluster[object], cluster: LocalCluster) -> None:
    crew.start(lambda: lambda job: os.getpid())
    results = crew.run(JOBS)
    (_, first) = next(results)
    results.close()  # type: ignore[attr-defined]
    for _ in range(500):
        if not Path(f"/proc/{first}").exists():
            break
        time.sleep(0.01)
    assert not Path(f"/proc/{first}").exists()
    held = cluster.scheduler.worker_plugins
    assert not [name for name in held if name.startswith("edu-site")]


def test_a_worker_of_another_version_that_joins_later_is_refused_by_name(
    crew: Cluster[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen from here every worker is of another version; the one that was asked before the change passes the first door."""
    monkeypatch.setattr(Cluster, "refuse_strangers", lambda self, client: None)
    monkeypatch.setattr(cluster_module, "program_digest", lambda: "another")
    crew.start(lambda: len)
    with pytest.raises(Refused) as caught:
        list(crew.run(JOBS))
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["what"]) == ("B08", "program and libraries")
    assert "tcp://" in problem.where.path


def test_the_watcher_sees_who_is_at_what(cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "LOOK", 0.2)
    seen: list[Seen] = []
    crew: Cluster[object] = Cluster(settings_of(tmp_path, scheduler=cluster.scheduler_address), seen.append)

    def work(job: str) -> None:
        working_on(f"kk/{job}/")
        time.sleep(0.5)

    with closing(crew):
        done(crew, work, JOBS[:6])
    assert {one.job for moment in seen for one in moment.workers} >= set(JOBS[:2])
    assert seen[-1].signs >= 6


def test_a_scheduler_that_ends_ends_the_build_with_a_clear_word(tmp_path: Path) -> None:
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0") as made:
        crew: Cluster[object] = Cluster(settings_of(tmp_path, scheduler=made.scheduler_address))
        with closing(crew):
            crew.start(lambda: lambda job: time.sleep(0.1))
            results = crew.run(JOBS)
            next(results)
            made.close()
            with pytest.raises(WorkersFailed, match="is gone"):
                list(results)


def test_a_cluster_whose_workers_have_all_gone_ends_the_build_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "LOOK", 0.1)
    monkeypatch.setattr(cluster_module, "MISSED", 0.3)
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0") as made:
        crew = Cluster[object](settings_of(tmp_path, scheduler=made.scheduler_address))
        crew.start(lambda: lambda job: time.sleep(0.1))
        results = crew.run(JOBS)
        next(results)
        made.scale(0)
        with pytest.raises(WorkersFailed, match="no worker is left at tcp://"):
            list(results)
        crew.close()


def test_a_second_build_for_the_same_folder_takes_the_workers(crew: Cluster[object], tmp_path: Path) -> None:
    crew.start(lambda: lambda job: time.sleep(0.1))
    results = crew.run(JOBS)
    next(results)
    with closing(Cluster[object](crew.settings)) as second:
        assert done(second, str.upper, JOBS[:2]) == {name: name.upper() for name in JOBS[:2]}
        with pytest.raises(WorkersFailed, match="another build has begun"):
            list(results)


def test_a_cluster_with_certificates_is_reached_with_them_and_not_without(tmp_path: Path) -> None:
    security = Security.temporary()
    files = {}
    for name in ("tls_ca_file", "tls_client_cert", "tls_client_key"):
        files[name] = tmp_path / f"{name}.pem"
        files[name].write_text(getattr(security, name), encoding="utf-8")
    tls = {"tls_ca": files["tls_ca_file"], "tls_certificate": files["tls_client_cert"], "tls_key": files["tls_client_key"]}
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0", security=security, protocol="tls"
    ) as made:
        assert made.scheduler_address.startswith("tls://")
        with closing(Cluster[int](settings_of(tmp_path, scheduler=made.scheduler_address, **tls))) as crew:
            crew.start(lambda: len)
            assert dict(crew.run(("a", "bc"))) == {"a": 1, "bc": 2}
        for missing in ({}, tls | {"tls_key": tmp_path / "missing.pem"}):
            with pytest.raises(Refused) as caught:
                Cluster[int](settings_of(tmp_path, scheduler=made.scheduler_address, **missing)).start(lambda: len)
            assert [problem.code for problem in caught.value.problems] == ["B07"]


def test_a_build_on_a_cluster_gives_the_same_bytes(
    cluster: LocalCluster, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read or rendered here."""
    whole_again(cluster)
    monkeypatch.delattr("edu_site.fleet.reading.read_one")
    monkeypatch.delattr("edu_site.render.site.Renderer.render_organisation")
    project = new_project(tmp_path / "project", fleet_files())
    report = build(project, scheduler=cluster.scheduler_address)
    assert set(states(report).values()) == {"built"}
    assert tree_of(project) == tree_of(built)


def test_the_settings_choose_the_cluster(tmp_path: Path) -> None:
    assert isinstance(make_workers(settings_of(tmp_path, scheduler="tcp://scheduler:8786")), Cluster)
