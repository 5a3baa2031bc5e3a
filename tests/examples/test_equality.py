"""A page of the fleet is the page that stock MkDocs builds of the exported organisation.

The demonstration's republic (map, finder, catalogue), a region (rating, charts with gaps), a school with a report and its chart,
and a school with a text in one language.
"""

import difflib
from pathlib import Path

import pytest

from edu_site.fleet.build import begin, build_all, read_all
from edu_site.fleet.export import export_organisation
from edu_site.settings import Settings
from tests.examples.conftest import mkdocs
from tests.examples.sameness import normal, pages_of
from tests.projects import ROOT, TODAY

ORGANISATIONS = ("republic", "abai", "semey-school-12", "bereke-school")
PORTAL = "https://bilim.example/"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`ours/` as a build makes it; a folder for each exported project, built by mkdocs."""
    work = tmp_path_factory.mktemp("equality")
    settings = Settings(project=ROOT, today=TODAY, site=work / "ours", only=ORGANISATIONS)
    fleet = begin(settings)
    try:
        build_all(fleet, lambda *_: None)
        read_all(fleet, lambda *_: None)
        for name in ORGANISATIONS:
            problems, pages = export_organisation(fleet, name, work / name)
            assert pages > 0, problems
    finally:
        fleet.close()
    return work


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_every_page_is_the_same(work: Path, name: str) -> None:
    done = mkdocs(work / name, "build", "--strict", "--quiet")
    assert done.returncode == 0, done.stderr[-3000:]
    folder = "" if name == "republic" else f"org/{name}/"
    ours, stock = pages_of(work / "ours" / folder, PORTAL + folder), pages_of(work / name / "site", PORTAL + folder)
    assert ours.keys() == stock.keys()
    differing = [url for url in ours if ours[url] != stock[url]]
    shown = difference(ours[differing[0]], stock[differing[0]]) if differing else ""
    assert differing == [], shown


def difference(ours: str, stock: str) -> str:
    lines = difflib.unified_diff(ours.splitlines(), stock.splitlines(), "ours", "mkdocs", lineterm="", n=0)
    return "\n".join(line[:400] for line in list(lines)[:40])


def test_what_is_compared_still_holds_the_texts_the_links_and_the_data() -> None:
    """The comparison is blind to nothing but addresses of the theme, marks of outside links, and `base`."""
    page = '<a href="../about/">А</a> <p class="edu-lead">Б</p> <link href="../../../assets/0123456789ab/x.css"> {"base": ".."}'
    seen = normal(page, f"{PORTAL}org/abai/news/")
    assert seen == f'<a href="{PORTAL}org/abai/about/">А</a> <p class="edu-lead">Б</p> <link href="theme:x.css"> {{"base": ""}}'
