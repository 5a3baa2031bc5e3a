"""A page put together from its frame, its menu and its content is the page that the template renders whole."""

from pathlib import Path

import pytest

from edu_site.language import words
from edu_site.model.organisation import LANGUAGES
from edu_site.model.plan import PagePlan, SitePlan
from edu_site.render.engine.content import overlaid
from edu_site.render.engine.pages import Engine
from edu_site.render.views.page import page_view, site_view
from edu_site.render.views.pieces import Context
from tests.projects import ROOT, Planned, both, delivered_registers, little_republic, new_project, planned, school


@pytest.fixture(scope="module")
def republic(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """With a school that stands alone under its own address, and one that is called like one of its pages."""
    files = little_republic()
    files["abai/semey/school-5/organisation.yml"] = school(5, site="https://school-5.example/", brand="abai")
    files["abai/lyceum/organisation.yml"] = school(8, short_name=both("Жаңалықтар", "Новости"))
    return planned(new_project(tmp_path_factory.mktemp("frame"), files))


def rendered(engine: Engine, sites: list[SitePlan]) -> dict[str, str]:
    """The finished pages of sites, one after the other as a build makes them."""
    found = {}
    for site in sites:
        engine.begin(site, site_view(site, words(site.language)))
        for plan in site.pages:
            found[site.folder + plan.url] = engine.render(plan, view_of(site, plan))[1]
    return found


def view_of(site: SitePlan, plan: PagePlan):  # type: ignore[no-untyped-def]
    return page_view(Context(site, plan, words(site.language), delivered_registers().subjects))


def whole(engine: Engine, sites: list[SitePlan]) -> dict[str, str]:
    engine.frame.possible = False
    return rendered(engine, sites)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_every_site_is_the_same_both_ways(republic: Planned, language: str) -> None:
    engine = Engine(republic.folder, language, "assets/0/")  # type: ignore[arg-type]
    sites = [site for (_name, spoken), site in republic.sites.items() if spoken == language]
    framed = rendered(engine, sites)
    assert engine.frame.possible
    assert framed == whole(engine, sites)


def test_a_theme_that_looks_at_a_page_in_its_frame_gets_whole_pages(republic: Planned) -> None:
    engine = Engine(republic.folder, "kk", "assets/0/")
    loop = "{% for one in nav['items'] %}{{ one.active }}{% endfor %}"
    for header in ("{{ page.url }}", "{{ page.meta.edu.kicker }}", loop):
        header = "{% if page %}" + header + "{% endif %}"
        overlaid(engine.environment, {"partials/header.html": header})
        engine.frame = engine.make_frame()
        sites = [republic.sites["school-12", "kk"]]
        framed = rendered(engine, sites)
        assert not engine.frame.possible
        assert framed == whole(engine, sites)


def test_a_theme_whose_menu_looks_at_the_site_gets_whole_pages(republic: Planned) -> None:
    engine = Engine(republic.folder, "kk", "assets/0/")
    menu = (
        "{% macro branch(entries, section) %}{{ config.site_name }}{% endmacro %}{% macro tabs(nav, section) %}{% endmacro %}"
    )
    overlaid(engine.environment, {"partials/edu/menu.html": menu})
    engine.frame = engine.make_frame()
    pages = rendered(engine, [republic.sites["school-12", "kk"]])
    assert not engine.frame.possible
    assert republic.sites["school-12", "kk"].name in pages["org/school-12/news/"]


def test_a_theme_whose_menu_is_too_odd_for_quick_code_keeps_its_frames(republic: Planned) -> None:
    engine = Engine(republic.folder, "kk", "assets/0/")
    menu = (
        "{% macro label(text, end) %}{{ text }}{{ end }}{% endmacro %}"
        "{% macro branch(entries, section) %}{% for one in entries %}{{ label(one.title, end='.') }}{{ one.nothing }}{% endfor %}"
        "{% endmacro %}{% macro tabs(nav, section) %}{% endmacro %}"
    )
    overlaid(engine.environment, {"partials/edu/menu.html": menu})
    engine.frame = engine.make_frame()
    sites = [republic.sites["school-12", "kk"]]
    framed = rendered(engine, sites)
    assert engine.frame.possible
    assert framed == whole(engine, sites)


def test_scripts_of_a_project_are_found_from_every_folder(republic: Planned, tmp_path: Path) -> None:
    written = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(written + "\nextra_javascript:\n  - own.js\n", encoding="utf-8")
    engine, sites = Engine(tmp_path, "kk", "assets/0/"), [republic.sites["school-12", "kk"]]
    framed = rendered(engine, sites)
    assert '<script src="../../own.js">' in framed["org/school-12/news/2026-11-02-fair/"]
    assert framed == whole(engine, sites)
