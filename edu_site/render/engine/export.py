"""A plain MkDocs project of one organisation, so that nobody is locked in.

In: the plans of both languages. Out: files of a project that stock `mkdocs serve` and `mkdocs build --strict` accept: Markdown
with front matter in the folder layout of mkdocs-static-i18n, the theme as `overrides/`, the base configuration inherited.
"""

import posixpath
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from edu_site.model.addresses import language_folder
from edu_site.model.organisation import Language
from edu_site.model.plan import MenuPlan, PagePlan, SitePlan
from edu_site.places import theme_folder
from edu_site.render.blocks import PageView, SiteView
from edu_site.render.engine.configuration import CONFIGURATION
from edu_site.render.engine.pages import NOT_FOUND
from edu_site.values import to_plain

NAMES = {"kk": "Қазақша", "ru": "Русский"}
BASE = "base.yml"
KEPT = ("value", "values", "items")  # a number that may be missing; names that are methods of a dict too


def write_project(
    folder: Path,
    project: Path,
    sites: tuple[SitePlan, ...],
    view_of: Callable[[SitePlan, PagePlan], PageView],
    chrome_of: Callable[[SitePlan], SiteView],
) -> int:
    """Writes the project into an empty `folder`; returns the number of pages. Raises OSError."""
    number = 0
    for site in sites:
        docs = folder / "docs" / site.language
        prefix = language_folder(site.language)
        for page in site.pages:
            if page.url != NOT_FOUND:
                front = front_matter(page, pruned(to_plain(view_of(site, page))), prefix)
                write(docs / page.url / "index.md", f"---\n{front}---\n\n{page.body}\n")
                number += 1
        for file in site.files:
            if file.source:
                (docs / file.url).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(project / file.source.path, docs / file.url)
            else:
                write(docs / file.url, file.text)
    chrome = {site.language: pruned(rooted(to_plain(chrome_of(site)), language_folder(site.language))) for site in sites}
    write(folder / CONFIGURATION, dump(configuration(sites, chrome)))
    shutil.copyfile(project / CONFIGURATION, folder / BASE)
    copy_theme(folder / "overrides", theme_folder(project), sites[0].brand)
    return number


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def dump(value: Any) -> str:
    return yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120)


def front_matter(page: PagePlan, view: dict[str, Any], prefix: str) -> str:
    """The front matter of a page: what MkDocs knows, and the view under `edu`."""
    if view.get("section") is not None:
        view["section"] = prefix + view["section"]
    return dump({"title": page.title, "description": page.description, "template": "edu.html", "edu": view})


def pruned(value: Any) -> Any:
    """Without what is not set, for the sake of those who will edit it; but for names the templates reckon with."""
    if isinstance(value, dict):
        return {key: pruned(inner) for key, inner in value.items() if key in KEPT or inner not in ("", None, [], ())}
    return [pruned(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def rooted(chrome: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Hrefs from the root of the language become hrefs from the root of the site, which is what MkDocs expects."""
    for name in ("ancestors", "footer", "home_urls"):
        chrome[name] = [link | {"url": from_root(link["url"], prefix)} for link in chrome[name]]
    return chrome | {"portal_url": from_root(chrome["portal_url"], prefix)}


def from_root(url: str, prefix: str) -> str:
    if url.startswith(("https://", "http://")):
        return url
    found = posixpath.normpath(prefix + url)
    return "./" if found == "." else found + ("/" if url.endswith("/") or not url else "")


def configuration(sites: tuple[SitePlan, ...], chrome: dict[Language, Any]) -> dict[str, Any]:
    """`mkdocs.yml` of the project: the base, and what is this organisation's own."""
    main = sites[0]
    return {
        "INHERIT": BASE,
        "site_name": main.name,
        "site_url": main.address,
        "site_description": main.description,
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": {"custom_dir": "overrides", "language": main.language, "locale": main.language},
        "nav": list(entries(main.menu)),
        "extra": {"edu": chrome[main.language]},
        "plugins": {
            "i18n": {
                "docs_structure": "folder",
                "fallback_to_default": False,
                "reconfigure_search": False,
                "languages": [language(site, chrome[site.language]) for site in sites],
            }
        },
        # Links in texts are addresses, checked before they were written here.
        "validation": {"nav": {"omitted_files": "ignore"}, "links": {"unrecognized_links": "ignore", "anchors": "ignore"}},
    }


def language(site: SitePlan, chrome: dict[str, Any]) -> dict[str, Any]:
    return {
        "locale": site.language,
        "name": NAMES[site.language],
        "default": site.language == "kk",
        "build": True,
        "site_name": site.name,
        "site_description": site.description,
        "theme": {"locale": site.language},
        "nav": list(entries(site.menu)),
        "extra": {"edu": chrome},
    }


def entries(menu: tuple[MenuPlan, ...]) -> Iterator[dict[str, Any]]:
    """The menu as MkDocs' `nav`."""
    for entry in menu:
        if entry.children:
            yield {entry.title: list(entries(entry.children))}
        else:
            url = entry.url or ""
            yield {entry.title: url if "://" in url else f"{url}index.md"}


def copy_theme(folder: Path, themes: Path, brand: str) -> None:
    """The base theme and the brand, ready to be changed by whoever takes over."""
    ignored = shutil.ignore_patterns("*.po", "*.cfg", "README.md", "*.md")
    shutil.copytree(themes / "base", folder, ignore=ignored)
    if brand and (themes / brand).is_dir():
        shutil.copytree(themes / brand, folder / "assets" / "brands" / brand, ignore=ignored)
