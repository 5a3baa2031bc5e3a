"""The `url` filter of the templates: MkDocs' own, but for files of the theme, which all sites share.

In: a url from the root of a site, and the page that is rendered. Out: the href on that page; or a mark in its place while a frame
is rendered, which is filled for each page later.
"""

import posixpath

from mkdocs.structure.pages import Page
from mkdocs.utils import normalize_url

from edu_site.model.addresses import has_own_address, language_folder
from edu_site.model.plan import SitePlan

ASSETS = "assets/"
TARGET = "@"  # how the name of a mark begins that stands for a url


class Urls:
    """Hrefs of the page that is set; without one, from `base`: the page for what is missing is shown at any depth."""

    def __init__(self, assets_folder: str) -> None:
        """`assets_folder` is where the shared files lie, from the root of all sites: `assets/<digest>/`."""
        self.assets_folder = assets_folder
        self.folder = ""  # of the site, from the place in which its shared files lie
        self.page: Page | None = None
        self.base = "/"
        self.marking = False

    def begin(self, site: SitePlan) -> None:
        self.folder = language_folder(site.language) if has_own_address(site.organisation) else site.folder

    def __call__(self, target: str) -> str:
        """The filter."""
        return f"\x02{TARGET}{target}\x03" if self.marking else self.href(str(target), self.page)

    def href(self, target: str, page: Page | None) -> str:
        """Where `target` is, seen from a page."""
        if not target.startswith(ASSETS):
            return normalize_url(target, page, self.base)
        shared = self.assets_folder + target.removeprefix(ASSETS)
        if page is None:
            return posixpath.join("/", shared)
        return f"{'../' * (self.folder + page.url).count('/')}{shared}"
