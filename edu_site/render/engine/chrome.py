"""Header and footer, rendered once for all pages of a folder instead of once a page.

In: a page with its context. Out: HTML. They are the same for every page that is not in the menu itself and lies in the same
folder, but for the addresses of the same page in the other language: those are put in afterwards. A test compares pages made
this way with pages made by a plain MkDocs build, byte for byte.
"""

from dataclasses import dataclass, field
from typing import Any

import jinja2
from markupsafe import Markup, escape

from edu_site.model.plan import MenuPlan, PagePlan, SitePlan

PARTS = ("partials/header.html", "partials/footer.html")
CONSTANT = ("partials/edu/display.html", "partials/search.html")  # say nothing of the page or the site
NAMES = {part: "edu_" + part.removeprefix("partials/").removesuffix(".html") for part in PARTS}
STUBS = {part: "{{ " + name + " }}" for part, name in NAMES.items()}


def with_constants(environment: jinja2.Environment, language_module: Any) -> None:
    """Puts the finished text of templates that are the same everywhere in their place."""
    finished = {name: environment.get_template(name).render(lang=language_module) for name in CONSTANT}
    texts = {name: "{% raw %}" + text + "{% endraw %}" for name, text in finished.items()}
    overlaid(environment, texts)


def overlaid(environment: jinja2.Environment, texts: dict[str, str]) -> None:
    """Templates that take the place of the theme's."""
    if environment.loader:
        environment.loader = jinja2.ChoiceLoader([jinja2.DictLoader(texts), environment.loader])
    if environment.cache is not None:
        environment.cache.clear()


def mark(language: str) -> str:
    """Stands for the address of a page in a language; no text can hold it."""
    return f"\x02{language}\x02"


@dataclass(slots=True)
class Chrome:
    """The header and footer of one site in one language. `environment` holds the theme's own templates."""

    environment: jinja2.Environment
    language_module: Any
    site: SitePlan
    targets: frozenset[str]
    made: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)

    def variables(self, plan: PagePlan, context: dict[str, Any], view: dict[str, Any]) -> dict[str, Markup]:
        """`edu_header` and `edu_footer` for a page."""
        key = self.key(plan)
        made = self.made.get(key) if key else None
        if made is None:
            made = self.render(context, view)
            if key:
                self.made[key] = made
        return {name: Markup(with_addresses(html, view)) for name, html in made.items()}  # noqa: S704  (templates of the theme)

    def key(self, plan: PagePlan) -> tuple[str, ...] | None:
        """What the header depends on beside the site; None for a page that the menu or the footer leads to."""
        if any(target.startswith(plan.url) for target in self.targets):
            return None
        folder = plan.url.rstrip("/").rpartition("/")[0]
        return (folder, str(plan.url.count("/")), plan.menu_url)

    def render(self, context: dict[str, Any], view: dict[str, Any]) -> dict[str, str]:
        page = context["page"]
        whole = page.meta
        marked = [alternate | {"url": mark(alternate["lang"])} for alternate in view["alternates"]]
        page.meta = whole | {"edu": view | {"alternates": marked}}
        variables = {**context, "lang": self.language_module}
        made = {NAMES[part]: self.environment.get_template(part).render(variables) for part in PARTS}
        page.meta = whole
        return made


def with_addresses(html: str, view: dict[str, Any]) -> str:
    for alternate in view["alternates"]:
        html = html.replace(mark(alternate["lang"]), str(escape(alternate["url"] or "./")))
    return html


def menu_urls(menu: tuple[MenuPlan, ...]) -> set[str]:
    """Every url the menu leads to."""
    found: set[str] = set()
    for entry in menu:
        found |= ({entry.url} if entry.url is not None else set()) | menu_urls(entry.children)
    return found


def targets_of(site: SitePlan) -> frozenset[str]:
    """Urls of this site that its header and footer lead to."""
    return frozenset(menu_urls(site.menu) | {link.url for link in site.footer})
