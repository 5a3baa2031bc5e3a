"""The frame of a page (everything around its content), rendered once for pages that differ only in a few values.

In: a page with its context. Out: HTML. Values (title, description, addresses, times, JSON-LD), hrefs, the menu and the content are
put where marks stood when the frame was rendered. The content is rendered by itself (content.py); the links of the menu once for all sites that have the same menu. While a frame or a menu
is rendered, templates are offered only what marks stand for: one that looks at anything else of a page gets every page rendered
whole. A test compares pages made this way with pages of a plain MkDocs build, byte for byte.
"""

import dataclasses
import html
import posixpath
import re
from typing import Any

import jinja2
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from edu_site.model.plan import MenuPlan, SitePlan
from edu_site.render.blocks import Block, Chart, Moment, PageView
from edu_site.render.engine.content import FAULTS, TEMPLATE, Content, overlaid
from edu_site.render.engine.quick import escape
from edu_site.render.engine.urls import TARGET, Urls

FRAME = '{% extends "edu.html" %}{% block container %}\x02content\x03{% endblock %}'
BLOCKS = "partials/edu/blocks.html"  # of the content alone
MENU = "partials/edu/menu.html"
MARKED_MENU = (
    "{% macro branch(entries, section) %}\x02branch\x03{% endmacro %}{% macro tabs(nav, section) %}\x02tabs\x03{% endmacro %}"
)
LINKS = f'{{% import "{MENU}" as menu %}}{{{{ menu.branch(nav["items"], section) }}}}\x02{{{{ menu.tabs(nav, section) }}}}'
MARK = re.compile(r"(?:\x02|\\u0002)([^\x02\x03\\]*)(?:\x03|\\u0003)")  # the second form in JSON
CONSTANT = ("partials/edu/display.html", "partials/search.html")  # say nothing of the page or the site
HOME = ("home", "portal")
MENUS_KEPT = 32  # organisations of one kind have the same menu

Values = dict[str, str]
Key = tuple[bool, str, bool, str, tuple[str, ...]]


class NotOffered(Exception):
    """A template looked at something that differs from page to page and has no mark."""


class Offered:
    """What a template may look at while a frame is rendered."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __bool__(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        raise NotOffered(name)

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __iter__(self) -> Any:
        raise NotOffered

    def __len__(self) -> int:
        raise NotOffered


class Marked:
    """A text cut at its marks. Most pages of a folder have the same hrefs: all to which no target leads or lies below."""

    def __init__(self, text: str) -> None:
        self.pieces = MARK.split(text)
        names = [(place, self.pieces[place]) for place in range(1, len(self.pieces), 2)]
        self.values = [(place, name) for place, name in names if not name.startswith(TARGET)]
        self.targets = [(place, html.unescape(name[1:])) for place, name in names if name.startswith(TARGET)]
        self.all_targets = "\n".join(target for _place, target in self.targets)
        self.folders: dict[str, list[str]] = {}

    def filled(self, page: Page, values: Values, urls: Urls) -> str:
        """The text for a page."""
        if page.url in self.all_targets:
            pieces = self.linked(page, urls)
        else:
            folder = folder_of(page)
            if folder not in self.folders:
                self.folders[folder] = self.linked(page, urls)
            pieces = self.folders[folder].copy()
        for place, name in self.values:
            pieces[place] = values[name]
        return "".join(pieces)

    def linked(self, page: Page, urls: Urls) -> list[str]:
        pieces = self.pieces.copy()
        for place, target in self.targets:
            pieces[place] = escape(urls.href(target, page))
        return pieces


class Frame:
    """Frames of the site that is being rendered. `environment` holds the theme's templates, `quick` the same as quick code."""

    def __init__(
        self, environment: jinja2.Environment, quick: jinja2.Environment, urls: Urls, content: Content, *, by_folder: bool
    ) -> None:
        """`by_folder` says that the frame holds hrefs that the `url` filter does not make."""
        self.urls, self.by_folder = urls, by_folder
        self.environment, self.quick = environment, quick
        self.links = content.quick.from_string(LINKS)
        self.frame = overlaid(quick.overlay(), {MENU: MARKED_MENU, BLOCKS: ""}).from_string(FRAME)
        self.content = content
        self.possible = True
        self.frames: dict[Key, Marked] = {}
        self.menus: dict[tuple[MenuPlan, ...], dict[tuple[str, str], list[str]]] = {}
        self.menu: dict[tuple[str, str], list[str]] = {}
        self.menu_urls = ""
        self.names: frozenset[str] = frozenset()

    def begin(self, site: SitePlan) -> None:
        """Another site: no frame of the last one is used again."""
        self.frames.clear()
        if len(self.menus) > MENUS_KEPT:
            self.menus.clear()
        self.menu = self.menus.setdefault(site.menu, {})
        self.menu_urls = "\n".join(sorted(urls_of(site.menu)))
        self.names = frozenset((site.name, site.organisation.short_name(site.language)))

    def render(self, context: dict[str, Any], page: Page) -> str:
        """The finished page."""
        values = values_of(page) if self.possible else None
        home = page.is_homepage or page.meta["edu"].kind in HOME
        if values is None or (page.meta["title"] in self.names and not home):
            return self.whole(context)
        try:
            marked = self.marked(context, page, values, home)
            values["branch"], values["tabs"] = self.menu_links(context, page)
        except (NotOffered, TypeError, jinja2.TemplateError):
            self.possible = False
            return self.whole(context)
        values["content"], values["base"] = self.content.render(context), context["base_url"]
        return marked.filled(page, values, self.urls)

    def whole(self, context: dict[str, Any]) -> str:
        return self.environment.get_template(TEMPLATE).render(context)

    def alone(self, template: str, context: dict[str, Any]) -> str:
        """A page of a template of its own, whole."""
        try:
            return self.quick.get_template(template).render(context)
        except FAULTS:
            return self.environment.get_template(template).render(context)

    def marked(self, context: dict[str, Any], page: Page, values: Values, home: bool) -> Marked:
        """The frame with a mark in the place of every value and href, rendered once for what it depends on."""
        edu: PageView = page.meta["edu"]
        charts = tuple(block for block in (*edu.before, *edu.after) if isinstance(block, Chart))[:1]
        folder = page.url if self.by_folder else ""
        key = (home, edu.og_type, bool(charts), folder, tuple(name for name, value in values.items() if value))
        if key not in self.frames:
            self.urls.marking = True
            try:
                self.frames[key] = Marked(self.frame.render(offered(context, page, values, home, charts)))
            finally:
                self.urls.marking = False
        return self.frames[key]

    def menu_links(self, context: dict[str, Any], page: Page) -> list[str]:
        """The menu's links as a tree and as tabs: for one page of it, or for all pages of a folder that are not in it."""
        section = page.meta["edu"].section
        place = page.url if page.url in self.menu_urls else f"{folder_of(page)}/*"
        if (place, section) not in self.menu:
            self.menu[place, section] = self.rendered_links(context["nav"], section).split("\x02")
        return self.menu[place, section]

    def rendered_links(self, nav: Navigation, section: str) -> str:
        try:
            return self.links.render(nav=nav, section=section)
        except FAULTS:
            self.links = self.environment.from_string(LINKS)
            return self.links.render(nav=nav, section=section)


