"""`SitePlan`, the waist of the house: everything one organisation's site shows in one language, before any rendering.

Frozen, complete, serialisable: the same plan always gives the same bytes. Urls of pages and files are relative to the
site's root of the language; hrefs inside a page are relative to that page.
"""

from edu_site.model.entries import Entry, ItemSummary, SourceFile
from edu_site.model.organisation import Language, Organisation
from edu_site.model.progress import Headline, IndicatorText, ProgressSubject
from edu_site.model.record import record


@record
class LinkPlan:
    title: str
    url: str  # href on the page that holds it; "" for plain text
    language: Language | None = None  # of the title, when it is not the page's


@record
class Listed:
    """An item in a list: its summary, its href, and its owner where a list gathers several organisations."""

    summary: ItemSummary
    url: str
    owner: LinkPlan | None = None


@record
class Counted:
    """How many organisations of a kind, and where they are listed."""

    kind: str
    number: int
    url: str = ""


@record
class ChildPlan:
    """An organisation in a list of organisations."""

    organisation: Organisation
    url: str
    number_below: int = 0
    place: str = ""  # name of its district and region


@record
class GroupPlan:
    """Organisations under a common heading."""

    title: str
    children: tuple[ChildPlan, ...]
    url: str = ""


@record
class TreeNode:
    title: str
    url: str
    children: tuple["TreeNode", ...] = ()


@record
class RatedPlan:
    """An organisation in a rating; score, place and interval are None when it has too little data."""

    organisation_id: str
    peer_group: str
    score: float | None
    place: int | None
    low: int | None
    high: int | None
    values: tuple[float | None, ...]  # as published, one per indicator
    contributions: tuple[float | None, ...]  # normalised, 0 to 100


@record
class RatingResult:
    rated: tuple[RatedPlan, ...]  # best first
    variants: int  # of the method, over which the intervals were taken


# ---------------------------------------------------------------- what a page is about


@record
class HomeSubject:
    news: tuple[Listed, ...]
    seminars: tuple[Listed, ...]  # upcoming, own first
    reports: tuple[Listed, ...]
    materials: tuple[Listed, ...]
    services: tuple[Listed, ...]
    from_below: tuple[Listed, ...]  # latest of the organisations below
    counts: tuple[Counted, ...]  # organisations below by kind
    section_urls: tuple[tuple[str, str], ...]  # section -> href
    organisations_url: str = ""
    contacts_url: str = ""
    body_lang: Language | None = None
    finder_url: str = ""  # JSON of the finder, on the portal
    regions: tuple[ChildPlan, ...] = ()  # for the map, on the portal
    headline: Headline | None = None  # latest figures of progress and attendance
    indicators: tuple[IndicatorText, ...] = ()  # their names


@record
class ItemSubject:
    entry: Entry
    shown: Language  # language of the text on this page
    related: tuple[LinkPlan, ...] = ()
    names: tuple[tuple[str, LinkPlan], ...] = ()  # organisation ids in its tables -> links
    state: str = ""  # of an event or vacancy on the day of the plan
    late: tuple[str, ...] = ()  # "question:0", "decision:2": overdue on the day of the plan
    rating: RatingResult | None = None


@record
class SectionSubject:
    section: str
    listed: tuple[Listed, ...]
    below: tuple[Listed, ...]  # latest of the organisations below
    years: tuple[LinkPlan, ...]  # archive


@record
class ArchiveSubject:
    year: int | None  # None: the list of years
    listed: tuple[Listed, ...]
    years: tuple[LinkPlan, ...]


@record
class OrganisationsSubject:
    """The organisations directly below, and what is new in all of them."""

    groups: tuple[GroupPlan, ...]
    counts: tuple[Counted, ...]
    reports: tuple[Listed, ...]
    seminars: tuple[Listed, ...]


@record
class CatalogueSubject:
    """A page of the portal's catalogue: the way in, or all organisations by one property."""

    by: str  # "all", "region", "district", "kind", "language"
    groups: tuple[GroupPlan, ...]
    facets: tuple[tuple[str, tuple[LinkPlan, ...]], ...] = ()
    regions: tuple[ChildPlan, ...] = ()
    finder_url: str = ""


@record
class ContactsSubject:
    portal: bool = False


@record
class SiteMapSubject:
    entries: tuple[TreeNode, ...]


@record
class NotFoundSubject:
    pass


Subject = (
    HomeSubject
    | ItemSubject
    | SectionSubject
    | ArchiveSubject
    | OrganisationsSubject
    | CatalogueSubject
    | ContactsSubject
    | SiteMapSubject
    | NotFoundSubject
    | ProgressSubject
)


# ---------------------------------------------------------------- pages and sites


@record
class PagePlan:
    url: str  # "" is the home page, "404.html" the page for what is missing
    title: str
    description: str
    subject: Subject
    breadcrumbs: tuple[LinkPlan, ...]  # republic first, this page last (without url)
    alternates: tuple[tuple[Language, str, str], ...]  # language, href, absolute url
    menu_url: str = ""  # url of the menu entry this page belongs to
    body: str = ""  # Markdown, references resolved
    sources: tuple[str, ...] = ()  # files this page was written in, for the answer to "why"


@record
class FilePlan:
    """A file of a site: a published file, or a text made from the plan."""

    url: str
    source: SourceFile | None = None
    text: str = ""


@record
class Catalogue:
    """The portal's pages of all organisations and the finder's index: the same as long as no organisation's record changes."""

    pages: tuple[PagePlan, ...] = ()
    finder: FilePlan | None = None


@record
class MenuPlan:
    """An entry of the menu: a page, or a heading with pages below it."""

    title: str
    url: str | None  # url of a page of this site; None for a heading
    children: tuple["MenuPlan", ...] = ()


@record
class SitePlan:
    organisation: Organisation
    language: Language
    name: str
    description: str
    address: str  # absolute url of the site's root in this language
    folder: str  # below the output folder, with the language's
    ancestors: tuple[LinkPlan, ...]  # hrefs from the root of this language
    homes: tuple[tuple[Language, str], ...]  # root of each language, from the root of this one
    footer: tuple[LinkPlan, ...]
    menu: tuple[MenuPlan, ...]
    pages: tuple[PagePlan, ...]
    files: tuple[FilePlan, ...]
    portal_href: str = ""
    brand: str = ""
    demonstration: bool = False
