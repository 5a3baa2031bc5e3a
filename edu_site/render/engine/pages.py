"""`Engine`: pages of any number of sites through Material's templates, compiled once per process.

In: a `SitePlan` and, per page, its view. Out: HTML. The objects the templates see (page, navigation, configuration) are
MkDocs' own, so a page is what `mkdocs build` of the exported organisation gives, but for where shared files lie.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils import get_relative_url

from edu_site.model.organisation import Language
from edu_site.model.plan import MenuPlan, PagePlan, SitePlan
from edu_site.render.blocks import PageView, SiteView
from edu_site.render.engine.configuration import load_base
from edu_site.render.engine.content import TEMPLATE, Content
from edu_site.render.engine.frame import Frame, with_constants
from edu_site.render.engine.markdown import Converter
from edu_site.render.engine.quick import Compiled, CompiledDirectly, quickened
from edu_site.render.engine.simple_text import Converted
from edu_site.render.engine.urls import ASSETS, Urls
from edu_site.values import to_plain

NOT_FOUND = "404.html"
COMPILED = "build/templates"  # templates as byte code, checked against their text: every process would compile them again


class FrontMatter(dict[str, Any]):
    """What a page's front matter says, for quick templates by attribute."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class SitePage(Page):
    """MkDocs' page, whose url is known and need not be found out from files."""

    url: str = ""  # a property there

    def __init__(self, title: str, url: str, config: MkDocsConfig) -> None:
        self.url = url
        super().__init__(title, File(f"{url}index.md", None, config.site_dir, use_directory_urls=True), config)

    def _set_canonical_url(self, base: str | None) -> None:
        """`base` is the address of a site: absolute, with a slash at the end."""
        self.canonical_url = base + self.url if base else None
        self.abs_url = urlsplit(base).path + self.url if base else None


class Engine:
    """One language's templates, configuration and converter, for all sites of a process (not for threads)."""

    def __init__(self, project: Path, language: Language, assets_folder: str) -> None:
        """`assets_folder` is where the shared files lie, from the root of all sites: `assets/<digest>/`."""
        self.config: MkDocsConfig = load_base(project, language)
        self.converter = Converter(self.config)
        self.urls = Urls(assets_folder)
        self.compiled = project / COMPILED
        self.compiled.mkdir(parents=True, exist_ok=True)
        self.environment = self.make_environment()
        with_constants(self.environment, self.environment.get_template(f"partials/languages/{language}.html").module)
        self.frame = self.make_frame()
        self.files = Files([])
        self.navigation = Navigation([], [])
        self.in_menu: dict[str, Page] = {}
        self.shared: dict[str, Any] = {}  # what is the same in the contexts of a site's pages

    def make_environment(self) -> jinja2.Environment:
        """The theme's templates with our `url` filter."""
        environment: jinja2.Environment = self.config.theme.get_env()
        environment.bytecode_cache = jinja2.FileSystemBytecodeCache(str(self.compiled))
        environment.filters["url"] = jinja2.pass_context(lambda _context, value: self.urls(value))  # so it is never a constant
        return environment

    def make_frame(self) -> Frame:
        """The frame over the environment's templates."""
        theme = self.config.theme
        catalogues = [Path(folder, "locales", str(theme.locale), "LC_MESSAGES/messages.mo") for folder in theme.dirs]
        words = b"".join(path.read_bytes() for path in catalogues if path.is_file())
        language = theme["language"]
        quick = quickened(self.environment, Compiled(self.compiled, language, words))
        content = Content(self.environment, language, CompiledDirectly(self.compiled, language, words))
        return Frame(self.environment, quick, self.urls, content, by_folder=bool(self.config.extra_javascript))

    def begin(self, site: SitePlan, site_view: SiteView) -> None:
        """Another site: what is rendered from now on belongs to it."""
        self.urls.begin(site)
        self.config.site_name = site.name
        self.config.site_url = site.address
        self.config.site_description = site.description
        self.config.extra["edu"] = to_plain(site_view)
        self.frame.begin(site)
        self.navigation, self.in_menu = self.make_navigation(site)
        self.shared = dict(get_context(self.navigation, self.files, self.config))

    def render(self, plan: PagePlan, view: PageView) -> tuple[Converted, str]:
        """One page of the site begun last: its converted body, its finished HTML."""
        if plan.url == NOT_FOUND:
            return Converted("", ()), self.not_found()
        converted = self.converter.convert(plan.body)
        return converted, self.html(plan, view, converted)

    def html(self, plan: PagePlan, view: PageView, converted: Converted) -> str:
        """A page through its template."""
        page = self.in_menu.get(plan.url) or SitePage(plan.title, plan.url, self.config)
        page.meta = FrontMatter(title=plan.title, description=plan.description, template=TEMPLATE, edu=view)
        page.content = converted.html
        page.toc = get_toc(cast(Any, list(converted.headings)))
        page.active = True
        self.urls.page = page
        context = self.context(page)
        text = self.frame.render(context, page)
        page.active = False
        page.content = None
        page.meta = {}
        return text

    def context(self, page: Page) -> dict[str, Any]:
        """What MkDocs gives the template of a page; most of it is the same for a site."""
        if self.config.extra_css or self.config.extra_javascript:
            return dict(get_context(self.navigation, self.files, self.config, page))
        return self.shared | {"page": page, "base_url": get_relative_url(".", page.url)}

    def not_found(self) -> str:
        """The page for what is missing: shown at any depth, so its links are absolute."""
        self.urls.page, self.urls.base = None, urlsplit(self.config.site_url or "/").path
        context = dict(get_context(self.navigation, self.files, self.config, base_url=self.urls.base))
        return self.frame.alone(NOT_FOUND, context)

    def make_navigation(self, site: SitePlan) -> tuple[Navigation, dict[str, Page]]:
        """MkDocs' navigation from the menu, and its pages by url."""
        pages: dict[str, Page] = {}

        def item(entry: MenuPlan) -> Page | Section | Link:
            if entry.children:
                section = Section(entry.title, [item(child) for child in entry.children])
                for child in section.children:
                    child.parent = section
                return section
            url = entry.url or ""
            if urlsplit(url).scheme:
                return Link(entry.title, url)
            return pages.setdefault(url, SitePage(entry.title, url, self.config))

        items = [item(entry) for entry in site.menu]
        ordered = list(pages.values())
        for before, after in pairwise(ordered):
            before.next_page, after.previous_page = after, before
        return Navigation(items, ordered), pages

    def theme_files(self) -> Iterator[tuple[str, Path]]:
        """Path below `assets/` and place on disk of every static file of the theme."""
        files = Files([])
        files.add_files_from_theme(self.environment, self.config)
        for file in files:
            if file.src_uri.startswith(ASSETS) and file.abs_src_path:
                yield file.src_uri.removeprefix(ASSETS), Path(file.abs_src_path)

    def search_settings(self) -> dict[str, Any]:
        """What the browser's search must know, from the search plugin's settings in `mkdocs.yml`."""
        plugin = self.config.plugins.get("material/search")
        settings = plugin.config if plugin else {}
        return {
            "lang": list(settings.get("lang") or ["ru"]),
            "separator": settings.get("separator") or r"[\s\-]+",
            "pipeline": list(
                settings.get("pipeline") or []
            ),  # a stemmed index loses words: the browser asks with a wildcard, unstemmed
            "fields": {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1000000.0}},
        }