def offered(context: dict[str, Any], page: Page, values: Values, home: bool, charts: tuple[Block, ...]) -> dict[str, Any]:
    """The context of a frame: marks instead of what differs from page to page."""
    edu: PageView = page.meta["edu"]

    def mark(name: str) -> str:
        return f"\x02{name}\x03" if values[name] else ""

    view = Offered(
        kind=edu.kind if home else "",
        section="",
        heading=mark("heading"),
        json_ld=mark("json_ld"),
        og_type=edu.og_type,
        alternates=tuple(
            dataclasses.replace(one, url=mark(f"url {number}"), absolute_url=mark(f"absolute {number}"))
            for number, one in enumerate(edu.alternates)
        ),
        before=charts,
        after=(),
        published=Moment(mark("published"), "") if values["published"] else None,
        updated=Moment(mark("updated"), "") if values["updated"] else None,
    )
    shown = Offered(
        meta=Offered(title=mark("title"), description=mark("description"), edu=view),
        title=mark("title"),
        is_homepage=page.is_homepage,
        canonical_url=mark("canonical"),
    )
    nav = context["nav"]
    first = Offered(url=nav.homepage.url) if nav.homepage else None
    items = Offered() if nav.items else None
    return context | {"page": shown, "nav": Offered(homepage=first, items=items), "base_url": "\x02base\x03"}


def values_of(page: Page) -> Values | None:
    """The values by name as they stand in HTML; None when a template would treat them in a special way."""
    meta, edu = page.meta, page.meta["edu"]
    title = meta["title"]
    if "<" in title or "&" in title or " ".join(title.split()) != title or not meta["description"]:  # as `striptags` changes it
        return None
    found: Values = {"title": title, "description": meta["description"], "heading": edu.heading}
    for number, one in enumerate(edu.alternates):
        found[f"url {number}"] = one.url or "./"
        found[f"absolute {number}"] = one.absolute_url
    found["canonical"] = page.canonical_url or ""
    found["published"] = edu.published.iso if edu.published else ""
    found["updated"] = edu.updated.iso if edu.updated else ""
    return {name: escape(value) for name, value in found.items()} | {"json_ld": edu.json_ld}


def folder_of(page: Page) -> str:
    return posixpath.dirname(page.url.rstrip("/"))


def with_constants(environment: jinja2.Environment, language_module: Any) -> None:
    """Puts the finished text of templates that are the same everywhere in their place."""
    finished = {name: environment.get_template(name).render(lang=language_module) for name in CONSTANT}
    overlaid(environment, {name: "{% raw %}" + text + "{% endraw %}" for name, text in finished.items()})


def urls_of(menu: tuple[MenuPlan, ...]) -> set[str]:
    """Every url the menu leads to."""
    found: set[str] = set()
    for entry in menu:
        found |= ({entry.url} if entry.url is not None else set()) | urls_of(entry.children)
    return found
