"""The way of a new user: init, check, new, build, plan, export. One test per promise."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from edu_site.model.content import KINDS
from tests.examples.conftest import Command, mkdocs
from tests.projects import ROOT

SCHOOL = "content/demo-region/demo-school"


def test_init_writes_a_project_that_has_nothing_to_correct(project: Path, edu_site: Command) -> None:
    assert (project / "mkdocs.yml").is_file()
    assert (project / ".gitignore").is_file()
    found = edu_site("check", "-p", project, "--strict")
    assert found.exit_code == 0
    assert "3 organisations" in found.output
    assert "0 errors, 0 warnings" in found.output


def test_init_does_not_touch_a_folder_that_is_not_empty(project: Path, edu_site: Command) -> None:
    again = edu_site("init", project)
    assert again.exit_code == 2
    assert f"{project} is not empty" in again.output


def test_build_makes_the_sites_and_says_what_it_did(project: Path, edu_site: Command) -> None:
    first = edu_site("build", "-p", project, "-j", 1)
    assert first.exit_code == 0
    assert "3 organisations (built: 3)" in first.output
    page = (project / "site/org/demo-school/index.html").read_text(encoding="utf-8")
    assert '<html lang="kk"' in page
    assert "№ 1 мектеп" in page
    second = edu_site("build", "-p", project, "-j", 1, "--json", "--quiet")
    told = json.loads(second.output)
    assert {one["state"] for one in told["organisations"].values()} == {"unchanged"}
    assert told["pages"] == 0
    assert told["problems"] == []


def test_plan_says_what_a_build_would_change_and_changes_nothing(project: Path, edu_site: Command) -> None:
    told = edu_site("plan", "-p", project, "--why")
    assert told.exit_code == 0
    assert (
        "+ demo-school kk/news/first-news/  The page is new: content/demo-region/demo-school/news/first-news.kk.md"
        in told.output
    )
    assert not (project / "site").exists()
    listed = json.loads(edu_site("plan", "-p", project, "--json", "--quiet").output)
    assert {one["kind"] for one in listed} == {"new"}


@pytest.mark.parametrize("kind", KINDS)
def test_new_writes_an_item_of_each_kind_that_is_right_from_the_start(project: Path, edu_site: Command, kind: str) -> None:
    made = edu_site("new", "-p", project, kind, "demo-school", "my-item")
    assert made.exit_code == 0, made.output
    written = [Path(line) for line in made.output.splitlines()]
    assert written
    assert all(path.is_file() for path in written)
    found = edu_site("check", "-p", project)
    assert found.exit_code == 0, found.output
    told = edu_site("plan", "-p", project, "demo-school", "--why").output
    url = "my-item/" if kind == "pages" else f"{kind}/my-item/"
    assert f"+ demo-school kk/{url}" in told
    assert f"+ demo-school ru/{url}" in told


def test_new_says_what_is_wrong_with_a_name_an_organisation_or_a_place_taken(project: Path, edu_site: Command) -> None:
    assert edu_site("new", "-p", project, "news", "demo-school", "Жаңалық").exit_code == 2
    unknown = edu_site("new", "-p", project, "news", "demo-shcool", "fair")
    assert unknown.exit_code == 2
    assert "did you mean demo-school?" in unknown.output
    taken = edu_site("new", "-p", project, "news", "demo-school", "first-news")
    assert taken.exit_code == 2
    assert "exists already" in taken.output
    assert edu_site("new", "-p", project, "songs", "demo-school", "fair").exit_code == 2


def test_a_second_rating_does_not_overwrite_the_values_of_the_first(project: Path, edu_site: Command) -> None:
    edu_site("new", "-p", project, "ratings", "demo-school", "first")
    values = project / SCHOOL / "ratings/values.csv"
    values.write_text("organisation,peer_group,indicator\ndemo-school,city,42\n", encoding="utf-8")
    assert edu_site("new", "-p", project, "ratings", "demo-school", "second").exit_code == 0
    assert "42" in values.read_text(encoding="utf-8")


def test_an_export_is_a_project_that_stock_mkdocs_builds_without_a_warning(
    project: Path, edu_site: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "exported"
    made = edu_site("export", "-p", project, "demo-school", folder)
    assert made.exit_code == 0, made.output
    needed = (folder / "requirements.txt").read_text(encoding="utf-8")
    assert "mkdocs==1.6.1\n" in needed
    assert "edu-site" not in needed
    done = mkdocs(folder, "build", "--strict", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    for page in ("index.html", "ru/index.html", "news/first-news/index.html", "ru/news/first-news/index.html"):
        assert (folder / "site" / page).is_file()
    front = (folder / "docs/kk/news/first-news/index.md").read_text(encoding="utf-8")
    assert front.startswith("---\ntitle: ")


def test_export_asks_for_an_empty_folder_and_a_known_organisation(project: Path, edu_site: Command) -> None:
    assert edu_site("export", "-p", project, "demo-school", project).exit_code == 2
    assert edu_site("export", "-p", project, "nobody", project / "new").exit_code == 2
    assert not (project / "new").exists()


def test_stock_mkdocs_with_the_base_configuration_builds_the_republics_own_pages(tmp_path: Path) -> None:
    done = mkdocs(ROOT, "build", "--site-dir", str(tmp_path / "site"), "--quiet")
    assert done.returncode == 0, done.stderr[-2000:]
    for source in (ROOT / "content/pages").glob("*.kk.md"):
        name = source.name.removesuffix(".kk.md")
        page = (tmp_path / "site" / ("" if name == "index" else name) / "index.html").read_text(encoding="utf-8")
        assert '<html lang="kk"' in page


def test_the_installed_command_and_the_module_are_the_same() -> None:
    done = subprocess.run([sys.executable, "-m", "edu_site.cli", "--version"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.startswith("edu-site, version ")
