"""When two finished pages are the same page: one of a fleet, one of an exported project built by `mkdocs` alone."""

import re
from pathlib import Path
from urllib.parse import urljoin

ADDRESS = re.compile(r'(?P<before>\b(?:href|src|data-bundle)="|"search": ")(?P<url>[^"]*)')
SHARED = re.compile(r"^https://[^/]+/(?:org/[^/]+/)?assets/(?:[0-9a-f]{12}/)?")
BASE = re.compile(r'(?<= data-base=")[^"]*|(?<="base": ")[^"]*')
LEADS_OUT = ' class="edu-external" rel="external noopener"'


def normal(html: str, address: str) -> str:
    """The page with every address absolute. What may differ, and nothing else, is taken out of it:

    - a fleet shares the files of the theme below `assets/<digest>/` at the root, a site that stands alone has its own `assets/`;
    - to a site that stands alone, the sites of other organisations are elsewhere: links to them are absolute and marked so;
    - a fleet has a search index for each language, in whose folder it lies (`base`), mkdocs-static-i18n one at the root.
    """

    def absolute(found: re.Match[str]) -> str:
        return found["before"] + SHARED.sub("theme:", urljoin(address, found["url"]))

    return ADDRESS.sub(absolute, BASE.sub("", html).replace(LEADS_OUT, ""))


def pages_of(site: Path, address: str) -> dict[str, str]:
    """Url below the site -> page. Without the page for what is missing: mkdocs-static-i18n writes that of one language only."""
    found = {}
    for path in sorted(site.rglob("index.html")):
        url = path.relative_to(site).as_posix().removesuffix("index.html")
        if not url.startswith(("org/", "assets/")):
            found[url] = normal(path.read_text(encoding="utf-8"), address + url)
    return found
