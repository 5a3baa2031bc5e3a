"""Figures of progress and attendance that may be published: intervals instead of exact values, hidden cells as themselves.

Only `progress.disclosure.protect` makes these values from counts; everything that shows figures takes them and nothing else.
A `SafeTable` is what travels from where pupils' data may be to the content repository: one JSON file an organisation and
release, and these types are its format: a file with any other field, a count among them, is not read. A country has
millions of rows, so they are structs: made and read several times as fast as other records.
"""

import datetime as dt
import re
from typing import Literal

import msgspec
from msgspec.structs import replace as replace  # a copy with other values, as of dataclasses

Group = Literal["10-20", "21-40", "41-100", "101-300", "301+"]  # pupils behind a band
Term = Literal["Q1", "Q2", "Q3", "Q4", "Y"]
Reason = Literal["small_group", "few_organisations", "complement", "policy"]


class Safe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What all of them are: frozen, without cycles, and nothing but their fields when they are read."""


class Value(Safe, frozen=True, tag_field="type", tag="value"):
    """An exact value that is no count of pupils and needs no protection (a number of schools, a target)."""

    value: float


class Band(Safe, frozen=True, tag_field="type", tag="band"):
    """`low` <= the true value <= `high`, in the unit of the indicator; ends that are open are said so by the policy."""

    low: float
    high: float
    group: Group  # size of the group behind it


class Suppressed(Safe, frozen=True, tag_field="type", tag="suppressed"):
    """Hidden, and why; never 0, never blank."""

    reason: Reason


class NotApplicable(Safe, frozen=True, tag_field="type", tag="not_applicable"):
    """The question makes no sense here: grade 1 is not marked."""


class NotAvailable(Safe, frozen=True, tag_field="type", tag="not_available"):
    """No data were received."""


Cell = Value | Band | Suppressed | NotApplicable | NotAvailable


class SafeRow(Safe, frozen=True):
    """One figure: an indicator for a group. Empty dimensions mean "all of them"."""

    indicator: str  # id in data/indicators
    term: Term
    cell: Cell
    subject: str = ""  # key of data/code_lists/subjects.yml
    grade: int | None = None
    language: str = ""  # of instruction: "kk", "ru"
    sex: str = ""  # "f", "m"


class Release(Safe, frozen=True):
    """A frozen publication of one term (`term` "Y": the year); a correction names the release it corrects and why."""

    id: str  # "2025-2026-Q4", "2025-2026-Q4-c1"
    school_year: str
    term: Term
    date: dt.date
    corrects: str = ""
    reason_kk: str = ""
    reason_ru: str = ""


class SafeTable(Safe, frozen=True):
    """All published figures of one organisation in one release. `synthetic` marks demonstration data on every page."""

    organisation: str
    release: Release
    rows: tuple[SafeRow, ...]
    enrolment: int | None  # learners, rounded to 5; None when hidden
    policy_digest: str
    rules_version: str  # of data/indicators
    source_digest: str  # of the imported files
    synthetic: bool


class Signature(Safe, frozen=True):
    """Who signed the certificate of a release off, as it stands beside it: a name, the id of the public key, the signature."""

    key_id: str
    signed_by: str
    value: str


TABLES, SIGNATURES = msgspec.json.Decoder(SafeTable), msgspec.json.Decoder(Signature)
KEY_ID = re.compile(r"[0-9a-f]{16}\Z")
LONGEST_NAME = 200


class NoTable(ValueError):
    """A file that is no table. The text is the place of its first fault, "rows[3].cell.type", and holds no value."""


def read_table(data: bytes) -> SafeTable:
    """The table of a file. Raises NoTable."""
    try:
        return TABLES.decode(data)
    except msgspec.ValidationError as error:
        _said, found, place = str(error).rpartition("`$")
        raise NoTable(place.strip("`.") if found else "no table") from None
    except ValueError:
        raise NoTable("no JSON") from None


def read_signature(data: bytes) -> Signature | None:
    """The signature of a file; None when it is none."""
    try:
        found = SIGNATURES.decode(data)
    except ValueError:
        return None
    named = 0 < len(found.signed_by.strip()) <= LONGEST_NAME and found.signed_by.isprintable()
    return found if named and KEY_ID.match(found.key_id) else None
