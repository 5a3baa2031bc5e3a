"""The kinds of content an organisation publishes, each a frozen type.

An item has *shared* fields, which do not depend on the language, and one `*Texts` value per language it exists in.
In a Markdown pair (`name.kk.md`, `name.ru.md`) the front matter of each file holds the texts of its language, and the
shared fields stand in either file (or in both, then equal). In a YAML record (`name.yml`) the shared fields stand at the
top and the texts under `kk:` and `ru:`. Records follow the schema of Order No. 503, item 12, and RFC 5545 for seminars.
"""

import datetime as dt
from typing import Literal

from edu_site.model.organisation import Language, Texts
from edu_site.model.record import record

# ---------------------------------------------------------------- parts


@record
class Attachment:
    """A file beside the item, offered for download with its format and size."""

    file: str
    title: Texts
    language: Language | None = None  # set when the file itself is in one language


@record
class Period:
    start: dt.date
    end: dt.date


@record
class Act:
    """A legal act: its adilet code, its title, and the date of the edition that was read."""

    title: Texts
    code: str | None = None  # V2200030534
    edition: dt.date | None = None


@record
class TableColumn:
    """A column of a CSV file. `only` keeps it to one language's page (a text column in that language)."""

    name: str
    title: Texts
    unit: Texts | None = None
    type: Literal["text", "integer", "number"] = "text"
    only: Language | None = None


@record
class DataTable:
    """A CSV file beside the item (UTF-8, comma) with the dictionary of its columns, shown and downloadable."""

    file: str
    caption: Texts
    columns: tuple[TableColumn, ...]
    chart: Literal["none", "bars", "columns", "line", "stacked"] = "none"
    summary: Texts | None = None  # what the chart shows, in words
    source: Texts | None = None


@record
class Correction:
    date: dt.date
    text: Texts


@record
class Review:
    reviewers: Texts
    decision: Literal["recommended", "recommended_with_remarks", "under_review"]
    date: dt.date | None = None


@record
class Indicator:
    """An indicator of a rating. `direction` says whether a larger value is better. Weights are relative."""

    id: str
    title: Texts
    definition: Texts
    unit: Texts
    source: Texts
    direction: Literal["higher_is_better", "lower_is_better"]
    weight: float
    rationale: Texts


@record
class Exclusion:
    organisation: str
    reason: Texts


@record
class Channel:
    """Where a service can be asked for."""

    kind: Literal["egov", "organisation", "public_service_centre", "mobile", "other"]
    title: Texts
    url: str | None = None


@record
class Term:
    number: int
    unit: Literal["working_day", "calendar_day", "hour", "minute"]


# ---------------------------------------------------------------- texts, one per language


@record
class ItemTexts:
    """What every item says in one language. `body` is Markdown: the text after the front matter, or `body:`."""

    title: str
    summary: str = ""
    body: str = ""
    pending: str = ""  # why this is not complete yet; shown instead of an invented text
    updated: dt.datetime | None = None  # of this language's text, when it is later than the item's


@record
class MaterialTexts(ItemTexts):
    authors: tuple[str, ...] = ()


@record
class ReportTexts(ItemTexts):
    signatory: str = ""


@record
class SeminarTexts(ItemTexts):
    place: str = ""
    organiser: str = ""
    speakers: tuple[str, ...] = ()
    programme: tuple[str, ...] = ()


@record
class RatingTexts(ItemTexts):
    purpose: str = ""
    missing_rule: str = ""


@record
class ServiceTexts(ItemTexts):
    provider: str = ""
    recipients: str = ""
    documents: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    cost: str = ""
    result: str = ""
    refusal: tuple[str, ...] = ()
    appeal: str = ""
    contact: str = ""


@record
class ForumQuestion:
    """A question collected before or at the forum; without an answer after `due` it is shown as overdue."""

    question: str
    answer: str = ""
    asked: dt.date | None = None
    answered: dt.date | None = None
    due: dt.date | None = None
    answered_by: str = ""


@record
class ForumDecision:
    text: str
    responsible: str
    deadline: dt.date
    status: Literal["open", "in_progress", "done"]
    closed: dt.date | None = None


@record
class Protocol:
    number: str
    date: dt.date
    present: int
    heard: tuple[str, ...] = ()
    decided: tuple[ForumDecision, ...] = ()


@record
class ForumTexts(ItemTexts):
    place: str = ""
    organiser: str = ""
    moderator: str = ""
    heads: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    questions: tuple[ForumQuestion, ...] = ()
    protocol: Protocol | None = None


@record
class PersonTexts(ItemTexts):
    """`title` is the person's name."""

    position: str = ""
    education: str = ""
    reception: str = ""


@record
class QuestionTexts(ItemTexts):
    """`title` is the question in short, `body` the official answer."""

    question: str = ""
    answered_by: str = ""


@record
class VacancyTexts(ItemTexts):
    conditions: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    salary: str = ""
    contact: str = ""


# ---------------------------------------------------------------- items


@record
class Item:
    """What every kind has. `id` is the file's name unless given; it is unique among the organisation's items of a kind."""

    id: str
    published: dt.datetime
    updated: dt.datetime | None = None
    related: tuple[str, ...] = ()  # "organisation-id" or "organisation-id/kind/item-id"
    attachments: tuple[Attachment, ...] = ()


@record
class Page(Item):
    order: int = 100
    kk: ItemTexts | None = None
    ru: ItemTexts | None = None


