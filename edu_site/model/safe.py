"""Figures of progress and attendance that may be published: intervals instead of exact values, hidden cells as themselves.

Only `progress.disclosure.protect` makes these values from counts; everything that shows figures takes them and nothing else.
A `SafeTable` is what travels from where pupils' data may be to the content repository: one JSON file an organisation and
release. Groups by DOMAIN, "disclosure control".
"""

import datetime as dt
from typing import Literal

from edu_site.model.record import record

Reason = Literal["small_group", "few_organisations", "complement", "policy"]


@record
class Value:
    """An exact value that is no count of pupils and needs no protection (a number of schools, a target)."""

    value: float
    type: Literal["value"] = "value"


@record
class Band:
    """`low` <= the true value <= `high`, in the unit of the indicator; ends that are open are said so by the policy."""

    low: float
    high: float
    group: Literal["10-20", "21-40", "41-100", "101-300", "301+"]  # size of the group behind it
    type: Literal["band"] = "band"


@record
class Suppressed:
    """Hidden, and why; never 0, never blank."""

    reason: Reason
    type: Literal["suppressed"] = "suppressed"


@record
class NotApplicable:
    """The question makes no sense here: grade 1 is not marked."""

    type: Literal["not_applicable"] = "not_applicable"


@record
class NotAvailable:
    """No data were received."""

    type: Literal["not_available"] = "not_available"


Cell = Value | Band | Suppressed | NotApplicable | NotAvailable


@record
class SafeRow:
    """One figure: an indicator for a group. Empty dimensions mean "all of them"."""

    indicator: str  # id in data/indicators
    term: Literal["Q1", "Q2", "Q3", "Q4", "Y"]
    cell: Cell
    subject: str = ""  # key of data/code_lists/subjects.yml
    grade: int | None = None
    language: str = ""  # of instruction: "kk", "ru"
    sex: str = ""  # "f", "m"


@record
class Release:
    """A frozen publication of one term (`term` "Y": the year); a correction names the release it corrects and why."""

    id: str  # "2025-2026-Q4", "2025-2026-Q4-c1"
    school_year: str
    term: Literal["Q1", "Q2", "Q3", "Q4", "Y"]
    date: dt.date
    corrects: str = ""
    reason_kk: str = ""
    reason_ru: str = ""


@record
class SafeTable:
    """All published figures of one organisation in one release. `synthetic` marks demonstration data on every page."""

    organisation: str
    release: Release
    rows: tuple[SafeRow, ...]
    enrolment: int | None  # learners, rounded to 5; None when hidden
    policy_digest: str
    rules_version: str  # of data/indicators
    source_digest: str  # of the imported files
    synthetic: bool = False
