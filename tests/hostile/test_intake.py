"""A contribution is judged by its git tree: what may not come in is told by name, and nothing of it is checked out or run."""

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from edu_site.cli import main
from edu_site.language import Speech, words
from edu_site.problems import Problem
from edu_site.source.intake import Contribution, is_inside, judge, write_tree
from edu_site.source.repository import NotARevision, Repository, TreeFile
from tests.bad_input.project import BASE, told

AUTHOR = "aigul@school.example"
OWNERS = f"""owners:
  - author: {AUTHOR}
    organisations: [school-1]
  - author: Editor
    organisations: [abai]
"""
SCHOOL = "content/abai/school-1"
NEWS = f"{SCHOOL}/news/opening.ru.md"
GOOD = "---\ntitle: Открылась библиотека\n---\nБиблиотека открыта.\n"
Tree = Mapping[str, str | bytes | tuple[str, str | bytes]]  # path -> text, or mode and text


class Made:
    """A repository whose first commit is a good project; `commit` adds to it, object by object, so that any tree can be made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")
        files: dict[str, str | bytes | tuple[str, str | bytes]] = {
            path.relative_to(BASE).as_posix(): path.read_bytes() for path in BASE.rglob("*") if path.is_file()
        }
        self.base = self.commit(files | {"content/owners.yml": OWNERS, "mkdocs.yml": "site_name: a\n"})

    def git(self, *arguments: str, data: str | bytes = b"", email: str = AUTHOR, name: str = "Айгүл") -> str:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            **{
                f"GIT_{who}_{what}": value
                for who in ("AUTHOR", "COMMITTER")
                for what, value in (("NAME", name), ("EMAIL", email))
            },
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_DATE": "2026-11-01T00:00:00Z",
            "GIT_COMMITTER_DATE": "2026-11-01T00:00:00Z",
        }
        given = data.encode() if isinstance(data, str) else data
        done = subprocess.run(
            ["git", "-C", self.folder, *arguments], input=given, capture_output=True, check=True, env=environment
        )
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def commit(self, files: Tree, parent: str = "", gone: tuple[str, ...] = (), **who: str) -> str:
        """A commit with the tree of its parent and `files` over it, none of which has to lie on a disk."""
        self.git("read-tree", "--empty") if not parent else self.git("read-tree", parent)
        rows = []
        for path, value in files.items():
            mode, text = value if isinstance(value, tuple) else ("100644", value)
            blob = str(text) if mode == "160000" else self.git("hash-object", "-w", "--stdin", data=text)
            rows.append(f"{mode} {blob}\t{path}".encode("utf-8", "surrogateescape"))
        rows += [f"0 {'0' * 40}\t{path}".encode() for path in gone]
        self.git(
            "-c",
            "core.protectNTFS=false",
            "-c",
            "core.protectHFS=false",
            "update-index",
            "-z",
            "--index-info",
            data=b"\0".join([*rows, b""]),
        )
        tree = self.git("write-tree")
        return self.git("commit-tree", tree, *(["-p", parent] if parent else []), "-m", "a", **who)

    def raw_tree(self, entries: list[tuple[str, bytes, str]]) -> str:
        """A tree git itself would not make: mode, name, object."""
        data = b"".join(f"{mode} ".encode() + name + b"\0" + bytes.fromhex(found) for mode, name, found in entries)
        return self.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", data=data)


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path)


def judged(made: Made, head: str, author: str | None = None) -> list[str]:
    return sorted({told(problem) for problem in judge(Contribution(Repository(made.folder), made.base, head, author))})


def test_a_good_contribution_may_come_in(made: Made) -> None:
    head = made.commit({NEWS: GOOD, f"{SCHOOL}/news/a.kk.md": GOOD}, made.base)
    assert judged(made, head) == []


REFUSED: dict[str, tuple[Tree, list[str]]] = {
    "link": ({f"{SCHOOL}/news/a.kk.md": ("120000", "/etc/passwd")}, [f"{SCHOOL}/news/a.kk.md F01"]),
    "folder-link": ({f"{SCHOOL}/pages": ("120000", "../..")}, [f"{SCHOOL}/pages F01", f"{SCHOOL}/pages F09 | name=pages"]),
    "submodule": ({f"{SCHOOL}/news/sub.md": ("160000", "1" * 40)}, [f"{SCHOOL}/news/sub.md G01"]),
    "program": ({NEWS: ("100755", GOOD)}, [f"{NEWS} G02"]),
    "configuration": ({f"{SCHOOL}/mkdocs.yml": "a: 1"}, [f"{SCHOOL}/mkdocs.yml F09 | name=mkdocs.yml"]),
    "hook": ({f"{SCHOOL}/hooks.py": "x"}, [f"{SCHOOL}/hooks.py F09 | name=hooks.py"]),
    "template": ({f"{SCHOOL}/news/main.html": "x"}, [f"{SCHOOL}/news/main.html F09 | name=main.html"]),
    "script": ({f"{SCHOOL}/news/a.js": "x"}, [f"{SCHOOL}/news/a.js F09 | name=a.js"]),
    "drawing": ({f"{SCHOOL}/news/a.svg": "x"}, [f"{SCHOOL}/news/a.svg F09 | name=a.svg"]),
    "attributes": ({f"{SCHOOL}/.gitattributes": "* filter=x"}, [f"{SCHOOL}/.gitattributes F05 | name=.gitattributes"]),
    "modules": ({f"{SCHOOL}/.gitmodules": "x"}, [f"{SCHOOL}/.gitmodules F05 | name=.gitmodules"]),
    "own-configuration": ({"mkdocs.yml": "hooks: [a.py]"}, ["mkdocs.yml G03", "mkdocs.yml G05 | commit=COMMIT"]),
    "workflow": ({".github/workflows/a.yml": "x"}, [".github/workflows/a.yml G03", ".github/workflows/a.yml G05 | commit=COMMIT"]),
    "theme": ({"themes/base/main.html": "x"}, ["themes/base/main.html G03", "themes/base/main.html G05 | commit=COMMIT"]),
    "root-attributes": ({".gitattributes": "content/** export-ignore"}, [".gitattributes G03", ".gitattributes G05 | commit=COMMIT"]),
    "data": ({"data/kato.csv": "x"}, ["data/kato.csv G03", "data/kato.csv G05 | commit=COMMIT"]),
    "control": ({f"{SCHOOL}/news/a\x1b[2J.md": "x"}, [f"{SCHOOL}/news/a\\x1b[2J.md F05 | name=a\\x1b[2J.md"]),
    "newline": ({f"{SCHOOL}/news/a\nb.md": "x"}, [f"{SCHOOL}/news/a\\nb.md F05 | name=a\\nb.md"]),
    "direction": ({f"{SCHOOL}/news/a\u202egpj.md": "x"}, [f"{SCHOOL}/news/a\\u202egpj.md F05 | name=a\\u202egpj.md"]),
    "not-utf-8": ({f"{SCHOOL}/news/\udcff.md": "x"}, [f"{SCHOOL}/news/\\udcff.md F05 | name=\\udcff.md"]),
    "dot-at-the-end": ({f"{SCHOOL}/news/a.md.": "x"}, [f"{SCHOOL}/news/a.md. F05 | name=a.md."]),
    "space-at-the-end": ({f"{SCHOOL}/news /a.kk.md": "x"}, [f"{SCHOOL}/news /a.kk.md F05 | name=news "]),
    "device": ({f"{SCHOOL}/news/con.kk.md": "x"}, [f"{SCHOOL}/news/con.kk.md F05 | name=con.kk.md"]),
    "option": ({f"{SCHOOL}/news/-rf.kk.md": "x"}, [f"{SCHOOL}/news/-rf.kk.md F05 | name=-rf.kk.md"]),
    "backslash": ({f"{SCHOOL}/news/..\\a.md": "x"}, [f"{SCHOOL}/news/..\\a.md F05 | name=..\\a.md"]),
    "long-name": ({f"{SCHOOL}/news/{'a' * 200}.md": "x"}, [f"{SCHOOL}/news/{'a' * 200}.md F05 | name={'a' * 200}.md"]),
    "long-path": ({f"{SCHOOL}/{'abcdefghi/' * 25}a.md": "x"}, [f"{SCHOOL}/{'abcdefghi/' * 25}a.md F05 | name=a.md"]),
    "case": ({f"{SCHOOL}/news/Opening.ru.md": GOOD}, [f"{SCHOOL}/news/Opening.ru.md F05 | name=Opening.ru.md", f"{SCHOOL}/news/Opening.ru.md G04 | other={NEWS}"]),
    "case-of-folder": ({f"{SCHOOL.replace('abai', 'ABAI')}/news/a.kk.md": GOOD}, ["content/ABAI/school-1/news/a.kk.md F05 | name=ABAI", "content/ABAI/school-1/news/a.kk.md G04 | other=content/abai", "content/ABAI/school-1/news/a.kk.md G04 | other=content/abai/school-1", "content/ABAI/school-1/news/a.kk.md G04 | other=content/abai/school-1/news", "content/ABAI/school-1/news/a.kk.md G05 | commit=COMMIT"]),
    "composition": ({f"{SCHOOL}/news/\u0439.md": "x", f"{SCHOOL}/news/\u0438\u0306.md": "x"}, [f"{SCHOOL}/news/\u0438\u0306.md F05 | name=\u0438\u0306.md", f"{SCHOOL}/news/\u0438\u0306.md G04 | other={SCHOOL}/news/\u0439.md", f"{SCHOOL}/news/\u0439.md F05 | name=\u0439.md", f"{SCHOOL}/news/\u0439.md G04 | other={SCHOOL}/news/\u0438\u0306.md"]),
    "large-text": ({NEWS: "a" * 256_001}, [f"{NEWS} F02 | size=256001 | limit=256000"]),
    "large-file": ({f"{SCHOOL}/news/a.pdf": b"x" * 20_000_001}, [f"{SCHOOL}/news/a.pdf F02 | size=20000001 | limit=20000000"]),
    "other-school": ({"content/abai/school-2/news/a.kk.md": GOOD}, ["content/abai/school-2/news/a.kk.md G05 | commit=COMMIT"]),
    "like-the-own": ({"content/abai/school-10/news/a.kk.md": GOOD}, ["content/abai/school-10/news/a.kk.md G05 | commit=COMMIT"]),
    "own-rights": ({"content/owners.yml": OWNERS.replace("[school-1]", "[republic]")}, ["content/owners.yml G05 | commit=COMMIT"]),
    "rights-for-nobody": ({"content/owners.yml": OWNERS.replace("school-1", "shcool-1")}, ["content/owners.yml G05 | commit=COMMIT", "content/owners.yml G07 | id=shcool-1 | nearest=school-1"]),
    "broken-rights": ({"content/owners.yml": "owners: [{author: a}]\n"}, ["content/owners.yml G05 | commit=COMMIT", "content/owners.yml:1:10 S01 | field=organisations | value={}"]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_come_in(name: str, made: Made) -> None:
    files, expected = REFUSED[name]
    head = made.commit(files, made.base)
    found = judge(Contribution(Repository(made.folder), made.base, head))
    said = sorted({told(problem) for problem in found})
    assert said == sorted(line.replace("COMMIT", head[:10]) for line in expected)


def test_everything_is_told_in_every_language_without_the_name_of_the_author(made: Made) -> None:
    files = {path: value for tree, _expected in REFUSED.values() for path, value in tree.items() if path != f"{SCHOOL}/pages"}
    problems: list[Problem] = list(judge(Contribution(Repository(made.folder), made.base, made.commit(files, made.base))))
    assert {problem.code for problem in problems} >= {"F01", "F02", "F05", "F09", "G01", "G03", "G04", "G05"}
    languages: tuple[Speech, ...] = ("kk", "ru", "en")
    for problem in problems:
        for language in languages:
            line = problem.line(words(language))
            assert line.isprintable() and "Айгүл" not in line and AUTHOR not in line


def test_taking_away_needs_the_right_too(made: Made) -> None:
    head = made.commit({}, made.base, gone=("content/abai/school-2/organisation.yml", NEWS))
    assert judged(made, head) == [f"content/abai/school-2/organisation.yml G05 | commit={head[:10]}"]


def test_who_owns_a_region_writes_for_those_below(made: Made) -> None:
    head = made.commit({"content/abai/school-2/news/a.kk.md": GOOD}, made.base, name="Editor", email="e@abai.example")
    assert judged(made, head) == []


def test_a_stranger_writes_nowhere(made: Made) -> None:
    head = made.commit({NEWS: GOOD}, made.base, name="Stranger", email="s@example.kz")
    assert judged(made, head) == [f"{NEWS} G05 | commit={head[:10]}"]


def test_every_author_must_have_the_right(made: Made) -> None:
    first = made.commit({NEWS: GOOD}, made.base)
    second = made.commit({NEWS: GOOD + "x\n"}, first, name="Stranger", email="s@example.kz")
    assert judged(made, second) == [f"{NEWS} G05 | commit={second[:10]}"]


def test_the_platform_knows_better_than_the_commit_who_asks(made: Made) -> None:
    head = made.commit({NEWS: GOOD}, made.base)
    assert judged(made, head, "stranger@example.kz") == [f"{NEWS} G05 | commit=-"]
    assert judged(made, head, AUTHOR.upper()) == []


def test_without_a_list_of_owners_it_is_said(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.base = made.commit({}, made.base, gone=("content/owners.yml",))
    assert judged(made, made.commit({NEWS: GOOD}, made.base)) == ["content/owners.yml G06"]


@pytest.mark.parametrize("name", [b"..", b".git", b".GIT"])
def test_a_tree_git_would_not_make_writes_nothing_outside(
    name: bytes, made: Made, tmp_path_factory: pytest.TempPathFactory
) -> None:
    blob = made.git("hash-object", "-w", "--stdin", data="x")
    inner = made.raw_tree([("100644", b"evil.md", blob)])
    content = made.raw_tree([("40000", name, inner), ("100644", b"good.md", blob)])
    head = made.git("commit-tree", made.raw_tree([("40000", b"content", content)]), "-p", made.base, "-m", "a")
    folder = tmp_path_factory.mktemp("out") / "in"
    write_tree(Repository(made.folder), head, ("content",), folder)
    assert [path.relative_to(folder).as_posix() for path in folder.parent.rglob("*.md")] == ["content/good.md"]
    assert f"content/{name.decode()}/evil.md F05 | name={name.decode()}" in judged(made, head)


@pytest.mark.parametrize("path", ["a/../b", "../a", "a//b", "./a", "a/.git/config", "a\\..\\b"])
def test_paths_that_lead_out(path: str) -> None:
    assert not is_inside(path)
    assert is_inside("content/a.md")


@pytest.mark.parametrize("revision", ["nothing", "--output=/etc/x", "-h", "main:content", ""])
def test_what_is_no_revision(revision: str, made: Made) -> None:
    with pytest.raises(NotARevision):
        Repository(made.folder).commit(revision)


def test_what_lies_beside_a_project_inside_a_repository(made: Made) -> None:
    head = made.commit({"content/a/x.kk.md": "x", "other/y.md": "y"}, made.base)
    inside = Repository(made.folder / "content")
    (made.folder / "content").mkdir(exist_ok=True)
    assert inside.changed(made.base, head) == ("../other/y.md", "a/x.kk.md")
    assert [file for file in inside.files(head) if file.path == "a/x.kk.md"] == [
        TreeFile("a/x.kk.md", "100644", made.git("rev-parse", f"{head}:content/a/x.kk.md"), 1)
    ]


Command = Callable[..., tuple[int, str]]


@pytest.fixture
def intake(made: Made) -> Command:
    def run(*arguments: str) -> tuple[int, str]:
        spoken = [] if "--lang" in arguments else ["--lang", "en"]
        done = CliRunner().invoke(main, ["intake", "-p", str(made.folder), "--today", "2026-11-24", *spoken, *arguments])
        return done.exit_code, done.output

    return run


def test_the_content_is_looked_at_as_well(made: Made, intake: Command) -> None:
    head = made.commit({NEWS: GOOD + "<script>alert(1)</script>\n"}, made.base)
    code, output = intake(f"{made.base}..{head}")
    assert code == 1
    assert output.splitlines()[:2] == [
        f"{NEWS}:5:1: M03 HTML is not used in texts: <script> (write Markdown, or put code between backticks)",
        f"{NEWS}:5:17: M03 HTML is not used in texts: </script> (write Markdown, or put code between backticks)",
    ]


def test_what_was_wrong_before_is_not_told(made: Made, intake: Command) -> None:
    made.base = made.commit({"content/abai/school-2/news/bad.kk.md": "<b>"}, made.base)
    head = made.commit({NEWS: GOOD}, made.base)
    assert intake(f"{made.base}..{head}") == (0, "0 errors, 0 warnings\n")


def test_attributes_of_the_tree_hide_nothing(made: Made, intake: Command) -> None:
    files = {"content/abai/school-1/.gitattributes": "* export-ignore", NEWS: GOOD + "<b>\n"}
    code, output = intake(f"{made.base}..{made.commit(files, made.base)}")
    assert code == 1
    assert "F05" in output and "M03" in output


def test_a_branch_that_is_behind_is_judged_by_what_it_brings(made: Made, intake: Command) -> None:
    theirs = made.commit({NEWS: GOOD}, made.base)
    ours = made.commit({"mkdocs.yml": "site_name: b\n"}, made.base, name="Maintainer", email="m@example.kz")
    assert intake(f"{ours}..{theirs}")[0] == 0


def test_machines_get_what_they_read(made: Made, intake: Command) -> None:
    head = made.commit({f"{SCHOOL}/news/a.js": "x"}, made.base)
    found = json.loads(
        intake(f"{made.base}..{head}", "--json")[1].rpartition("\n0")[0] or intake(f"{made.base}..{head}", "--json", "-q")[1]
    )
    assert {problem["code"] for problem in found["problems"]} >= {"F09"}
    assert intake(f"{made.base}..{head}", "--format", "github")[1].startswith("::error file=content/")
    assert json.loads(intake(f"{made.base}..{head}", "--format", "sarif")[1])["runs"][0]["results"]


def test_wrong_use_is_told(made: Made, intake: Command, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert intake("nothing..main") == (2, "There is no revision main here\n")
    assert intake(f"nothing..{made.base}", "--lang", "ru") == (2, "Здесь нет версии nothing\n")
    done = CliRunner().invoke(main, ["intake", "-p", str(tmp_path_factory.mktemp("none")), "a..b"])
    assert done.exit_code == 2
