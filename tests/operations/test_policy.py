"""The policy of the pages: which scripts it allows, where they are learnt, and how the commands say it."""

import datetime as dt
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edu_site.cli import main
from edu_site.commands.probe import approved_scripts
from edu_site.publish.policy import (
    NOTHING,
    UNKNOWN,
    inline_scripts,
    kind_of,
    page_policy,
    policy_of,
    script_digest,
    unapproved_scripts,
)
from edu_site.settings import Settings
from edu_site.source.formats import FORMATS
from tests.fleet.builds import build
from tests.projects import ROOT, new_project, school, schools

TODAY = dt.date(2026, 11, 24)


def command(*arguments: object) -> Result:
    return CliRunner(env={"EDU_SITE_LANG": None, "LC_ALL": "C.UTF-8"}).invoke(main, [str(part) for part in arguments])


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<script src="a.js" defer></script>', ()),
        ('<script src="a.js">evil()</script>', ("evil()",)),  # nothing runs, but nothing of ours looks like that
        ('<script type="application/ld+json">{"a": 1}</script>', ()),
        ('<script id="__config" type="application/json">{}</script>', ()),
        ("<script>one()</script> <SCRIPT >two()</SCRIPT >", ("one()", "two()")),
        ('<script type="module">one()</script>', ("one()",)),
        ("<script x=' type=\"application/json\"'>evil()</script>", ("evil()",)),
        ('<script type="text/javascript" type="application/json">evil()</script>', ("evil()",)),
        ('<script type="application/json"/src=x>evil()</script>', ("evil()",)),
        ("<p>text<script>never closed", ("<script>never closed",)),
        ("<!-- <script>one()</script> -->", ("one()",)),
    ],
)
def test_scripts_that_run_from_the_page_are_found(html: str, found: tuple[str, ...]) -> None:
    assert inline_scripts(html) == found


def test_only_a_script_with_an_approved_digest_is_allowed() -> None:
    html = "<script>one()</script><script>two()</script>"
    approved = frozenset({script_digest("one()")})
    assert unapproved_scripts(html, approved) == (script_digest("two()"),)
    assert f"script-src 'self' '{script_digest('one()')}'; " in page_policy(approved)
    # the example of W3C CSP3: the digest of alert('Hello, world.');
    assert script_digest("alert('Hello, world.');") == "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="


def test_every_file_that_may_be_published_has_a_kind() -> None:
    assert [ending for ending in FORMATS if kind_of(f"a/b.{ending}") is UNKNOWN] == []
    assert policy_of(kind_of("a.exe"), "page") == NOTHING
    assert kind_of("a/").media_type == kind_of("a/index.HTML").media_type == "text/html"
    assert kind_of("a.b/c") is UNKNOWN


@pytest.fixture
def themed(tmp_path: Path) -> Path:
    """A project with a theme that has a script of its own, and somebody's page."""
    project = new_project(tmp_path / "project", schools(1))
    shutil.copytree(ROOT / "themes", project / "themes")
    base = project / "themes" / "base" / "base.html"
    text = base.read_text(encoding="utf-8")
    assert "{%- block libs %}" in text
    base.write_text(text.replace("{%- block libs %}", "<script>ours()</script>{%- block libs %}"), encoding="utf-8")
    return project


def test_the_digests_come_from_the_theme_and_never_from_finished_pages(themed: Path) -> None:
    build(themed)
    (themed / "site" / "index.html").write_text("<script>evil()</script>", encoding="utf-8")
    assert approved_scripts(Settings(themed, TODAY, themed / "site")) == {script_digest("ours()")}


def test_a_host_without_headers_has_the_policy_in_every_page(tmp_path: Path) -> None:
    project = new_project(tmp_path / "project", schools(1))
    policy = command("headers", "meta", "-p", project).output.strip()
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert "frame-ancestors" not in policy
    text = (project / "mkdocs.yml").read_text(encoding="utf-8")
    set_there = text.replace("extra:\n", f'extra:\n  content_security_policy: "{policy}"\n')
    assert set_there != text
    (project / "mkdocs.yml").write_text(set_there, encoding="utf-8")
    build(project)
    pages = list((project / "site").rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        head, meta, rest = page.read_text(encoding="utf-8").partition('<meta http-equiv="Content-Security-Policy"')
        assert meta, page
        assert "<script" not in head, page
        assert "<link" not in head, page
        assert rest.startswith(' content="default-src &#39;none&#39;; '), page


def test_a_configuration_is_printed_for_every_address_of_the_project(tmp_path: Path) -> None:
    files = schools(2) | {"abai/semey/school-2/organisation.yml": school(2, site="https://school-2.example/")}
    project = new_project(tmp_path / "project", files)
    whole = command("headers", "nginx", "-p", project, "--root", "/srv/sites/")
    assert whole.exit_code == 0, whole.output
    assert whole.output.count("    server_name bilim.example;") == 2  # with TLS, and to lead there
    assert "    root /srv/sites/org/school-2;\n" in whole.output
    one = command("headers", "caddy", "-p", project, "--site", "https://school-2.example/")
    assert "\nschool-2.example {\n\troot * /var/www/edu-site/current/org/school-2\n" in one.output
    assert "\nbilim.example {" not in one.output
    none = command("headers", "caddy", "-p", project, "--site", "https://other.example/", "--lang", "ru")
    assert none.exit_code == 2
    assert "https://other.example/ — не адрес проекта; есть адреса: bilim.example, school-2.example" in none.output


def test_a_configuration_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "edu_site.cli", "headers", "nginx", "-p", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 3
    assert "mkdocs.yml" in done.stderr
