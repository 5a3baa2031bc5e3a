"""Which pages stand for all: as few as show every page template at every level and every part the theme can draw.

A page is read for its features: its kind together with the level of its organisation, and the classes of the theme in it.
Pages are taken one by one, each time the one that shows most of what has not been shown yet.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KIND = re.compile(r"<article[^>]*\bedu-article--([\w-]+)")
CLASSES = re.compile(r'\bclass="([^"]*)"')
PART = re.compile(r"^(?:edu-[a-z_-]+|admonition|footnote|highlight)$")
ELEMENTS = re.compile(r"<(table|dl|ol|blockquote|pre|details|figure|img|time|abbr)\b")
SWITCH = re.compile(r'<a href="([^"]*)" lang="(kk|ru)" hreflang="(?:kk|ru)"')
LEVEL = re.compile(r"^level:\s*(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SitePage:
    """A finished page: where it lies, what it is, and the address of the same page in each language."""

    url: str  # from the root of the site, with a leading slash
    path: Path
    kind: str
    level: str
    language: str
    twins: tuple[tuple[str, str], ...]
    features: frozenset[str]

    def twin_url(self, language: str) -> str:
        return dict(self.twins).get(language, "")


def levels_of(content: Path) -> dict[str, str]:
    """Organisation id -> level, as the content says."""
    found = {}
    for path in sorted(content.rglob("organisation.yml")):
        hit = LEVEL.search(path.read_text(encoding="utf-8"))
        found[path.parent.name] = hit.group(1) if hit else ""
    return found


def pages_of(site: Path, levels: dict[str, str]) -> Iterator[SitePage]:
    """Every page of the built sites that our template drew."""
    for path in sorted(site.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        kind = KIND.search(html)
        if kind is None:
            continue
        parts = path.relative_to(site).parts
        level = levels.get(parts[1], "organisation") if parts[0] == "org" and len(parts) > 2 else "republic"
        inner = parts[2:] if parts[0] == "org" else parts
        url = "/" + path.relative_to(site).as_posix().removesuffix("index.html")
        twins = tuple((language, _joined(url, href)) for href, language in SWITCH.findall(html))
        features = {f"{kind.group(1)} of {level}"} | set(ELEMENTS.findall(html))
        features |= {name for value in CLASSES.findall(html) for name in value.split() if PART.match(name)}
        language = "ru" if inner and inner[0] == "ru" else "kk"
        yield SitePage(url, path, kind.group(1), level, language, twins, frozenset(features))


def _joined(url: str, href: str) -> str:
    folder = url if url.endswith("/") else posixpath.dirname(url) + "/"
    joined = posixpath.normpath(posixpath.join(folder, href))
    return joined + "/" if href.endswith(("/", ".")) and joined != "/" else joined


def sample_of(pages: list[SitePage]) -> list[SitePage]:
    """Few Kazakh pages with every feature, each followed by the same page in Russian."""
    kazakh = [page for page in pages if page.language == "kk"]
    by_url = {page.url: page for page in pages}
    missing = set().union(*(page.features for page in kazakh)) if kazakh else set()
    taken: list[SitePage] = []
    while missing:
        best = max(kazakh, key=lambda page: (len(page.features & missing), [-ord(letter) for letter in page.url]))
        taken.append(best)
        missing -= best.features
    twins = {by_url[url] for page in taken if (url := in_russian(page)) in by_url}
    return sorted(taken, key=lambda page: page.url) + sorted(twins, key=lambda page: page.url)


def in_russian(page: SitePage) -> str:
    """The same page in Russian; from a 404 page the switch leads home, where its twin lies too."""
    url = page.twin_url("ru")
    return url + "404.html" if page.path.name == "404.html" else url
