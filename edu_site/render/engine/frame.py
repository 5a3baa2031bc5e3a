"""The frame of a page (everything around its content), rendered once for pages that differ only in a few values.

In: a page with its context. Out: HTML. Two pages have one frame when they belong to one site, lie in one folder, light up the
same entry of the menu and have the same optional values; pages the frame itself leads to have their own. The values (title,
description, addresses in the other language, times, JSON-LD) are put where marks stood when the frame was rendered; the content
is rendered by itself, with the theme's own template over a base that is nothing but the content's place. A test compares pages
made this way with pages of a plain MkDocs build, byte for byte.
"""

import posixpath
import re
from typing import Any

import jinja2
from markupsafe import Markup, escape
from mkdocs.structure.pages import Page

from edu_site.model.plan import MenuPlan, SitePlan

CONTENT = "content"
FRAME = '{% extends "edu.html" %}{% block container %}\x02content\x03{% endblock %}'
SKELETON = (
    '{%- import "partials/languages/" ~ config.theme.language ~ ".html" as lang -%}{% block container scoped %}{% endblock %}'
)
MARK = re.compile("\x02([^\x03]*)\x03")
CONSTANT = ("partials/edu/display.html", "partials/search.html")  # say nothing of the page or the site

Values = dict[str, str]
Key = tuple[str, str, str, bool, tuple[str, ...]]


class Frame:
    """Frames of the site that is being rendered. `environment` holds the theme's templates."""

    def __init__(self, environment: jinja2.Environment) -> None:
        self.whole = environment.get_template("edu.html")
        self.frame = environment.from_string(FRAME)
        alone = environment.overlay()
        overlaid(alone, {"base.html": SKELETON, "main.html": '{% extends "base.html" %}'})
        self.content = alone.get_template("edu.html")
        self.parts: dict[Key, list[str]] = {}
        self.linked: frozenset[str] = frozenset()
        self.names: frozenset[str] = frozenset()

    def begin(self, site: SitePlan) -> None:
        """Another site: no frame of the last one is used again."""
        self.parts.clear()
        self.linked = frozenset(menu_urls(site.menu) | {link.url for link in site.footer})
        self.names = frozenset((site.name, site.organisation.short_name(site.language)))

    def render(self, context: dict[str, Any], page: Page) -> str:
        """The finished page."""
        values = values_of(page)
        if values is None or page.meta["title"] in self.names or any(target.startswith(page.url) for target in self.linked):
            return self.whole.render(context)
        key = key_of(page, values)
        if key not in self.parts:
            self.parts[key] = MARK.split(self.marked(context, page, values))
        values[CONTENT] = self.content.render(context)
        parts = self.parts[key].copy()
        parts[1::2] = [values[name] for name in parts[1::2]]
        return "".join(parts)

    def marked(self, context: dict[str, Any], page: Page, values: Values) -> str:
        """The frame with a mark in the place of every value."""
        meta: dict[str, Any] = dict(page.meta)

        def mark(name: str) -> str:
            return f"\x02{name}\x03" if values[name] else ""

        edu = meta["edu"] | {"heading": mark("heading"), "json_ld": mark("json_ld")}
        edu["alternates"] = [
            one | {"url": mark(f"url {n}"), "absolute_url": mark(f"absolute {n}")} for n, one in enumerate(edu["alternates"])
        ]
        for name in ("published", "updated"):
            edu[name] = {"iso": mark(name), "text": ""} if values[name] else None
        page.meta = meta | {"title": mark("title"), "description": mark("description"), "edu": edu}
        html = self.frame.render(context)
        page.meta = meta
        return html


def key_of(page: Page, values: Values) -> Key:
    """What the frame depends on beside the site: folder, menu entry, kind of page, charts, which values there are."""
    edu = page.meta["edu"]
    charts = any(block["type"] == "chart" for block in (*edu["before"], *edu["after"]))
    folder = posixpath.dirname(page.url.rstrip("/"))
    return (folder, edu["section"], edu["og_type"], charts, tuple(name for name, value in values.items() if value))


def values_of(page: Page) -> Values | None:
    """The values by name as they stand in HTML; None when a template would treat them in a special way."""
    meta, edu = page.meta, page.meta["edu"]
    title = meta["title"]
    if Markup(title).striptags() != title or not meta["description"]:  # noqa: S704  (compared, not written)
        return None
    found: Values = {"title": title, "description": meta["description"], "heading": edu["heading"]}
    for number, one in enumerate(edu["alternates"]):
        found[f"url {number}"] = one["url"] or "./"
        found[f"absolute {number}"] = one["absolute_url"]
    for name in ("published", "updated"):
        found[name] = (edu[name] or {}).get("iso", "")
    return {name: str(escape(value)) for name, value in found.items()} | {"json_ld": edu["json_ld"]}


def with_constants(environment: jinja2.Environment, language_module: Any) -> None:
    """Puts the finished text of templates that are the same everywhere in their place."""
    finished = {name: environment.get_template(name).render(lang=language_module) for name in CONSTANT}
    overlaid(environment, {name: "{% raw %}" + text + "{% endraw %}" for name, text in finished.items()})


def overlaid(environment: jinja2.Environment, texts: dict[str, str]) -> None:
    """Templates that take the place of the theme's."""
    if environment.loader:
        environment.loader = jinja2.ChoiceLoader([jinja2.DictLoader(texts), environment.loader])
    if environment.cache is not None:
        environment.cache.clear()


def menu_urls(menu: tuple[MenuPlan, ...]) -> set[str]:
    """Every url the menu leads to."""
    found: set[str] = set()
    for entry in menu:
        found |= ({entry.url} if entry.url is not None else set()) | menu_urls(entry.children)
    return found
