"""From nodes to typed records: the only place where pydantic is used.

In: a `Mapping` and a record type of the model. Out: the frozen record, or every problem at once, each at the line and
column of the value that causes it, with the nearest name for a misspelt one.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from edu_site.problems import Problem, Where, nearest, personal_numbers, presentable
from edu_site.source.markdown import HTML
from edu_site.source.yaml import Mapping, Node, Scalar, Sequence

T = TypeVar("T")

NOWHERE = Where("")
KAZAKHSTAN = dt.timezone(dt.timedelta(hours=5))
UNIFIED = dt.datetime(2024, 3, 1, tzinfo=KAZAKHSTAN)
LINK = re.compile(r"^https://[^\s/\"'<>\\]+\.[^\s\"'<>\\]+\Z")
BARE_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}\Z")
WRITTEN_DATE = re.compile(r"^(?:19|20|21)\d{2}-\d{2}-\d{2}(?:\Z|[T ])")  # a number alone would be read as seconds since 1970

LARGEST = 1_000_000_000
MAY_BE_NEGATIVE = ("order", "coordinates", "grades", "weight", "minimum_group")  # the last four are judged with their rules

# pydantic's error type -> our code, for those that only name the field and the value
PLAIN_ERRORS = {
    "missing": "S01",
    "missing_argument": "S01",
    "missing_keyword_only_argument": "S01",
    "int_parsing": "S04",
    "int_from_float": "S04",
    "int_type": "S04",
    "int_parsing_size": "S04",
    "float_parsing": "S04",
    "float_type": "S04",
    "finite_number": "S04",
    "bool_parsing": "S06",
    "bool_type": "S06",
    "dataclass_type": "S07",
    "dataclass_exact_type": "S07",
    "tuple_type": "S08",
    "string_type": "S09",
    "too_short": "S10",
    "too_long": "S10",
}


@cache
def adapter(record_type: type[T]) -> TypeAdapter[T]:
    return TypeAdapter(record_type)


def field_names(record_type: Any) -> tuple[str, ...]:
    """The fields of a record, of the record inside an optional or a tuple; () for anything else."""
    if dataclasses.is_dataclass(record_type):
        return tuple(field.name for field in dataclasses.fields(record_type))
    for inner in get_args(record_type):
        names = field_names(inner)
        if names:
            return names
    return ()


def field_type(record_type: Any, name: str) -> Any:
    """The type of a field of a record, looking through optionals and tuples; None when there is none."""
    if dataclasses.is_dataclass(record_type) and isinstance(record_type, type):
        return get_type_hints(record_type).get(name)
    return next((found for inner in get_args(record_type) if (found := field_type(inner, name)) is not None), None)


def to_record(node: Mapping, record_type: type[T]) -> tuple[T | None, tuple[Problem, ...]]:
    """The record a mapping describes. Without it there is at least one error among the problems."""
    problems = list(unfit(node))
    try:
        value = adapter(cast(Any, record_type)).validate_python(plain(node))
    except ValidationError as error:
        return None, (*problems, *(problem_of(item, node, record_type) for item in error.errors(include_url=False)))
    value, times = with_offsets(value, node)
    return value, (*problems, *times)


def plain_record(values: dict[str, Any], record_type: type[T]) -> T | None:
    """The record that plain values describe, as `to_record` makes it; None wherever that would have anything to tell, but for
    what is told of texts (`unfit`)."""
    try:
        return cast(T, settled(adapter(cast(Any, record_type)).validate_python(values), values, ""))
    except (ValidationError, Unsettled):
        return None


class Unsettled(Exception):
    """Never leaves this module."""


def settled(value: Any, source: Any, name: str) -> Any:
    """A value with its times as `with_offsets` leaves them."""
    if isinstance(source, str) and isinstance(value, (dt.date, int, float)):
        new, problems = dated(value, Scalar(NOWHERE, source), name)
        if problems:
            raise Unsettled
        return new
    if isinstance(value, tuple) and isinstance(source, list):
        entries = [settled(one, found, name) for one, found in zip(value, source, strict=False)]
        return tuple(entries) if any(new is not old for new, old in zip(entries, value, strict=False)) else value
    if isinstance(source, dict) and dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind: Any = type(value)
        given = [one for one in measured(kind) if one in source]
        pairs = [(one, getattr(value, one)) for one in given]
        changes = {one: new for one, old in pairs if (new := settled(old, source[one], one)) is not old}
        return dataclasses.replace(value, **changes) if changes else value
    return value


@cache
def measured(record_type: Any) -> tuple[str, ...]:
    """The fields of a record that hold a date, a time or a number, or a record that does."""
    return tuple(name for name, inner in get_type_hints(record_type).items() if is_measured(inner))


def is_measured(inner: Any) -> bool:
    if dataclasses.is_dataclass(inner):
        return bool(measured(cast(Any, inner)))
    if isinstance(inner, type):
        return issubclass(inner, (dt.date, int, float))
    return get_origin(inner) is not Literal and any(map(is_measured, get_args(inner)))


def plain(node: Node) -> Any:
    """Dicts, lists and strings; a field without a value is as good as absent."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries if not (isinstance(value, Scalar) and value.text is None)}


def unfit(node: Node) -> Iterator[Problem]:
    """What may stand in no field or value: personal numbers (masked; they are never repeated), and HTML, which some program that
    reads a title may take for its own. Each once for a value.

    The text of a Markdown file is searched where it is read, to the line and column."""
    if isinstance(node, Scalar):
        text = node.text or ""
        found = next(personal_numbers(text), None)
        if found:
            yield Problem(node.where, "P01", {"masked": found[1]})
        if "<" in text and (markup := HTML.search(text)):
            yield Problem(node.where, "M03", {"found": markup.group()[:20]})
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from unfit(item)
    else:
        for key, value in node.entries:
            yield from unfit(key)
            if key.text != "body":
                yield from unfit(value)


