"""What one organisation has to publish, read and checked, and the summary of it that other sites show."""

import datetime as dt

from edu_site.model.content import AnyItem
from edu_site.model.organisation import Language, Organisation
from edu_site.model.progress import Assessment, Calendar, Headline, IndicatorText
from edu_site.model.record import record
from edu_site.model.safe import SafeTable
from edu_site.model.texts import ItemTexts


@record
class Picture:
    """A picture in pixels, and the smaller ones beside it: width and name of the file."""

    width: int
    height: int
    smaller: tuple[tuple[int, str], ...] = ()


@record
class SourceFile:
    """A file that is published as it is. `path` is relative to the project's root, `digest` its SHA-256."""

    path: str
    size: int
    digest: str
    picture: Picture | None = None

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def extension(self) -> str:
        return self.name.rsplit(".", 1)[-1].lower()


@record
class TableData:
    """The cells of one data table: header and rows as texts, in the order of the file."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@record
class Reference:
    """A `ref:` target in a body (`start` to `end` of its characters) or under `related:` (then both are 0)."""

    target: str
    path: str
    line: int
    column: int
    start: int = 0
    end: int = 0


@record
class Origin:
    """Where the text of one language stands: the file, the line in which its body begins, what the body refers to."""

    path: str
    body_line: int = 0
    references: tuple[Reference, ...] = ()


@record
class Entry:
    """An item with what stands beside it. `origins` runs parallel to the languages the item exists in."""

    section: str
    item: AnyItem
    origins: tuple[tuple[Language, Origin], ...]
    files: tuple[SourceFile, ...] = ()
    tables: tuple[TableData, ...] = ()
    related: tuple[Reference, ...] = ()

    @property
    def languages(self) -> tuple[Language, ...]:
        return tuple(language for language, _origin in self.origins)

    def texts(self, language: Language) -> ItemTexts | None:
        return self.item.kk if language == "kk" else self.item.ru

    def shown(self, language: Language) -> tuple[Language, ItemTexts]:
        """The text a reader of `language` gets: in that language, or the other one and its name."""
        own = self.texts(language)
        if own is not None:
            return language, own
        other: Language = "ru" if language == "kk" else "kk"
        texts = self.texts(other)
        if texts is None:
            raise ValueError(f"item {self.item.id} has no text")
        return other, texts


@record
class SignedCertificate:
    """The certificate of a release; when somebody signed it off: the file of the signature, the name, the id of the public key."""

    file: SourceFile
    signature: SourceFile | None = None
    signed_by: str = ""
    key_id: str = ""


@record
class ReleaseFiles:
    """The files of a release as they were published: the organisation's table, the certificate of the whole release."""

    release: str
    table: SourceFile
    certificate: SignedCertificate | None = None


@record
class ProgressContent:
    """The tables of an organisation, oldest release first, with the rows that pages show: of the whole organisation for every
    term, all of the latest. Calendar and rules of assessment are those of the day the site is built, when there are any."""

    tables: tuple[SafeTable, ...]
    files: tuple[ReleaseFiles, ...]
    indicators: tuple[IndicatorText, ...] = ()
    calendar: Calendar | None = None
    assessment: Assessment | None = None


@record
class OrganisationContent:
    """Everything of one organisation, entries in order of section and id; figures when any were published. It is the same on
    every day from `since` to before `until`."""

    organisation: Organisation
    entries: tuple[Entry, ...]
    progress: ProgressContent | None = None
    since: dt.date = dt.date.min
    until: dt.date = dt.date.max


@record
class Said:
    """Title and summary in one language."""

    language: Language
    title: str
    summary: str
    pending: bool
    detail: str = ""  # a short fact in this language: the post of a person


@record
class ItemSummary:
    """An item as lists show it, on its own site and on the sites above it."""

    organisation_id: str
    section: str
    id: str
    said: tuple[Said, ...]
    published: dt.datetime
    updated: dt.datetime
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    status: str = ""
    format: str = ""
    audience: str = ""
    subject: str = ""
    grades: tuple[int, ...] = ()
    form: str = ""  # the item's own kind: document_kind, material_kind, ...
    order: int = 100
    pinned: bool = False

    def in_language(self, language: Language) -> Said:
        """What a reader of `language` is shown."""
        return next((said for said in self.said if said.language == language), self.said[0])


@record
class OrganisationSummary:
    """What other sites may show of an organisation."""

    organisation: Organisation
    items: tuple[ItemSummary, ...]
    headline: Headline | None = None
