"""From content to readers: a real build, its report, a release; a school with errors keeps its last good site, and it is told."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from edu_site.cli import main
from edu_site.publish.compressed import compress_folder
from tests.projects import new_project, schools, write
from tests.publish.sites import key, seen, trusted


def run(project: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [words[0], "--project", str(project), "--lang", "en", *words[1:]])


def publish(project: Path) -> Result:
    return run(project, "publish", "--target", "live", "--key", str(key()))


def test_a_build_is_published_and_a_school_with_errors_keeps_its_last_good_site(tmp_path: Path) -> None:
    project = new_project(tmp_path / "project", schools(2))
    (project / "publish.yml").write_text(
        f"keys:\n  - name: test\n    key: {trusted()[0].text}\ntargets:\n  folder:\n    - name: live\n      path: ../www\n"
    )
    assert run(project, "build", "-j", "1").exit_code == 0
    compress_folder(project / "site")
    first = publish(project)
    assert first.exit_code == 0, first.output
    page = "org/school-1/index.html"
    before = {path.name: path.read_bytes() for path in (tmp_path / "www" / "current" / "org" / "school-1").glob("index.html*")}
    assert set(before) == {"index.html", "index.html.br", "index.html.gz"}
    broken = (project / "content" / "abai" / "semey" / "school-1" / "organisation.yml").read_text() + "colour: red\n"
    write(project, {"abai/semey/school-1/organisation.yml": broken})
    write(
        project,
        {"abai/semey/school-2/news/first-bell.kk.md": "---\ntitle: Жаңа тақырып\npublished: 2026-09-02\n---\n\nМәтін.\n"},
    )
    assert run(project, "build", "-j", "1").exit_code == 1
    report = json.loads((project / "build" / "report.json").read_text())
    states = {row["organisation"]: row["state"] for row in report["organisations"]}
    assert (states["school-1"], states["school-2"]) == ("kept", "built")
    assert "U26" in publish(project).output  # copies of the pages before
    compress_folder(project / "site")
    second = publish(project)
    assert (second.exit_code, "U24" in second.output) == (0, True), second.output
    listed = json.loads(run(project, "releases", "--target", "live", "--json").stdout)
    assert [list(one["stale"].items()) for one in listed] == [[("school-1", listed[1]["id"])], []]
    assert (tmp_path / "www" / "current" / page).read_bytes() == before["index.html"]
    assert seen(tmp_path / "www") == listed[0]["id"]
    changed = run(project, "diff", "--target", "live").output
    assert "~ org/school-2/news/first-bell/" in changed and "org/school-1/" not in changed
    assert run(project, "verify", "--target", "live").exit_code == 0
    assert run(project, "rollback", "--target", "live").exit_code == 0
    assert not any("Жаңа тақырып" in text for path, text in texts(tmp_path / "www").items())


def texts(root: Path) -> dict[str, str]:
    """Pages alone: copies are no texts."""
    place = root / "current"
    return {path.relative_to(place).as_posix(): path.read_text(encoding="utf-8") for path in place.rglob("*.html")}