def problem_of(error: Any, node: Mapping, record_type: type) -> Problem:
    """One pydantic error as a problem of ours, at the place of the value or, for a missing one, of its parent."""
    path = list(error["loc"])
    kind = error["type"]
    field = str(next((part for part in reversed(path) if isinstance(part, str)), ""))
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return unknown_field(path, node, record_type)
    where = locate(node, path, key=False)
    if kind == "literal_error":
        allowed = re.sub(r" or |'", lambda found: ", " if "or" in found.group() else "", error["ctx"]["expected"])
        return Problem(where, "S03", {"field": field, "value": shown(error["input"]), "allowed": allowed})
    if kind.startswith(("date", "time", "timezone")):
        return Problem(where, "S05", {"value": shown(error["input"]), "field": field})
    short = kind == "missing" and isinstance(path[-1], int)  # a tuple of fixed length, not a record
    code = "S10" if short else PLAIN_ERRORS.get(kind, "S13")
    return Problem(where, code, {"field": field, "value": shown(error["input"])})


def unknown_field(path: list[str | int], node: Mapping, record_type: type) -> Problem:
    inner: Any = record_type
    for part in path[:-1]:
        inner = field_type(inner, part) if isinstance(part, str) else inner
    name = str(path[-1])
    where = locate(node, path, key=True)
    names = [known for known in field_names(inner) if known != "id" or inner is record_type]
    return misspelt(name, names, where)


def misspelt(name: str, names: Iterable[str], where: Where) -> Problem:
    """A field that does not exist, with the nearest one, or with all there are."""
    near = nearest(name, names)
    if near:
        return Problem(where, "S02", {"field": name, "nearest": near})
    return Problem(where, "S14", {"field": name, "allowed": ", ".join(names)})


def shown(value: object) -> str:
    """A value short enough for a message; personal numbers masked."""
    text = (
        value
        if isinstance(value, str)
        else "[]"
        if isinstance(value, list)
        else "{}"
        if isinstance(value, dict)
        else str(value)
    )
    text = presentable(text)
    return text if len(text) <= 60 else text[:57] + "..."


def locate(node: Node, path: Iterable[str | int], *, key: bool) -> Where:
    """The place of the value (or of its key) a path of fields and indexes leads to, as far as the nodes go."""
    where = node.where
    for part in path:
        if isinstance(node, Mapping) and isinstance(part, str):
            entry = next(((name, value) for name, value in node.entries if name.text == part), None)
            if entry is None:
                return where
            where, node = (entry[0].where if key or entry[1].where.line == 0 else entry[1].where), entry[1]
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            where = node.where
        else:
            return where
    return where


def with_offsets(value: T, node: Mapping) -> tuple[T, list[Problem]]:
    """Times carry an offset: a bare date is midnight in Kazakhstan, a time without offset is a problem."""
    changes: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in dataclasses.fields(value):  # type: ignore[arg-type]
        source = node.get(field.name)
        if source is not None:
            inner = getattr(value, field.name)
            new, found = dated(inner, source, field.name)
            problems += found
            if new is not inner:
                changes[field.name] = new
    return (dataclasses.replace(value, **changes) if changes else value), problems  # type: ignore[type-var]


def dated(value: Any, source: Node, name: str) -> tuple[Any, list[Problem]]:
    """One value of a record, or every entry of a list in it."""
    if isinstance(value, dt.date) and isinstance(source, Scalar):
        if not WRITTEN_DATE.match(source.text or ""):
            return value, [Problem(source.where, "S05", {"value": shown(source.text), "field": name})]
        return with_offset(value, source) if isinstance(value, dt.datetime) else (value, [])
    if isinstance(value, (int, float)) and isinstance(source, Scalar):
        return value, list(implausible(value, source, name))
    if dataclasses.is_dataclass(value) and isinstance(source, Mapping):
        return with_offsets(value, source)
    if isinstance(value, tuple) and isinstance(source, Sequence):
        entries = [dated(one, node, name) for one, node in zip(value, source.items, strict=False)]
        same = all(new is old for (new, _found), old in zip(entries, value, strict=False))
        return value if same else tuple(new for new, _found in entries), [p for _new, found in entries for p in found]
    return value, []


def implausible(value: float, source: Scalar, name: str) -> Iterator[Problem]:
    """Numbers nobody counts anything with: infinite ones, huge ones, and negative ones where only an amount makes sense."""
    if not abs(value) <= LARGEST:
        yield Problem(source.where, "S04", {"field": name, "value": shown(source.text)})
    elif value < 0 and name not in MAY_BE_NEGATIVE:
        yield Problem(source.where, "S13", {"field": name, "value": shown(source.text)})


def with_offset(moment: dt.datetime, source: Scalar) -> tuple[dt.datetime, list[Problem]]:
    text = source.text or ""
    if moment.tzinfo is None:
        problems = [] if BARE_DATE.match(text) else [Problem(source.where, "S11", {"value": text})]
        return moment.replace(tzinfo=KAZAKHSTAN), problems
    if moment >= UNIFIED and moment.utcoffset() != dt.timedelta(hours=5):
        return moment, [Problem(source.where, "S12", {"value": text})]
    return moment.astimezone(KAZAKHSTAN if moment >= UNIFIED else dt.timezone(moment.utcoffset() or dt.timedelta())), []
