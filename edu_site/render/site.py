"""`render_organisation`: both languages of one organisation, from plans to finished files.

In: the plans of an organisation and an engine per language. Out: `RenderedFile` values one after another: nothing is held
longer than a page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from edu_site.language import words
from edu_site.model.addresses import has_own_address
from edu_site.model.entries import SourceFile
from edu_site.model.organisation import Language, Texts
from edu_site.model.plan import PagePlan, SitePlan
from edu_site.places import delivered
from edu_site.render import blocks
from edu_site.render.engine.pages import Engine
from edu_site.render.site_files import robots, search_entry, search_index, site_map
from edu_site.render.views.page import page_view, site_view
from edu_site.render.views.pieces import Context


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

    def render_organisation(self, sites: tuple[SitePlan, ...]) -> Iterator[RenderedFile]:
        """Every file of an organisation's site."""
        for site in sites:
            yield from self.render_site(site)
        folder = sites[0].folder
        yield RenderedFile(folder + "sitemap.xml", site_map(sites).encode())
        if has_own_address(sites[0].organisation):
            yield RenderedFile(folder + "robots.txt", robots(sites[0].address, "sitemap.xml").encode())

    def render_site(self, site: SitePlan) -> Iterator[RenderedFile]:
        engine = self.engines[site.language]
        entries = []
        view = site_view(site, words(site.language), emblem_url(self.project, site.brand))
        for plan, page, converted, html in engine.render_site(site, view, lambda plan: self.view(site, plan)):
            entry = search_entry(plan, page, converted.html)
            if entry:
                entries.append(entry)
            yield RenderedFile(site.folder + file_of(plan.url), html.encode())
        yield RenderedFile(site.folder + "search/search_index.json", search_index(engine.search_settings(), entries).encode())
        for file in site.files:
            if file.source:
                yield RenderedFile(site.folder + file.url, source=file.source)
            else:
                yield RenderedFile(site.folder + file.url, file.text.encode())

    def view(self, site: SitePlan, plan: PagePlan) -> blocks.PageView:
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
