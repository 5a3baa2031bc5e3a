"""A picture beside a text is shown in the size a screen needs, and the exported project shows the same."""

import shutil
from pathlib import Path

import pytest
from PIL import Image

from edu_site.fleet.build import begin, build_all, build_fleet, read_all
from edu_site.fleet.export import export_organisation
from edu_site.settings import Settings
from tests.examples.conftest import mkdocs
from tests.examples.sameness import pages_of
from tests.hostile.files import picture, taken_at
from tests.projects import TODAY, new_project, pair, school, tree

SCHOOL = "abai/semey/school-1"
IMAGE = (
    '<img alt="Оқу залы" src="hall.jpg" srcset="hall-480.webp 480w, hall-960.webp 960w, hall-1000.webp 1000w" '
    'sizes="(min-width: 60em) 45em, 100vw" width="1000" height="600" loading="lazy" decoding="async" />'
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`site/` of a school with pictures on its home page and in a news item; `export/` the same as a project of its own."""
    work = tmp_path_factory.mktemp("pictures")
    body = {"title": "Оқу залы", "body": "Мәтін.\n\n![Оқу залы](hall.jpg)"}
    photograph = picture("jpg", 1_000, 600, exif=taken_at())
    files = tree() | {f"{SCHOOL}/organisation.yml": school(1)}
    for name in ("news/hall", "pages/index"):
        files |= pair(f"{SCHOOL}/{name}", body, body, published="2026-10-01")
        files[f"{SCHOOL}/{name.split('/')[0]}/hall.jpg"] = photograph
    project = new_project(work / "project", files)
    fleet = begin(Settings(project, TODAY, work / "site"))
    try:
        report = build_all(fleet, lambda *_: None)
        assert {one.state for one in report.built} == {"built"}, report.problems
        read_all(fleet, lambda *_: None)
        assert export_organisation(fleet, "school-1", work / "export")[1] > 0
    finally:
        fleet.close()
    return work


@pytest.mark.parametrize("url", ["", "news/hall/", "ru/news/hall/"])
def test_a_picture_says_its_size_and_offers_smaller_ones(work: Path, url: str) -> None:
    folder = work / "site" / "org" / "school-1" / url
    assert IMAGE in (folder / "index.html").read_text(encoding="utf-8")
    for name, width in (("hall.jpg", 1_000), ("hall-480.webp", 480), ("hall-960.webp", 960), ("hall-1000.webp", 1_000)):
        with Image.open(folder / name) as image:
            assert image.width == width
        assert b"telephone" not in (folder / name).read_bytes()


def test_pictures_that_were_deleted_are_made_again(work: Path) -> None:
    shutil.rmtree(work / "project" / "build" / "pictures")
    page = work / "project" / "content" / SCHOOL / "news" / "hall.kk.md"
    page.write_text(page.read_text(encoding="utf-8").replace("Мәтін.", "Басқа мәтін."), encoding="utf-8")
    shutil.rmtree(work / "again", ignore_errors=True)
    report = build_fleet(Settings(work / "project", TODAY, work / "again"), lambda *_: None)
    assert {one.state for one in report.built} == {"built"}, report.problems
    before, after = (work / place / "org" / "school-1" / "hall-480.webp" for place in ("site", "again"))
    assert before.read_bytes() == after.read_bytes()


def test_the_exported_project_shows_the_same(work: Path) -> None:
    done = mkdocs(work / "export", "build", "--strict", "--quiet")
    assert done.returncode == 0, done.stderr[-3000:]
    address = "https://bilim.example/org/school-1/"
    assert pages_of(work / "site" / "org" / "school-1", address) == pages_of(work / "export" / "site", address)
