"""`render_organisation`: both languages of one organisation, from plans to finished files.

In: the plans of an organisation and an engine per language. Out: `RenderedFile` values one after another: nothing is held
longer than a page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from edu_site.activity import working_on
from edu_site.language import words
from edu_site.model.addresses import has_own_address
from edu_site.model.entries import SourceFile
from edu_site.model.organisation import Language, Texts
from edu_site.model.plan import PagePlan, SitePlan
from edu_site.places import delivered
from edu_site.render import blocks
from edu_site.render.engine.pages import Engine
from edu_site.render.site_files import SEARCH_INDEX, SearchEntry, robots, search_entries, search_index, site_map
from edu_site.render.views.page import page_view, site_view
from edu_site.render.views.pieces import Context

PageKey = tuple[Language, str]  # language and url
Known = Mapping[PageKey, tuple[SearchEntry, ...]]


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A finished file below the output folder: bytes, or the published file that is copied."""

    path: str
    data: bytes | None = None
    source: SourceFile | None = None


@dataclass(frozen=True, slots=True)
class Renderer:
    """What a process keeps between organisations."""

    engines: Mapping[Language, Engine]
    subjects: dict[str, Texts]
    project: Path

    def render_organisation(
        self, sites: tuple[SitePlan, ...], only: frozenset[PageKey] | None = None, entries: Known | None = None
    ) -> Iterator[RenderedFile]:
        """The files of an organisation's site: pages all, or those of `only`, and every file that is not a page.

        `entries` holds what the search knows of each page left out, from the build that made it (`known_entries`). Raises KeyError
        when it does not.
        """
        for site in sites:
            yield from self.render_site(site, only, entries or {})
        folder = sites[0].folder
        yield RenderedFile(folder + "sitemap.xml", site_map(sites).encode())
        if has_own_address(sites[0].organisation):
            yield RenderedFile(folder + "robots.txt", robots(sites[0].address, "sitemap.xml").encode())

    def render_site(self, site: SitePlan, only: frozenset[PageKey] | None, known: Known) -> Iterator[RenderedFile]:
        engine = self.engines[site.language]
        engine.begin(site, site_view(site, words(site.language), emblem_url(self.project, site.brand)))
        entries: list[SearchEntry] = []
        for plan in site.pages:
            if only is not None and (site.language, plan.url) not in only:
                entries += known[site.language, plan.url]
                continue
            view = self.view(site, plan)
            converted, html = engine.render(plan, view)
            entries += search_entries(plan, view, converted.html)
            yield RenderedFile(site.folder + file_of(plan.url), html.encode())
        yield RenderedFile(site.folder + SEARCH_INDEX, search_index(engine.search_settings(), entries))
        for file in site.files:
            if file.source:
                yield RenderedFile(site.folder + file.url, source=file.source)
            else:
                yield RenderedFile(site.folder + file.url, file.text.encode())

    def view(self, site: SitePlan, plan: PagePlan) -> blocks.PageView:
        working_on(f"{site.language}/{plan.url}")
        return page_view(Context(site, plan, words(site.language), self.subjects))


def file_of(url: str) -> str:
    """The file behind a url."""
    return url if url.endswith(".html") else url + "index.html"


def brand_folder(project: Path, brand: str) -> Path:
    """A brand's folder: the project's own, or the delivered one."""
    own = project / "themes" / brand
    return own if own.is_dir() else delivered("themes") / brand


def emblem_url(project: Path, brand: str) -> str:
    """The emblem below `assets/`, "" when the brand has none."""
    has_emblem = brand and (brand_folder(project, brand) / "emblem.svg").is_file()
    return f"assets/brands/{brand}/emblem.svg" if has_emblem else ""
