"""A page that takes its worker with it, in a build by the command: its organisation keeps its last good site, all others are built."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from edu_site.cli import main
from edu_site.model.plan import PagePlan, SitePlan
from edu_site.render.site import Renderer
from edu_site.source import markdown
from tests.fleet.builds import tree_of
from tests.fleet.conftest import fleet_files
from tests.projects import ROOT, new_project

POISONED = "news/first-bell/"


def build(project: Path, *more: str) -> Result:
    where = ("-p", str(project), "--today", "2026-11-24", "--lang", "en", "--force", "-j", "2")
    return CliRunner().invoke(main, ["build", *where, *more])


def poison(monkeypatch: pytest.MonkeyPatch, effect: Callable[[], None]) -> None:
    """Rendering this one page has the effect; workers are forked, so they have it too."""
    view = Renderer.view

    def poisoned(renderer: Renderer, site: SitePlan, plan: PagePlan) -> Any:
        found = view(renderer, site, plan)
        if (site.organisation.id, plan.url) == ("school-3", POISONED):
            effect()
        return found

    monkeypatch.setattr(Renderer, "view", poisoned)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang() -> None:
    while True:
        pass


@pytest.mark.parametrize(("effect", "code", "detail"), [(kill, "B02", "SIGKILL"), (hang, "B03", "1 s")])
def test_it_costs_its_own_organisation_and_is_told_by_name(
    fleet: Path, monkeypatch: pytest.MonkeyPatch, effect: Callable[[], None], code: str, detail: str
) -> None:
    before = tree_of(fleet)
    poison(monkeypatch, effect)
    done = build(fleet, "--job-seconds", "1", "--report", str(fleet / "report.json"))
    assert done.exit_code == 1, done.output
    assert f"school-3: {code} " in done.output
    assert f"at kk/{POISONED}" in done.output
    told = json.loads((fleet / "report.json").read_bytes())
    states = {one["organisation"]: one["state"] for one in told["organisations"]}
    assert states.pop("school-3") == "kept"
    assert set(states.values()) == {"built"}
    assert told["workers"]["lost"] == [{"organisation": "school-3", "code": code, "page": f"kk/{POISONED}", "detail": detail}]
    assert told["workers"]["died"] == 2
    assert tree_of(fleet) | {"report.json": ""} == before | {"report.json": ""}


def test_a_text_that_takes_its_worker_with_it_while_it_is_read_is_told_by_its_file(
    fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree_of(fleet)
    text = f"content/abai/semey/school-3/{POISONED.strip('/')}.ru.md"
    with (fleet / text).open("a", encoding="utf-8") as file:
        file.write("changed\n")

    def end_of_front(text: str) -> int:
        if "changed" in text:
            kill()
        return markdown.end_of_front(text)

    monkeypatch.setattr("edu_site.source.plain_items.end_of_front", end_of_front)
    done = build(fleet, "--report", str(fleet / "build" / "report.json"))
    assert done.exit_code == 1, done.output
    told = json.loads((fleet / "build" / "report.json").read_bytes())
    assert [one["organisation"] for one in told["organisations"] if one["state"] == "kept"] == ["school-3"]
    assert told["workers"]["lost"] == [{"organisation": "school-3", "code": "B02", "page": text, "detail": "SIGKILL"}]
    own = "org/school-3/"
    now = tree_of(fleet)
    assert {path: now[path] for path in now if path.startswith(own)} == {
        path: before[path] for path in before if path.startswith(own)
    }


def test_the_report_of_a_good_build_tells_states_times_and_totals(fleet: Path) -> None:
    done = build(fleet)
    assert done.exit_code == 0, done.output
    told = json.loads((fleet / "build" / "report.json").read_bytes())
    assert (told["format"], told["day"], told["problems"]) == (1, "2026-11-24", [])
    assert {one["state"] for one in told["organisations"]} == {"built"}
    assert told["totals"] == {
        "organisations": 8,
        "built": 8,
        "unchanged": 0,
        "kept": 0,
        "pages": sum(one["pages"] for one in told["organisations"]),
        "errors": 0,
        "warnings": 0,
    }
    assert told["workers"] == {"died": 0, "renewed": 0, "lost": []}
    assert set(told["seconds"]) == {"build", "finish", "total"}  # nothing had to be read again
    assert sum(told["seconds"].values()) <= 2 * told["seconds"]["total"] + 0.01
    again = CliRunner().invoke(
        main, ["build", "-p", str(fleet), "--today", "2026-11-24", "--report", str(fleet / "again.json")]
    )
    assert again.exit_code == 0
    assert json.loads((fleet / "again.json").read_bytes())["totals"]["unchanged"] == 8


def test_a_cluster_that_is_not_there_stops_the_command_at_once_in_the_language_of_the_reader(fleet: Path) -> None:
    before = tree_of(fleet)
    done = build(fleet, "--scheduler", "tcp://127.0.0.1:1", "--lang", "ru")
    assert done.exit_code == 3
    assert "Не удалось начать сборку:\ntcp://127.0.0.1:1: B07 Планировщик кластера недоступен: " in done.output
    assert tree_of(fleet) == before


def started(project: Path, *more: str) -> "subprocess.Popen[str]":
    where = ["-p", str(project), "--today", "2026-11-24", "--lang", "en", "-j", "2"]
    return subprocess.Popen(
        [sys.executable, "-m", "edu_site.cli", "build", *where, *more],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def children(process: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def two_sites_made(project: Path, program: "subprocess.Popen[str]") -> list[int]:
    """Waits until two sites are made and workers are at the others."""
    while program.poll() is None:
        workers = children(program.pid)
        if workers and len(list((project / "build/receipts").rglob("*.json"))) >= 2:
            return workers
        time.sleep(0.005)
    return []


def test_all_workers_of_a_build_may_be_killed_at_once(built: Path, tmp_path: Path) -> None:
    project = new_project(tmp_path / "project", fleet_files())
    program = started(project)
    workers = two_sites_made(project, program)
    for worker in workers:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    said, _ = program.communicate()
    assert (program.returncode, workers != []) == (0, True), said
    assert tree_of(project) == tree_of(built)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 1), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_build_that_is_interrupted_leaves_no_process_and_the_next_completes_it(
    built: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    project = new_project(tmp_path / "project", fleet_files())
    program = started(project)
    workers = two_sites_made(project, program)
    program.send_signal(number)
    said, _ = program.communicate()
    assert (program.returncode, workers != []) == (code, True), said
    assert "Traceback" not in said
    for _ in range(1000):
        if not any(Path(f"/proc/{worker}").exists() for worker in workers):
            break
        time.sleep(0.01)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert started(project, "--quiet").wait() == 0
    assert tree_of(project) == tree_of(built)