@record
class News(Item):
    pinned: bool = False
    kk: ItemTexts | None = None
    ru: ItemTexts | None = None


@record
class Material(Item):
    """Methodical material (item 12.4). JSON-LD `LearningResource`."""

    material_kind: Literal["lesson_plan", "methodical_guide", "assessment", "programme", "practice"]
    subject: str  # key of data/code_lists/subjects.yml
    grades: tuple[int, ...] = ()
    licence: str = "CC BY 4.0"
    version: str = "1.0"
    review: Review | None = None
    discussion: str | None = None
    kk: MaterialTexts | None = None
    ru: MaterialTexts | None = None


@record
class Report(Item):
    """Open report (item 12.1). JSON-LD `Dataset`."""

    period: Period
    tables: tuple[DataTable, ...] = ()
    corrections: tuple[Correction, ...] = ()
    kk: ReportTexts | None = None
    ru: ReportTexts | None = None


@record
class Seminar(Item):
    """Seminar for one of the two audiences of item 7. JSON-LD `EducationEvent`; iCalendar by RFC 5545."""

    seminar_kind: Literal["training", "practice", "conference", "webinar"]
    audience: Literal["teachers", "heads"]
    start: dt.datetime
    end: dt.datetime
    format: Literal["offline", "online", "hybrid"]
    status: Literal["scheduled", "rescheduled", "cancelled", "held"] = "scheduled"
    previous_start: dt.datetime | None = None
    sequence: int = 0  # raised with every change of time or state
    link: str | None = None
    languages: tuple[Language, ...] = ("kk", "ru")
    subject: str | None = None
    grades: tuple[int, ...] = ()
    hours: int | None = None
    certificate: bool = False
    capacity: int | None = None
    registration: str | None = None
    registration_deadline: dt.datetime | None = None
    kk: SeminarTexts | None = None
    ru: SeminarTexts | None = None


@record
class Rating(Item):
    """Open rating (item 12.5), recomputed from the published values in `file`.

    `file` is a CSV with the columns organisation (an id), peer_group and one column per indicator; an empty cell is
    missing data. Method words after the OECD/JRC Handbook on Constructing Composite Indicators.
    """

    period: Period
    indicators: tuple[Indicator, ...]
    file: str
    normalisation: Literal["min_max", "z_score"] = "min_max"
    aggregation: Literal["arithmetic", "geometric"] = "arithmetic"
    excluded: tuple[Exclusion, ...] = ()
    kk: RatingTexts | None = None
    ru: RatingTexts | None = None


@record
class Service(Item):
    """Passport of an electronic service (item 12.2). JSON-LD `GovernmentService`, names after CPSV-AP."""

    service_kind: Literal[
        "admission_grade_1",
        "transfer",
        "home_schooling",
        "free_meals",
        "transport",
        "camp",
        "certificate_duplicate",
        "preschool_queue",
        "other",
    ]
    acts: tuple[Act, ...] = ()
    channels: tuple[Channel, ...] = ()
    term: Term | None = None
    verified: dt.date | None = None  # when the passport was last compared with the act; a warning after 180 days
    kk: ServiceTexts | None = None
    ru: ServiceTexts | None = None


@record
class Forum(Item):
    """Open forum with heads (item 12.3): questions, protocol and the state of every decision."""

    forum_kind: Literal["open_hearing", "report_meeting", "parents_meeting", "online"]
    start: dt.datetime
    end: dt.datetime | None = None
    stream: str | None = None
    status: Literal["scheduled", "cancelled", "held"] = "scheduled"
    kk: ForumTexts | None = None
    ru: ForumTexts | None = None


@record
class Document(Item):
    """A document with its file(s): text on the page and the file with its format and size."""

    document_kind: Literal["charter", "order", "plan", "programme", "rules", "licence", "protocol", "form", "other"]
    number: str | None = None
    date: dt.date | None = None
    acts: tuple[Act, ...] = ()
    kk: ItemTexts | None = None
    ru: ItemTexts | None = None


@record
class Person(Item):
    """A member of staff. Only what the post requires to be public; no personal numbers, no private contacts."""

    role: Literal["head", "deputy", "teacher", "methodologist", "specialist", "trustee"]
    subjects: tuple[str, ...] = ()
    category: Literal["none", "moderator", "expert", "researcher", "master"] = "none"
    order: int = 100
    kk: PersonTexts | None = None
    ru: PersonTexts | None = None


@record
class Question(Item):
    topic: Literal["admission", "learning", "meals", "transport", "safety", "documents", "other"] = "other"
    asked: dt.date
    answered: dt.date | None = None
    kk: QuestionTexts | None = None
    ru: QuestionTexts | None = None


@record
class Vacancy(Item):
    subject: str | None = None
    load: float = 1.0  # share of a full post
    deadline: dt.date | None = None
    status: Literal["open", "closed"] = "open"
    kk: VacancyTexts | None = None
    ru: VacancyTexts | None = None


AnyItem = (
    Page | News | Material | Report | Seminar | Rating | Service | Forum | Document | Person | Question | Vacancy
)

# folder of content/<organisation>/, and the address of the section, -> type
KINDS: dict[str, type[AnyItem]] = {
    "pages": Page,
    "news": News,
    "materials": Material,
    "reports": Report,
    "seminars": Seminar,
    "ratings": Rating,
    "services": Service,
    "forums": Forum,
    "documents": Document,
    "staff": Person,
    "questions": Question,
    "vacancies": Vacancy,
}
