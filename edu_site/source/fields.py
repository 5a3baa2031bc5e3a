"""The fields of every kind, told from the types themselves: for `edu-site new` and for docs/fields.md.

In: a record type. Out: `FieldHelp` values, shared fields and texts apart.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from edu_site.model.content import KINDS
from edu_site.model.organisation import OrganisationRecord, Texts

BODY_KINDS = ("pages", "news", "materials", "reports")  # written as Markdown pairs


@dataclass(frozen=True, slots=True)
class FieldHelp:
    name: str
    required: bool
    shape: str  # "text", "date", "one of: a, b", "list of text", "fields: ...", ...
    choices: tuple[str, ...] = ()
    record: Any = None  # the record type behind "fields"
    many: bool = False


def fields_of(record: Any, *, without: tuple[str, ...] = ()) -> Iterator[FieldHelp]:
    """The fields of a record in the order they are declared, inherited ones first."""
    hints = get_type_hints(record)
    for field in dataclasses.fields(record):
        if field.name not in without:
            required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
            yield described(field.name, hints[field.name], required)


def described(name: str, hint: Any, required: bool) -> FieldHelp:
    """One field in plain words."""
    arguments = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is not tuple and get_origin(hint) is not Literal and len(arguments) == 1:
        return described(name, arguments[0], required)
    if get_origin(hint) is Literal:
        return FieldHelp(name, required, "one of: " + ", ".join(arguments), tuple(arguments))
    if get_origin(hint) is tuple:
        inner = described(name, arguments[0], required)
        size = "two numbers" if Ellipsis not in arguments else f"list of {inner.shape}"
        return FieldHelp(name, required, size, inner.choices, inner.record, True)
    if hint is Texts:
        return FieldHelp(name, required, "text in both languages (kk, ru)", (), Texts)
    if dataclasses.is_dataclass(hint):
        return FieldHelp(name, required, "fields: " + ", ".join(f.name for f in fields_of(hint)), (), hint)
    return FieldHelp(name, required, SHAPES.get(hint, "text"))


SHAPES: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    dt.date: "date (2026-11-02)",
    dt.datetime: "time (2026-11-02T10:00+05:00) or date",
}


def text_type(section: str) -> Any:
    """The texts record of a kind."""
    return next(part for part in get_args(get_type_hints(KINDS[section])["kk"]) if part is not type(None))


def shared_fields(section: str) -> tuple[FieldHelp, ...]:
    return tuple(fields_of(KINDS[section], without=("kk", "ru", "id")))


def text_fields(section: str) -> tuple[FieldHelp, ...]:
    return tuple(fields_of(text_type(section)))


def reference() -> str:
    """docs/fields.md."""
    lines = [
        "# Fields",
        "",
        "Written from the program by `make docs`; do not edit. How files are laid out: [content.md](content.md).",
        "Fields marked * are required.",
        "",
        "## organisation.yml",
        "",
        *table(fields_of(OrganisationRecord)),
    ]
    for section, kind in KINDS.items():
        told = " ".join((kind.__doc__ or "").split())
        own = told if told != kind.__name__ else ""  # a record without words of its own is told by its name
        lines += ["", f"## {section}", "", *([own, ""] if own else []), "Shared by both languages:", ""]
        lines += [*table(shared_fields(section)), "", "In each language:", "", *table(text_fields(section))]
    lines += ["", "## Parts", ""]
    for part in sorted(parts(), key=lambda part: part.__name__):
        lines += [f"### {part.__name__}", "", *table(fields_of(part)), ""]
    return "\n".join(lines).rstrip() + "\n"


def table(found: Any) -> Iterator[str]:
    yield "| field | what it holds |"
    yield "|---|---|"
    for field in found:
        yield f"| `{field.name}`{'*' if field.required else ''} | {field.shape} |"


def parts() -> set[Any]:
    """Every record that stands inside another one."""
    found: set[Any] = set()
    todo: list[Any] = [OrganisationRecord, *KINDS.values(), *(text_type(section) for section in KINDS)]
    while todo:
        for field in fields_of(todo.pop()):
            if field.record not in (None, Texts) and field.record not in found:
                found.add(field.record)
                todo.append(field.record)
    return found - {text_type(section) for section in KINDS}
