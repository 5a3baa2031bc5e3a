"""The figures of the section `progress` as files: CSV and JSON of every table, described by a Frictionless Data Package.

In: the tables of the pages. Out: texts made from the same tables as the pages, so that both say the same. Layout: a line a
figure, with the ends of its band (https://specs.frictionlessdata.io/tabular-data-package/).
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any

from edu_site.language import words
from edu_site.model.organisation import LANGUAGES, Language
from edu_site.model.progress import FigureTable
from edu_site.model.safe import Band, Cell, NotApplicable, Suppressed, Value

FIELDS = ("indicator", "state", "low", "high", "group", "reason")
LABEL_FIELDS = {"term": ("school_year", "term"), "organisation": ("organisation",)}
STATES = ["value", "band", "suppressed", "not_applicable", "not_available"]
FIELD_TYPES = {
    "grade": "integer",
    "low": "number",
    "high": "number",
}
FIELD_TITLES = {
    "school_year": "School year",
    "term": "Term",
    "subject": "Subject",
    "grade": "Grade, class",
    "language": "Language of instruction",
    "sex": "Sex",
    "organisation": "Organisation of education",
    "indicator": "Indicator",
    "state": "Kind of the figure",
    "low": "Lower end of the band",
    "high": "Upper end of the band",
    "group": "Size of the group",
    "reason": "Reason for hiding",
}
FIELD_DESCRIPTIONS = {
    "school_year": "From autumn to spring: 2025-2026",
    "term": "Q1 to Q4: quarters; Y: the year",
    "subject": "Key of the list of subjects",
    "grade": "Year group",
    "language": "kk: Kazakh; ru: Russian",
    "sex": "f: girls; m: boys",
    "organisation": "The organisation's id in addresses",
    "indicator": "Defined on the page about the method",
    "state": "value, band, suppressed, not_applicable or not_available",
    "low": "The true value is not below it",
    "high": "The true value is not above it",
    "group": "Size class of the group behind the figure",
    "reason": "Why a suppressed figure is not shown",
}
TABLE_TITLES = {
    "trend": "Figures term by term",
    "distribution": "Distribution of marks",
    "comparison": "Compared with the levels above",
    "years": "Figures of whole years",
    "peers": "Organisations of the same kind and size",
    "same-level": "Organisations of the same level",
    "below": "Organisations below",
    "subjects": "By subject",
    "grades": "By grade",
    "languages": "By language of instruction",
    "sexes": "Girls and boys",
    "attendance": "Attendance term by term",
    "attendance-by-grade": "Attendance by grade",
}


def label_fields(table: FigureTable) -> tuple[str, ...]:
    return LABEL_FIELDS.get(table.kind, (table.kind,))


def records(table: FigureTable) -> Iterator[dict[str, str | float | int | None]]:
    """A line for each figure of a table."""
    names = label_fields(table)
    for line in table.lines:
        labels = dict(zip(names, line.label.split(" ") if len(names) > 1 else [line.label], strict=True))
        for indicator, cell in zip(table.indicators, line.cells, strict=True):
            yield {**labels, "indicator": indicator, **told(cell)}


def told(cell: Cell | None) -> dict[str, str | float | None]:
    """What a file says of a cell; a cell nothing is known of is not available."""
    match cell:
        case Band(low=low, high=high, group=group):
            return {"state": "band", "low": low, "high": high, "group": group, "reason": None}
        case Value(value=value):
            return {"state": "value", "low": value, "high": value, "group": None, "reason": None}
        case Suppressed(reason=reason):
            return {"state": "suppressed", "low": None, "high": None, "group": None, "reason": reason}
        case _:
            state = "not_applicable" if isinstance(cell, NotApplicable) else "not_available"
            return {"state": state, "low": None, "high": None, "group": None, "reason": None}


def as_csv(table: FigureTable) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [*label_fields(table), *FIELDS], lineterminator="\n")
    writer.writeheader()
    for row in records(table):
        writer.writerow({name: number(value) for name, value in row.items()})
    return text.getvalue()


def number(value: str | float | None) -> str:
    """An empty field for what is not there; numbers with as many digits as they need."""
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def as_json(table: FigureTable) -> str:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in records(table))
    return f"[\n{lines}\n]\n"


def resource(table: FigureTable, extension: str, text: str) -> dict[str, Any]:
    titles = both(TABLE_TITLES[table.id])
    return {
        "name": f"{table.id}-{extension}",
        "path": f"{table.id}.{extension}",
        "profile": "tabular-data-resource",
        "title": titles["kk"],
        "titles": titles,
        "format": extension,
        "mediatype": "text/csv" if extension == "csv" else "application/json",
        "encoding": "utf-8",
        "bytes": len(text.encode()),
        "hash": "sha256:" + hashlib.sha256(text.encode()).hexdigest(),
        "schema": {"fields": [field(name) for name in (*label_fields(table), *FIELDS)], "missingValues": [""]},
    }


def both(message: str) -> dict[Language, str]:
    """A text of the catalogue in both languages."""
    return {language: speak(message) for language in LANGUAGES for speak in (words(language),)}


def field(name: str) -> dict[str, Any]:
    titles = both(FIELD_TITLES[name])
    made: dict[str, Any] = {
        "name": name,
        "type": FIELD_TYPES.get(name, "string"),
        "title": titles["kk"],
        "titles": titles,
        "descriptions": both(FIELD_DESCRIPTIONS[name]),
    }
    return made | ({"constraints": {"enum": STATES, "required": True}} if name == "state" else {})
