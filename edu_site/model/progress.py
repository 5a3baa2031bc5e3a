"""Published figures of progress and attendance on their way to the pages: what an organisation has, what others show of it.

In: `SafeTable` values. Out: frozen values for the plan and its pages. Nothing here holds a count of pupils.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from edu_site.model.organisation import Texts
from edu_site.model.record import record
from edu_site.model.safe import Cell, Release, SafeRow, SafeTable

Part = Literal["overview", "subjects", "attendance", "parents", "method"]
LabelKind = Literal["term", "subject", "grade", "language", "sex", "organisation"]


TERMS = ("Q1", "Q2", "Q3", "Q4", "Y")
Period = tuple[str, str]  # school year, term


def is_whole(row: SafeRow) -> bool:
    """Whether a row is about the whole organisation."""
    return not row.subject and row.grade is None and not row.language and not row.sex


def periods(tables: Iterable[SafeTable]) -> tuple[Period, ...]:
    """Every term with figures, in the order of time; a year stands after its fourth term."""
    found = {(table.release.school_year, term) for table in tables for term in {row.term for row in table.rows}}
    return in_time(found)


def in_time(found: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(sorted(found, key=lambda period: (period[0], TERMS.index(period[1]))))


def latest_period(tables: Iterable[SafeTable]) -> Period | None:
    """The last term; the year as a whole only when there is nothing else."""
    return latest_of(periods(tables))


def latest_of(found: tuple[Period, ...]) -> Period | None:
    """The same of periods in the order of time."""
    terms = tuple(period for period in found if period[1] != "Y") or found
    return terms[-1] if terms else None


@record
class CalendarPeriod:
    """A term or a break; both days belong to it."""

    id: str
    start: dt.date
    end: dt.date
    name: Texts


@record
class HalfYear:
    id: str
    terms: tuple[str, ...]
    name: Texts


@record
class Calendar:
    """A school year as `data/calendar/<id>.yml` describes it."""

    id: str
    utc_offset: str
    start: dt.date
    end: dt.date
    name: Texts
    terms: tuple[CalendarPeriod, ...]
    half_years: tuple[HalfYear, ...] = ()
    breaks: tuple[CalendarPeriod, ...] = ()


@record
class MarkOfPercent:
    """From which to which percent of the points a mark is given, both included."""

    mark: int
    least: int
    most: int
    name: Texts


@record
class WorkOfQuarter:
    """A kind of work and its share of the quarter mark in percent."""

    share: int
    name: Texts
    about: Texts


@record
class Assessment:
    """How marks are made, as `data/assessment/<id>.yml` describes it for the days it holds."""

    id: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    source: Texts
    scale: tuple[MarkOfPercent, ...]
    works: tuple[WorkOfQuarter, ...]


@record
class Headline:
    """The latest figures of a whole organisation: what its home page and the sites around it show."""

    organisation_id: str
    school_year: str
    term: str
    rows: tuple[SafeRow, ...]  # without subject, grade, language, sex
    enrolment: int | None
    synthetic: bool

    def cell(self, indicator: str) -> Cell | None:
        return next((row.cell for row in self.rows if row.indicator == indicator), None)


@record
class IndicatorText:
    """Name and definition of an indicator, from `data/indicators/<id>.yml`; `unit` is "percent" or "mark"."""

    id: str
    name: Texts
    definition: Texts
    unit: str


@record
class FigureLine:
    """A row of a table: what it is about, and one cell an indicator (None: the release says nothing)."""

    label: str  # "2025-2026 Q4", key of a subject, "7", "kk", "f", or the id of an organisation
    cells: tuple[Cell | None, ...]
    name: str = ""  # of an organisation
    url: str = ""  # of an organisation's own figures, "" for this one


@record
class FigureFile:
    """A download: format and size in bytes, href from the page."""

    format: Literal["CSV", "JSON"]
    url: str
    size: int


@record
class FigureTable:
    """Figures in one table; `id` is the anchor and the name of its files."""

    id: str
    kind: LabelKind
    indicators: tuple[str, ...]
    lines: tuple[FigureLine, ...]
    files: tuple[FigureFile, ...] = ()


@record
class PeerCount:
    """How the band of this organisation lies among those of its kind and size: they overlap, or lie wholly above or below."""

    indicator: str
    higher: int
    overlapping: int
    lower: int


@record
class ReleasePlan:
    """A release and the hrefs of its files on the page."""

    release: Release
    table_url: str
    certificate_url: str = ""
    signature_url: str = ""
    signed_by: str = ""  # who signed the certificate off, "" when nobody did
    key_id: str = ""  # of the public key


@record
class ProgressSubject:
    """A page of the section `progress`."""

    part: Part
    school_year: str  # of the latest figures
    term: str
    headline: Headline
    indicators: tuple[IndicatorText, ...] = ()
    tables: tuple[FigureTable, ...] = ()
    parts: tuple[tuple[Part, str], ...] = ()  # the pages of the section with their hrefs
    releases: tuple[ReleasePlan, ...] = ()  # latest first
    policy_digest: str = ""  # these three of the latest release
    rules_version: str = ""
    source_digest: str = ""
    package_url: str = ""  # datapackage.json
    peers: tuple[PeerCount, ...] = ()
    size_class: str = ""  # "1-100", "101-300", ...
    number_of_peers: int = 0
    calendar: Calendar | None = None  # these two for parents
    assessment: Assessment | None = None
