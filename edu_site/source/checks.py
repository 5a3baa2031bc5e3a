"""Rules for one item beyond its types: dates in order, known subjects, real links, nothing invented.

In: a typed item with its node. Out: problems at the places of the values.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from edu_site.model.content import (
    STALE_DAYS,
    AnyItem,
    Document,
    Forum,
    Material,
    Person,
    Question,
    Rating,
    Report,
    Seminar,
    Service,
    Vacancy,
)
from edu_site.model.entries import TableData
from edu_site.model.organisation import Organisation, Tree
from edu_site.model.parts import Act
from edu_site.problems import Problem, Where, nearest
from edu_site.source.registers import Registers
from edu_site.source.schema import LINK, shown
from edu_site.source.schema import locate as place_in
from edu_site.source.yaml import Mapping

ADILET = re.compile(r"^[A-Z][0-9]{2}[0-9A-Z]{7,8}_?\Z")
AGEING_DAYS = 30  # one language lags behind the other for longer than this


@dataclass(frozen=True, slots=True)
class Context:
    """What an item is checked against."""

    organisation: Organisation
    tree: Tree
    registers: Registers
    today: dt.date
    public: frozenset[str] = frozenset()  # telephones, addresses of mail and files that may be public


@dataclass(frozen=True, slots=True)
class Checked:
    """An item with the means to say where a value stands."""

    item: AnyItem
    node: Mapping
    context: Context

    def problem(self, code: str, *path: str | int, **values: str) -> Problem:
        return Problem(place_in(self.node, path, key=False), code, values)


def check_item(item: AnyItem, node: Mapping, tables: tuple[TableData, ...], context: Context) -> Iterator[Problem]:
    """Everything wrong with one item that its types do not say."""
    checked = Checked(item, node, context)
    yield from languages(checked)
    yield from dates(checked)
    match item:
        case Seminar():
            yield from seminar(checked, item)
        case Material():
            yield from subjects(checked, (("subject", item.subject),))
            yield from links(checked, "discussion")
        case Vacancy():
            yield from subjects(checked, (("subject", item.subject),))
        case Person():
            yield from subjects(checked, tuple((f"subjects.{n}", s) for n, s in enumerate(item.subjects)))
        case Report():
            yield from period(checked, item.period.start, item.period.end)
            for number, one in enumerate(item.tables):
                if not one.columns:
                    yield checked.problem("S10", "tables", number, "columns", field="columns")
        case Rating():
            yield from period(checked, item.period.start, item.period.end)
            yield from rating(checked, item, tables)
        case Service():
            yield from service(checked, item)
        case Forum():
            yield from forum(checked, item)
        case Document():
            yield from acts(checked, item.acts)
        case Question():
            if item.answered and item.answered < item.asked:
                yield checked.problem("C06", "answered")
        case _:
            pass
    yield from grades(checked)


def languages(checked: Checked) -> Iterator[Problem]:
    """At least one language, none passed over in silence, none empty."""
    item = checked.item
    if item.kk is None and item.ru is None:
        yield checked.problem("C04")
        return
    if item.kk is None or item.ru is None:
        here, missing = ("kk", "ru") if item.kk else ("ru", "kk")
        yield checked.problem("C02", here, language=here, missing=missing)
    for language, texts in (("kk", item.kk), ("ru", item.ru)):
        if texts and not texts.title.strip():
            yield checked.problem("S01", language, "title", field="title")
        if texts and needs_body(item) and not texts.body.strip() and not texts.pending:
            yield checked.problem("C08", language, "body")
    if item.kk and item.ru and item.kk.updated and item.ru.updated:
        days = (item.kk.updated - item.ru.updated).days
        if abs(days) > AGEING_DAYS:
            older = "ru" if days > 0 else "kk"
            yield checked.problem("C19", older, "updated", language=older, days=str(abs(days)))


def needs_body(item: AnyItem) -> bool:
    """Kinds whose substance is their running text; the others are made of fields."""
    return type(item).__name__ in ("Page", "News", "Material", "Report")


def dates(checked: Checked) -> Iterator[Problem]:
    item = checked.item
    if item.updated and item.updated < item.published:
        yield checked.problem("C07", "updated")
    if item.published.date() > checked.context.today:
        yield checked.problem("C17", "published")
    for language, texts in (("kk", item.kk), ("ru", item.ru)):
        if texts and texts.updated and texts.updated < item.published:
            yield checked.problem("C07", language, "updated")


def period(checked: Checked, start: dt.date, end: dt.date) -> Iterator[Problem]:
    if end < start:
        yield checked.problem("C06", "period", "end")


def subjects(checked: Checked, named: tuple[tuple[str, str | None], ...]) -> Iterator[Problem]:
    known = checked.context.registers.subjects
    for field, subject in named:
        if subject is not None and subject not in known:
            path = [int(part) if part.isdigit() else part for part in field.split(".")]
            near = nearest(subject, known) or ", ".join(sorted(known)[:6])
            yield checked.problem("C09", *path, value=subject, nearest=near)


def grades(checked: Checked) -> Iterator[Problem]:
    for number, grade in enumerate(getattr(checked.item, "grades", ())):
        if not 0 <= grade <= 12:
            yield checked.problem("C15", "grades", number, value=str(grade))


def links(checked: Checked, *fields: str) -> Iterator[Problem]:
    for field in fields:
        value = getattr(checked.item, field)
        if value is not None and not LINK.match(value):
            yield checked.problem("C11", field, value=shown(value))


def acts(checked: Checked, named: tuple[Act, ...]) -> Iterator[Problem]:
    for number, act in enumerate(named):
        if act.code is not None and not ADILET.match(act.code):
            yield checked.problem("C13", "acts", number, "code", value=shown(act.code))


def seminar(checked: Checked, item: Seminar) -> Iterator[Problem]:
    if item.end < item.start:
        yield checked.problem("C06", "end")
    if item.status == "rescheduled" and (item.previous_start is None or item.sequence < 1):
        yield checked.problem("C14", "status")
    if item.registration_deadline and item.registration_deadline > item.start:
        yield checked.problem("C06", "registration_deadline")
    yield from subjects(checked, (("subject", item.subject),))
    yield from links(checked, "link", "registration")


def forum(checked: Checked, item: Forum) -> Iterator[Problem]:
    if item.end and item.end < item.start:
        yield checked.problem("C06", "end")
    yield from links(checked, "stream")
    for language, texts in (("kk", item.kk), ("ru", item.ru)):
        protocol = texts.protocol if texts else None
        for number, decision in enumerate(protocol.decided if protocol else ()):
            if decision.status == "done" and decision.closed is None:
                yield checked.problem("C18", language, "protocol", "decided", number)


def service(checked: Checked, item: Service) -> Iterator[Problem]:
    yield from acts(checked, item.acts)
    for number, channel in enumerate(item.channels):
        if channel.url is not None and not LINK.match(channel.url):
            yield checked.problem("C11", "channels", number, "url", value=shown(channel.url))
    if item.verified and (days := (checked.context.today - item.verified).days) > STALE_DAYS:
        yield checked.problem("C12", "verified", days=str(days))


def rating(checked: Checked, item: Rating, tables: tuple[TableData, ...]) -> Iterator[Problem]:
    for number, indicator in enumerate(item.indicators):
        if not 0 < indicator.weight < float("inf"):
            yield checked.problem("C20", "indicators", number, "weight")
    names = [indicator.id for indicator in item.indicators]
    if not names:
        yield checked.problem("S10", "indicators", field="indicators")
    for number, name in enumerate(names):
        if name in (*names[:number], "organisation", "peer_group"):
            yield checked.problem("C23", "indicators", number, "id", value=name)
    known = checked.context.tree.organisations
    for number, exclusion in enumerate(item.excluded):
        if exclusion.organisation not in known:
            near = nearest(exclusion.organisation, known) or "-"
            yield checked.problem("C21", "excluded", number, "organisation", value=exclusion.organisation, nearest=near)
    for table in tables:
        column = table.header.index("organisation") if "organisation" in table.header else 0
        seen: set[str] = set()
        for line, row in enumerate(table.rows, start=2):
            where = Where(f"{checked.node.where.path.rsplit('/', 1)[0]}/{table.file}", line, 1)
            if row[column] in seen:
                yield Problem(where, "C23", {"value": shown(row[column])})
            seen.add(row[column])
            if row[column] not in known:
                yield Problem(where, "C21", {"value": shown(row[column]), "nearest": nearest(row[column], known) or "-"})
