"""What a page shows besides its Markdown body: a closed set of blocks, one template macro each.

Views turn records into these values, every text already in the page's language and every date already formatted;
the theme draws them. A block with a `title` becomes a section with an h2 and the anchor `id`.
URLs are relative to the page (or absolute). `lang` is set only where it differs from the page's language.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time: `iso` for the machine (`datetime=`), `text` for the reader."""

    iso: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str = ""  # empty: plain text
    lang: str = ""
    external: bool = False


@dataclass(frozen=True, slots=True)
class Badge:
    """A short state beside a title. `tone` picks a colour that is never the only carrier of the meaning."""

    text: str
    tone: Literal["neutral", "info", "success", "warning", "danger"] = "neutral"


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a definition list: a moment, or one or more lines, each perhaps a link."""

    label: str
    values: tuple[Link, ...]
    moment: Moment | None = None


@dataclass(frozen=True, slots=True)
class File:
    title: str
    url: str
    format: str  # "PDF", "CSV", ...
    size: str  # "245 КБ", formatted in the page's language
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    url: str
    lang: str = ""  # language of title and summary when it is not the page's
    kind: str = ""  # "News", "Seminar": shown above the title on mixed lists
    organisation: str = ""  # name of the owner on lists that gather several
    organisation_url: str = ""
    moment: Moment | None = None  # publication or start
    summary: str = ""
    badges: tuple[Badge, ...] = ()
    meta: tuple[str, ...] = ()  # short facts: "Grades 5-7", "Online"


@dataclass(frozen=True, slots=True)
class Paragraphs:
    paragraphs: tuple[str, ...]
    id: str = ""
    title: str = ""
    lang: str = ""
    type: str = "paragraphs"


@dataclass(frozen=True, slots=True)
class Facts:
    facts: tuple[Fact, ...]
    id: str = ""
    title: str = ""
    type: str = "facts"


@dataclass(frozen=True, slots=True)
class Items:
    """A list: `style` bullets, numbers, or steps (numbered and roomy, for procedures and programmes)."""

    items: tuple[Link, ...]
    style: Literal["bullets", "numbers", "steps"] = "bullets"
    id: str = ""
    title: str = ""
    type: str = "items"


@dataclass(frozen=True, slots=True)
class Cards:
    """`grid` for materials and sections, `list` for news and documents, `events` with a date tile for seminars,
    `people` for staff."""

    cards: tuple[Card, ...]
    style: Literal["grid", "list", "events", "people"] = "list"
    id: str = ""
    title: str = ""
    more: Link | None = None  # "All news"
    empty: str = ""  # shown instead when there are no cards
    type: str = "cards"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    value: str
    label: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    figures: tuple[KeyFigure, ...]
    id: str = ""
    title: str = ""
    type: str = "figures"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    numeric: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    value: float | None = None  # the number behind a numeric cell
    url: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A data table; the first column heads each row. `downloads` are the same figures as files."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str = ""
    note: str = ""
    downloads: tuple[File, ...] = ()
    id: str = ""
    title: str = ""
    type: str = "table"


@dataclass(frozen=True, slots=True)
class Chart:
    """The table drawn: first column = labels, each further numeric column = one series.

    `bars` horizontal, `columns` vertical, `line` over ordered labels, `stacked` bars of parts that make a whole.
    """

    style: Literal["bars", "columns", "line", "stacked"]
    table: Table
    summary: str = ""  # what the picture says, in words
    id: str = ""
    title: str = ""
    type: str = "chart"


@dataclass(frozen=True, slots=True)
class Files:
    files: tuple[File, ...]
    id: str = ""
    title: str = ""
    type: str = "files"


@dataclass(frozen=True, slots=True)
class Question:
    question: str
    answer: tuple[str, ...] = ()  # paragraphs; empty: not answered yet
    asked: Moment | None = None
    answered: Moment | None = None
    answered_by: str = ""
    badge: Badge | None = None  # "overdue", "answered"


@dataclass(frozen=True, slots=True)
class Questions:
    questions: tuple[Question, ...]
    id: str = ""
    title: str = ""
    type: str = "questions"


@dataclass(frozen=True, slots=True)
class Decision:
    text: str
    responsible: str
    deadline: Moment | None
    badge: Badge


@dataclass(frozen=True, slots=True)
class Decisions:
    decisions: tuple[Decision, ...]
    id: str = ""
    title: str = ""
    type: str = "decisions"


@dataclass(frozen=True, slots=True)
class MapRegion:
    """One region: SVG path data in the view box of its `RegionMap`; `value` is what the same row of the table says."""

    code: str
    title: str
    url: str
    path: str
    value: str
    shade: int  # 0..4, a step of the sequential scale


@dataclass(frozen=True, slots=True)
class RegionMap:
    view_box: str
    regions: tuple[MapRegion, ...]
    legend: tuple[tuple[int, str], ...]  # shade, text
    table: Table
    attribution: str
    id: str = ""
    title: str = ""
    type: str = "map"


@dataclass(frozen=True, slots=True)
class Finder:
    """A search field over all organisations; `index_url` is a JSON file, `fallback` the catalogue that works without
    JavaScript."""

    index_url: str
    fallback: Link
    id: str = ""
    title: str = ""
    type: str = "finder"


@dataclass(frozen=True, slots=True)
class TreeEntry:
    link: Link
    children: tuple["TreeEntry", ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """Nested links: the site map, the hierarchy below an organisation."""

    entries: tuple[TreeEntry, ...]
    id: str = ""
    title: str = ""
    type: str = "tree"


Block = (
    Paragraphs | Facts | Items | Cards | KeyFigures | Table | Chart | Files | Questions | Decisions | RegionMap | Finder | Tree
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A box above the body: the item is pending, exists in one language only, or is a demonstration."""

    tone: Literal["info", "warning", "pending", "demonstration"]
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Alternate:
    lang: str
    name: str
    url: str  # relative to the page
    absolute_url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the body: `src` as the text names it, its size in pixels, and the smaller ones as a `srcset`."""

    src: str
    width: int
    height: int
    srcset: str


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything the theme needs for one page beside title, description and body; the key `edu` of its front matter."""

    kind: str  # "home", "news", "listing", ...: class name on the article
    breadcrumbs: tuple[Link, ...]  # from the republic down to this page; the last one has no url
    alternates: tuple[Alternate, ...]
    section: str = ""  # url (relative to the site's root) of the menu entry this page belongs to
    heading: str = ""  # h1; empty: the page's title
    heading_lang: str = ""  # set when the item exists only in another language
    body_lang: str = ""
    kicker: str = ""  # kind of the item, above the heading
    lead: str = ""  # summary under the heading, in heading_lang
    badges: tuple[Badge, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    notices: tuple[Notice, ...] = ()
    facts: tuple[Fact, ...] = ()
    before: tuple[Block, ...] = ()  # blocks above the Markdown body
    after: tuple[Block, ...] = ()  # blocks below it
    pictures: tuple[Picture, ...] = ()  # in the Markdown body
    body_title: str = ""  # h2 over the body where blocks stand around it
    json_ld: str = ""  # a JSON text, already safe inside <script type="application/ld+json">
    og_type: str = "article"


@dataclass(frozen=True, slots=True)
class SiteView:
    """What is the same on every page of one organisation in one language; `config.extra.edu`.

    URLs here are relative to the site's language root: templates pass them through the `url` filter.
    """

    language: str
    name: str
    short_name: str
    level: str  # "City level", in the page's language
    address: str
    phone: str
    email: str
    working_hours: str
    ancestors: tuple[Link, ...]  # republic first, parent last
    footer: tuple[Link, ...]  # site map, contacts, accessibility, privacy
    brand: str  # folder name under themes/, "" for the base look
    emblem_url: str = ""
    home_urls: tuple[Link, ...] = ()  # language root of each language: fallback of the switch on the 404 page
    demonstration: str = ""  # a line on every page of a demonstration site; empty on real ones
    portal_url: str = ""  # the republic's portal
