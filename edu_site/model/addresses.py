"""Where a site lives and how one page leads to another.

Every organisation lives under the portal at `org/<id>/` (the republic itself at the root) unless it has its own address.
Kazakh is at a site's root, Russian under `ru/`. Addresses of one origin are linked relatively, so that the same files work
under any host, from a folder and offline; another origin is linked absolutely.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from edu_site.model.content import KINDS
from edu_site.model.organisation import Language, Organisation

# Pages and folders the program makes itself at the root of a site; an item of the section `pages` may not take their place.
RESERVED = {*KINDS, "progress", "archive", "organisations", "catalogue", "site-map", "ru", "kk", "org", "assets", "search"}


@dataclass(frozen=True, slots=True)
class Address:
    """`origin` is `https://host/`; `path` has no leading slash and ends with one, or is a file, or is empty."""

    origin: str
    path: str

    @property
    def absolute(self) -> str:
        return self.origin + self.path


def site_folder(organisation: Organisation) -> str:
    """Where the finished site lies below the output folder, "" for the republic."""
    return f"org/{organisation.id}/" if organisation.parent_id is not None else ""


def language_folder(language: Language) -> str:
    return "ru/" if language == "ru" else ""


def has_own_address(organisation: Organisation) -> bool:
    """Whether the site stands alone under an address of its own, and so needs its own copy of shared files."""
    return organisation.parent_id is not None and organisation.record.site is not None


def portal_origin(organisations: Iterable[Organisation]) -> str:
    """The address of the whole: that of the republic, or one that can belong to nobody (RFC 2606)."""
    root = next((organisation for organisation in organisations if organisation.parent_id is None), None)
    return (root.record.site if root else None) or "https://bilim.example/"


def site_address(organisation: Organisation, portal_origin: str) -> Address:
    """The root of an organisation's site in Kazakh."""
    if has_own_address(organisation) and organisation.record.site:
        return Address(organisation.record.site, "")
    return Address(portal_origin, site_folder(organisation))


def relative(source: str, target: str) -> str:
    """A relative url from the folder of `source` to `target`; both are paths from the same root, without `.` and `..`."""
    if source[:1] != target[:1]:  # nothing in common
        return "../" * source.count("/") + target or "./"
    folder = source[: source.rfind("/") + 1]
    common = 0
    while (end := folder.find("/", common) + 1) and target.startswith(folder[common:end], common):
        common = end
    return "../" * folder.count("/", common) + target[common:] or "./"
