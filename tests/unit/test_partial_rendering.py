"""Some pages of a site rendered again, the rest as an earlier build left it: the same bytes as all of them together."""

import pytest

from edu_site.model.organisation import LANGUAGES
from edu_site.model.plan import SitePlan
from edu_site.render.engine.pages import Engine
from edu_site.render.site import PageKey, Renderer, file_of
from edu_site.render.site_files import known_entries
from tests.projects import Planned, delivered_registers

INDEX = "search/search_index.json"
ONLY: frozenset[PageKey] = frozenset({("kk", ""), ("kk", "news/2026-11-02-fair/"), ("ru", "404.html")})


@pytest.fixture(scope="module")
def renderer(republic: Planned) -> Renderer:
    engines = {language: Engine(republic.folder, language, "assets/0/") for language in LANGUAGES}
    return Renderer(engines, delivered_registers().subjects, republic.folder)


@pytest.fixture(scope="module")
def sites(republic: Planned) -> tuple[SitePlan, ...]:
    return tuple(republic.sites["school-12", language] for language in LANGUAGES)


def test_some_pages_and_the_old_entries_give_the_same_bytes(renderer: Renderer, sites: tuple[SitePlan, ...]) -> None:
    whole = {file.path: file for file in renderer.render_organisation(sites)}
    entries = {
        (site.language, url): found
        for site in sites
        for url, found in known_entries(
            whole[site.folder + INDEX].data or b"", [page.url for page in site.pages if (site.language, page.url) not in ONLY]
        ).items()
    }
    part = {file.path: file for file in renderer.render_organisation(sites, ONLY, entries)}
    assert all(file == whole[path] for path, file in part.items())
    left_out = {
        site.folder + file_of(page.url) for site in sites for page in site.pages if (site.language, page.url) not in ONLY
    }
    assert whole.keys() - part.keys() == left_out
    assert {site.folder + INDEX for site in sites} < part.keys()


def test_a_page_nothing_is_known_of_is_a_mistake_of_the_caller(renderer: Renderer, sites: tuple[SitePlan, ...]) -> None:
    with pytest.raises(KeyError):
        list(renderer.render_organisation(sites, ONLY))
