"""The file of published figures, read typed and at once: what `edu-site protect` writes and the build reads.

In: bytes. Out: a `Wire`, the file as it is, checked against the format to the last field; from it a `SafeTable`, with the rows that
are wanted. Reading the wire costs a tenth of making all rows of it, and most rows of earlier terms are shown nowhere.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec

from edu_site.model.safe import (
    Band,
    Cell,
    NotApplicable,
    NotAvailable,
    Reason,
    Release,
    SafeRow,
    SafeTable,
    Suppressed,
    Value,
)

Group = Literal["10-20", "21-40", "41-100", "101-300", "301+"]
Term = Literal["Q1", "Q2", "Q3", "Q4", "Y"]


class WireValue(msgspec.Struct, tag_field="type", tag="value", forbid_unknown_fields=True, frozen=True, gc=False):
    value: float


class WireBand(msgspec.Struct, tag_field="type", tag="band", forbid_unknown_fields=True, frozen=True, gc=False):
    low: float
    high: float
    group: Group


class WireSuppressed(msgspec.Struct, tag_field="type", tag="suppressed", forbid_unknown_fields=True, frozen=True, gc=False):
    reason: Reason


class WireNotApplicable(
    msgspec.Struct, tag_field="type", tag="not_applicable", forbid_unknown_fields=True, frozen=True, gc=False
):
    pass


class WireNotAvailable(
    msgspec.Struct, tag_field="type", tag="not_available", forbid_unknown_fields=True, frozen=True, gc=False
):
    pass


WireCell = WireValue | WireBand | WireSuppressed | WireNotApplicable | WireNotAvailable


class WireRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    indicator: str
    term: Term
    cell: WireCell
    subject: str
    grade: int | None
    language: str
    sex: str


class WireRelease(msgspec.Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    id: str
    school_year: str
    term: Term
    date: dt.date
    corrects: str
    reason_kk: str
    reason_ru: str


class Wire(msgspec.Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    """Every field there, of its type, and no other: nothing that could hold a count."""

    organisation: str
    release: WireRelease
    rows: tuple[WireRow, ...]
    enrolment: int | None
    policy_digest: str
    rules_version: str
    source_digest: str
    synthetic: bool


DECODER = msgspec.json.Decoder(Wire)


def read_wire(data: bytes) -> Wire:
    """The file as it is. Raises ValueError when it is no table; the text names the place and holds no value."""
    return DECODER.decode(data)


def table_of(wire: Wire, rows: Iterable[WireRow]) -> SafeTable:
    """The table with these of its rows."""
    release = wire.release
    cells: dict[WireCell, Cell] = {}
    return SafeTable(
        organisation=wire.organisation,
        release=Release(**{name: getattr(release, name) for name in release.__struct_fields__}),
        rows=tuple(row_of(row, cells) for row in rows),
        enrolment=wire.enrolment,
        policy_digest=wire.policy_digest,
        rules_version=wire.rules_version,
        source_digest=wire.source_digest,
        synthetic=wire.synthetic,
    )


def row_of(row: WireRow, cells: dict[WireCell, Cell]) -> SafeRow:
    """A row; equal cells are one object."""
    cell = cells.get(row.cell)
    if cell is None:
        cell = cells[row.cell] = cell_of(row.cell)
    return SafeRow(
        indicator=row.indicator,
        term=row.term,
        cell=cell,
        subject=row.subject,
        grade=row.grade,
        language=row.language,
        sex=row.sex,
    )


def cell_of(cell: WireCell) -> Cell:
    match cell:
        case WireBand(low, high, group):
            return Band(low=low, high=high, group=group)
        case WireSuppressed(reason):
            return Suppressed(reason=reason)
        case WireValue(value):
            return Value(value=value)
        case WireNotApplicable():
            return NotApplicable()
        case _:
            return NotAvailable()
