"""Backup, restore and rehearsal with a real restic: the same sites come back, and nothing of pupils is ever saved."""

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edu_site.cli import main
from edu_site.publish.backup import NOTE, compare, files_to_save, read_note
from edu_site.publish.keys import new_key
from edu_site.publish.release import File, fleet_digest
from tests.fleet.builds import build, tree_of
from tests.projects import ROOT, TODAY, new_project, news, schools, write

Command = Callable[..., Result]
PUPILS = "iin,mark\n050101500010,5\n"  # the number is valid, of nobody


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = new_project(tmp_path_factory.mktemp("saved") / "project", schools(2))
    shutil.copytree(ROOT / "themes", project / "themes")
    (project / "data").mkdir()
    shutil.copyfile(ROOT / "data" / "disclosure.yml", project / "data" / "disclosure.yml")
    (project / "requirements.txt").write_text("x==1 --hash=sha256:ab050101500010cd\n", encoding="utf-8")  # digits of a digest
    for name in ("data/exports/7a.csv", "data/records/x.csv", "build/records/x.csv", "notes.csv"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(PUPILS, encoding="utf-8")
    build(project)
    return project


@pytest.fixture
def project(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "project"))


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs a command with a repository of the test's own."""
    (tmp_path / "password").write_text("secret\n", encoding="utf-8")
    environment = {"RESTIC_CACHE_DIR": str(tmp_path / "cache"), "EDU_SITE_LANG": "en"}

    def run(name: str, *arguments: object) -> Result:
        given = [name, tmp_path / "repository", *arguments, "--password-file", tmp_path / "password"]
        return CliRunner(env=environment).invoke(main, [str(one) for one in given])

    return run


def saved(command: Command, project: Path, *more: object) -> Result:
    done = command("backup", "-p", project, "--today", TODAY, *more)
    assert done.exit_code == 0, done.output
    return done


def listed(tmp_path: Path) -> list[str]:
    """What the newest snapshot holds, as restic itself tells."""
    environment = {
        **os.environ,
        "RESTIC_PASSWORD_FILE": str(tmp_path / "password"),
        "RESTIC_CACHE_DIR": str(tmp_path / "cache"),
    }
    arguments = ["restic", "-r", str(tmp_path / "repository"), "ls", "--json", "latest"]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
    entries = [json.loads(line) for line in done.stdout.splitlines()]
    return [entry["path"] for entry in entries if entry.get("type") == "file"]


def test_the_same_sites_come_back_from_a_backup(project: Path, command: Command, tmp_path: Path) -> None:
    saved(command, project, "--init")
    done = command("rehearse", "--into", tmp_path / "again", "--whole", "-j", 1)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("The same sites came back: ")
    assert tree_of(tmp_path / "again") == tree_of(project)
    note = read_note(project / NOTE)
    assert note is not None
    assert note.fleet_digest[:16] in done.output
    assert note.day == TODAY


def test_nothing_of_pupils_is_saved_and_what_is_unknown_is_told(project: Path, command: Command, tmp_path: Path) -> None:
    done = saved(command, project, "--init")
    told = [line for line in done.output.splitlines() if " A01 " in line]
    assert [line.split(":")[0] for line in told] == ["data/exports", "data/records"]
    assert "050101500010" not in done.output
    paths = listed(tmp_path)
    assert [
        path for path in paths if "export" in path or "record" in path or "notes" in path or path.startswith("/site/")
    ] == []
    assert {"/mkdocs.yml", "/content/organisation.yml", "/data/disclosure.yml", f"/{NOTE}"} <= set(paths)


def test_a_personal_number_stops_the_backup(project: Path, command: Command, tmp_path: Path) -> None:
    (project / "data" / "progress").mkdir()
    (project / "data" / "progress" / "2025-2026-Q4.csv").write_text(PUPILS, encoding="utf-8")
    (project / "content" / "link.yml").symlink_to(project / "mkdocs.yml")
    done = command("backup", "-p", project, "--init")
    assert done.exit_code == 1
    assert "data/progress/2025-2026-Q4.csv:2:1: P01" in done.output
    assert "content/link.yml: F01" in done.output
    assert "050101500010" not in done.output
    assert not (tmp_path / "repository").exists()


def test_a_rehearsal_tells_every_difference(project: Path, command: Command, tmp_path: Path) -> None:
    """Pages that were changed by hand, pages that nothing makes any more, pages that were lost."""
    site = project / "site"
    page = site / "org/school-1/index.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- by hand -->", encoding="utf-8")
    (site / "old.html").write_text("old", encoding="utf-8")
    (site / "org/school-2/contacts/index.html").unlink()
    saved(command, project, "--init")
    done = command("rehearse", "-j", 1)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "- old.html",
        "+ org/school-2/contacts/index.html",
        "~ org/school-1/index.html",
        "3 files differ from the saved sites",
    ]
    machine = json.loads(command("rehearse", "-j", 1, "--json", "-q").output)
    assert (machine["same"], machine["changed"]) == (False, ["org/school-1/index.html"])


