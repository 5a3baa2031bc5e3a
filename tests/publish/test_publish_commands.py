"""The commands from end to end: a project, its finished sites, a key, a target, and everything an operator does with them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from edu_site.cli import main
from edu_site.progress.disclosure import Source
from edu_site.progress.releases import Folders, Rules, make_release
from tests.disclosure.worlds import DEFINITIONS, POLICY, RELEASE, world
from tests.projects import new_project, school, tree
from tests.publish.sites import key, live_files, seen, small_site, trusted

ORGANISATIONS = ("bilim", "abai", "semey", "school-1", "school-2")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Five organisations, their sites, the report of their build, publish.yml."""
    files = tree() | {f"abai/semey/school-{number}/organisation.yml": school(number) for number in (1, 2)}
    project = new_project(tmp_path / "project", files)
    pages = {f"org/{name}/index.html": "<p>Басқарма</p>" for name in ("abai", "semey")}
    small_site(project / "site", "бір", more=pages)
    report(project)
    (project / "publish.yml").write_text(
        f"keys:\n  - name: test\n    key: {trusted()[0].text}\n"
        f"targets:\n  folder:\n    - name: live\n      path: ../www\n      keep: 3\n"
    )
    return project


def report(project: Path, **states: str) -> None:
    import datetime as dt

    from edu_site.source.content import read_project  # the ids of the tree, whatever the root is called

    names = read_project(project, dt.date(2026, 11, 24)).tree.organisations
    rows = [{"organisation": name, "state": states.get(name.replace("-", "_"), "built"), "pages": 1} for name in names]
    (project / "build").mkdir(exist_ok=True)
    (project / "build" / "report.json").write_text(json.dumps({"organisations": rows}))


def run(project: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [words[0], "--project", str(project), "--lang", "en", *words[1:]])


def publish(project: Path, *words: str) -> Result:
    return run(project, "publish", "--target", "live", "--key", str(key()), *words)


def listed(project: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(project, "releases", "--target", "live", "--json").stdout)
    return found


def test_from_the_first_release_to_a_return(project: Path) -> None:
    first = publish(project)
    assert first.exit_code == 0, first.output
    assert "✓ no pages are lost" in first.output and "Published: " in first.output
    assert "Published already" in publish(project).output
    small_site(project / "site", "екі")
    assert publish(project).exit_code == 0
    assert [one["place"] for one in listed(project)] == ["live", "before"]
    assert "Live now" in run(project, "rollback", "--target", "live").output
    assert "бір" in live_files(project.parent / "www")["index.html"]
    assert [one["place"] for one in listed(project)] == ["live", "aside"]
    assert run(project, "verify", "--target", "live").exit_code == 0
    (project.parent / "www" / "current" / "index.html").write_text("changed")
    verified = run(project, "verify", "--target", "live")
    assert (verified.exit_code, "index.html: U21" in verified.output) == (1, True)


def test_a_kept_site_is_listed_as_stale(project: Path) -> None:
    report(project, school_1="kept")
    outcome = publish(project)
    assert (outcome.exit_code, "U24" in outcome.output) == (0, True)
    assert [list(one["stale"]) for one in listed(project)] == [["school-1"]]
    assert "school-1: has errors" in run(project, "releases", "--target", "live").output


@pytest.mark.parametrize(
    "text", [None, "no json", '{"organisations": [{"organisation": "x", "state": "lost", "pages": 1}]}', "{}"]
)
def test_a_report_that_cannot_be_read_stops_the_release(project: Path, text: str | None) -> None:
    path = project / "build" / "report.json"
    path.unlink() if text is None else path.write_text(text)
    outcome = publish(project)
    assert (outcome.exit_code, "U14" in outcome.output) == (1, True)
    assert seen(project.parent / "www") == ""


def test_a_table_the_ledger_does_not_know_stops_the_release(project: Path) -> None:
    table = project / "site" / "org" / "school-1" / "progress" / "data" / "2025-2026-Q4.json"
    table.parent.mkdir(parents=True)
    table.write_text('{"rows": []}')
    outcome = publish(project)
    assert (outcome.exit_code, "2025-2026-Q4.json: D24" in outcome.output) == (1, True)


def test_a_waiver_is_signed_and_for_one_release(project: Path) -> None:
    small_site(project / "site", "бір", more={f"org/school-1/{number}.html": "<p>" for number in range(20)})
    publish(project)
    for number in range(5):
        (project / "site" / "org" / "school-1" / f"{number}.html").unlink()
    refused = json.loads(publish(project, "--json", "--quiet").stdout)
    assert refused["gates"]["counts"] is False
    waiver = project / "waiver.yml"
    waiver.write_text(f"release: '{refused['release']['id']}'\nreason: Ескі беттер\nwho: А. Б.\ndate: 2026-11-24\n")
    assert "U15" in publish(project, "--waiver", str(waiver)).output
    run_signed = CliRunner().invoke(main, ["keys", "sign", str(waiver), "--key", str(key())])
    assert run_signed.exit_code == 0
    assert publish(project, "--waiver", str(waiver)).exit_code == 0
    waiver.write_text(waiver.read_text().replace("А. Б.", "В. Г."))
    assert "U15" in publish(project, "--waiver", str(waiver)).output


def test_a_mirror_follows_another_target(project: Path) -> None:
    path = project / "publish.yml"
    path.write_text(path.read_text() + "    - name: copy\n      path: ../copy\n")
    publish(project)
    assert "Live now" in run(project, "mirror", "--from", "live", "--target", "copy").output
    assert live_files(project.parent / "copy") == live_files(project.parent / "www")
    assert "Live already" in run(project, "mirror", "--from", "live", "--target", "copy").output


def test_a_target_nobody_named_is_told_with_the_nearest(project: Path) -> None:
    outcome = run(project, "releases", "--target", "life")
    assert (outcome.exit_code, "did you mean live?" in outcome.output) == (2, True)


def test_without_finished_sites_there_is_nothing_to_publish(project: Path) -> None:
    (project / "site").rename(project / "other")
    assert publish(project).exit_code == 2
    assert publish(project, "--site", str(project / "other")).exit_code == 0


def test_figures_that_nobody_has_signed_are_not_published_where_signatures_are_asked_for(project: Path, tmp_path: Path) -> None:
    place = world(11, subjects=2)
    tables = tmp_path / "tables"
    make_release(
        place.own, Rules(POLICY, DEFINITIONS, place.places), Source(RELEASE, {}), Folders(tmp_path / "records", tables)
    )
    unsigned = publish(project, "--progress", str(tables)).output
    (project / "publish.yml").write_text((project / "publish.yml").read_text() + "signed_figures: true\n")
    signed = publish(project, "--progress", str(tables)).output
    assert "D28" in signed and "D28" not in unsigned
