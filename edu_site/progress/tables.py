"""A `SafeTable` as the file that travels: canonical JSON, read back strictly.

In: a table, or the bytes of a file. Out: bytes that are the same for the same table, or the table. A file that holds anything
else than these fields, a count among them, is refused.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any, cast, get_args

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
from edu_site.values import from_json, to_json

GROUPS = ("10-20", "21-40", "41-100", "101-300", "301+")
TERMS = ("Q1", "Q2", "Q3", "Q4", "Y")
CELLS: dict[str, tuple[type, set[str]]] = {
    "value": (Value, {"value"}),
    "band": (Band, {"low", "high", "group"}),
    "suppressed": (Suppressed, {"reason"}),
    "not_applicable": (NotApplicable, set()),
    "not_available": (NotAvailable, set()),
}


def to_bytes(table: SafeTable) -> bytes:
    """Canonical JSON with a line end."""
    return to_json(table) + b"\n"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def from_bytes(data: bytes) -> SafeTable:
    """The table of a file. Raises ValueError when the file is no table."""
    found = from_json(data)
    try:
        fields = only(
            found,
            {
                "organisation": str,
                "release": dict,
                "rows": list,
                "enrolment": (int, type(None)),
                "policy_digest": str,
                "rules_version": str,
                "source_digest": str,
                "synthetic": bool,
            },
        )
        return SafeTable(**{**fields, "release": release(fields["release"]), "rows": tuple(row(one) for one in fields["rows"])})
    except (TypeError, KeyError) as error:
        raise ValueError(f"not a table: {error}") from None


def only(value: object, types: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an object: all of these, of these types, and no others."""
    if not isinstance(value, dict) or set(value) != set(types):
        raise TypeError("other fields than those of the format")
    for name, type_ in types.items():
        if not isinstance(value[name], type_) or (type_ is not bool and isinstance(value[name], bool)):
            raise TypeError(f"the field {name} has another type")
    return cast(dict[str, Any], value)


def texts(names: tuple[str, ...]) -> dict[str, Any]:
    return dict.fromkeys(names, str)


def release(value: object) -> Release:
    names = ("id", "school_year", "term", "date", "corrects", "reason_kk", "reason_ru")
    fields = only(value, texts(names))
    if fields["term"] not in TERMS:
        raise TypeError("no such term")
    return Release(**{**fields, "date": dt.date.fromisoformat(fields["date"])})


def row(value: object) -> SafeRow:
    names = ("indicator", "term", "subject", "language", "sex")
    fields = only(value, {**texts(names), "grade": (int, type(None)), "cell": dict})
    if fields["term"] not in TERMS:
        raise TypeError("no such term")
    return SafeRow(**{**fields, "cell": cell(fields["cell"])})


def cell(value: dict[str, Any]) -> Cell:
    kind, names = CELLS[value["type"]]
    if set(value) != names | {"type"}:
        raise TypeError("other fields than those of a cell")
    if value.get("group", GROUPS[0]) not in GROUPS or value.get("reason", "policy") not in get_args(Reason):
        raise TypeError("no such size of a group, or reason")
    fields: dict[str, Any] = dict(value)
    fields |= {name: float(value[name]) for name in ("low", "high", "value") if name in value}
    return cast(Cell, kind(**fields))
