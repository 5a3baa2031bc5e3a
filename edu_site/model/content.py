"""The kinds of content an organisation publishes, each a frozen type.

An item has *shared* fields, which do not depend on the language, and one `*Texts` value per language it exists in.
In a Markdown pair (`name.kk.md`, `name.ru.md`) the front matter of each file holds the texts of its language, and the
shared fields stand in either file (or in both, then equal). In a YAML record (`name.yml`) the shared fields stand at the
top and the texts under `kk:` and `ru:`. Records follow the schema of Order No. 503, item 12, and RFC 5545 for seminars.
"""

import datetime as dt
from typing import Literal

from edu_site.model.organisation import Language
from edu_site.model.parts import Act, Attachment, Channel, Correction, DataTable, Exclusion, Indicator, Period, Review, Term
from edu_site.model.record import record
from edu_site.model.sections import SECTIONS
from edu_site.model.texts import (
    ForumTexts,
    ItemTexts,
    MaterialTexts,
    PersonTexts,
    QuestionTexts,
    RatingTexts,
    ReportTexts,
    SeminarTexts,
    ServiceTexts,
    VacancyTexts,
)

STALE_DAYS = 180  # DOMAIN: a service passport is verified twice a year


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


AnyItem = Page | News | Material | Report | Seminar | Rating | Service | Forum | Document | Person | Question | Vacancy

# folder of content/<organisation>/, and the address of the section, -> type
KINDS: dict[str, type[AnyItem]] = dict(
    zip(
        SECTIONS,
        (Page, News, Material, Report, Seminar, Rating, Service, Forum, Document, Person, Question, Vacancy),
        strict=True,
    )
)
