"""A site with an address of its own stands alone: nothing of it lies outside its folder."""

import datetime as dt
import re
from pathlib import Path

from tests.fleet.builds import build
from tests.projects import new_project, news, school, schools

HREF = re.compile(r'(?:href|src)="([^"#:]+)"')


def test_a_site_with_its_own_address_has_everything_below_its_folder(tmp_path: Path) -> None:
    own = {"abai/semey/school-2/organisation.yml": school(2, site="https://school2.edu.kz/", learners=120)}
    project = new_project(tmp_path / "project", schools(2) | own)
    build(project)
    folder = project / "site" / "org" / "school-2"
    for page in (folder / "index.html", folder / "ru" / "news" / "first-bell" / "index.html"):
        text = page.read_text(encoding="utf-8")
        for href in HREF.findall(text):
            target = (page.parent / href).resolve()
            assert target.is_relative_to(folder.resolve()), f"{page}: {href}"
            assert target.exists(), f"{page}: {href}"
        assert 'rel="canonical" href="https://school2.edu.kz/' in text
    assert "https://school2.edu.kz/sitemap.xml" in (folder / "robots.txt").read_text(encoding="utf-8")
    portal = (project / "site" / "org" / "semey" / "organisations" / "index.html").read_text(encoding="utf-8")
    assert 'href="https://school2.edu.kz/"' in portal


def test_an_item_appears_on_the_day_it_is_published(tmp_path: Path) -> None:
    later = news("abai/semey/school-1/news/new-year", "Жаңа жыл", "Новый год", "2026-12-30")
    project = new_project(tmp_path / "project", schools(1) | later)
    report = build(project)
    assert [problem.code for problem in report.problems] == ["C17"]
    page = project / "site" / "org" / "school-1" / "news" / "new-year" / "index.html"
    assert not page.exists()
    build(project, today=dt.date(2026, 12, 30))
    assert page.exists()