def test_each_backup_can_be_restored_and_none_over_something(project: Path, command: Command, tmp_path: Path) -> None:
    first = json.loads(saved(command, project, "--init", "--json", "-q").output)
    write(project, news("abai/semey/school-1/news/second", "Екінші", "Вторая", "2026-10-01"))
    build(project)
    second = json.loads(saved(command, project, "--json", "-q").output)
    assert first["fleet_digest"] != second["fleet_digest"]
    for snapshot, there in (("latest", True), (first["snapshot"], False)):
        folder = tmp_path / f"restored-{there}"
        assert command("restore", folder, "--snapshot", snapshot).exit_code == 0
        assert (folder / "content/abai/semey/school-1/news/second.kk.md").exists() is there
        assert command("restore", folder, "--snapshot", snapshot).exit_code == 2
    names = sorted(path.relative_to(project / "content") for path in (project / "content").rglob("*") if path.is_file())
    again = tmp_path / "restored-True" / "content"
    assert names == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert all((again / name).read_bytes() == (project / "content" / name).read_bytes() for name in names)


def test_keys_are_saved_only_when_that_is_said_and_come_back_closed(project: Path, command: Command, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    new_key(tmp_path / "keys" / "publish.pem")
    saved(command, project, "--init")
    assert [path for path in listed(tmp_path) if ".pem" in path] == []
    assert command("restore", tmp_path / "nothing", "--keys").exit_code == 3
    saved(command, project, "--keys", tmp_path / "keys" / "publish.pem")
    assert command("restore", tmp_path / "restored", "--keys").exit_code == 0
    (key,) = (path for path in (tmp_path / "restored").rglob("*") if path.is_file())
    assert key.read_bytes() == (tmp_path / "keys" / "publish.pem").read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert command("rehearse", "-j", 1).exit_code == 0  # the keys' snapshot is not taken for the project's


def test_what_restic_refuses_is_told(project: Path, command: Command, tmp_path: Path) -> None:
    none = command("backup", "-p", project)
    assert (none.exit_code, "restic: " in none.output) == (3, True)
    saved(command, project, "--init")
    (tmp_path / "password").write_text("wrong\n", encoding="utf-8")
    wrong = command("restore", tmp_path / "restored")
    assert (wrong.exit_code, "wrong password" in wrong.output) == (3, True)


def test_a_damaged_repository_is_found_by_the_rehearsal(project: Path, command: Command, tmp_path: Path) -> None:
    saved(command, project, "--init")
    pack = max(
        (path for path in (tmp_path / "repository" / "data").rglob("*") if path.is_file()), key=lambda p: p.stat().st_size
    )
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 1
    pack.chmod(0o600)
    pack.write_bytes(data)
    damaged = command("rehearse", "--whole", "-j", 1)
    assert damaged.exit_code == 3
    assert "restic: " in damaged.output


def test_a_backup_made_by_something_else_is_told(command: Command, project: Path, tmp_path: Path) -> None:
    saved(command, project, "--init")
    (project / NOTE).write_text("{}", encoding="utf-8")
    environment = {
        **os.environ,
        "RESTIC_PASSWORD_FILE": str(tmp_path / "password"),
        "RESTIC_CACHE_DIR": str(tmp_path / "cache"),
    }
    arguments = ["restic", "-r", str(tmp_path / "repository"), "backup", "--tag", "edu-site", NOTE]
    subprocess.run(arguments, env=environment, cwd=project, capture_output=True, check=True)
    done = command("rehearse")
    assert done.exit_code == 1
    assert f"{NOTE}: A02 " in done.output


def test_the_fleet_digest_is_that_of_the_files_without_their_copies() -> None:
    files = (File("a.html", "1", 1), File("b.css", "2", 1))
    copies = (File("a.html.gz", "3", 1), File("a.html.br", "4", 1))
    assert fleet_digest(files) == fleet_digest((*reversed(files), *copies))
    assert fleet_digest(files) != fleet_digest((File("a.html", "2", 1), File("b.css", "1", 1)))
    assert compare(files, (*files, *copies)).number == 0


def test_what_is_saved_is_in_one_order(project: Path) -> None:
    paths = files_to_save(project, "data/progress").paths
    assert list(paths) == sorted(paths)
    assert len(set(paths)) == len(paths) > 10
