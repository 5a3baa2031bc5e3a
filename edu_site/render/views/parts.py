"""What the views of all kinds use: the parts of a page, lists, acts, the state of an event.

In: texts and records. Out: blocks and facts.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from edu_site.model.parts import Act
from edu_site.model.plan import ItemSubject
from edu_site.render import blocks
from edu_site.render.views.pieces import Context, text

Block = blocks.Block


@dataclass(frozen=True, slots=True)
class Parts:
    """What a kind adds to the common page of an item."""

    facts: tuple[blocks.Fact, ...] = ()
    badges: tuple[blocks.Badge, ...] = ()
    before: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()
    body_title: str = ""


def items_block(values: tuple[str, ...], title: str, anchor: str, style: str = "bullets") -> Iterator[Block]:
    if values:
        yield blocks.Items(tuple(text(value) for value in values), style, anchor, title)  # type: ignore[arg-type]


def acts_facts(acts: tuple[Act, ...], context: Context) -> Iterator[blocks.Fact]:
    """Legal acts with a link to adilet in the page's language and the edition that was read."""
    links = []
    for act in acts:
        title = act.title.of(context.language)
        if act.edition:
            title += f" ({context.words('edition of {date}').format(date=context.words.date(act.edition))})"
        folder = "kaz" if context.language == "kk" else "rus"
        url = f"https://adilet.zan.kz/{folder}/docs/{act.code}" if act.code else ""
        links.append(blocks.Link(title, url, external=bool(url)))
    if links:
        yield blocks.Fact(context.words("Legal act"), tuple(links))


def state_of(context: Context) -> str:
    """The state on the day of the plan."""
    subject = context.page.subject
    return subject.state if isinstance(subject, ItemSubject) else ""


def is_late(name: str, context: Context) -> bool:
    subject = context.page.subject
    return isinstance(subject, ItemSubject) and name in subject.late


def span(start: dt.datetime, end: dt.datetime | None, context: Context) -> blocks.Moment:
    """«2 қараша 2026, 10:00–12:00», or both days when they differ; the machine reads the beginning."""
    words = context.words
    if end is None:
        shown = words.moment(start)
    elif start.date() == end.date():
        shown = f"{words.moment(start)}–{words.time(end)}"
    else:
        shown = f"{words.moment(start)} – {words.moment(end)}"
    return blocks.Moment(start.isoformat(timespec="minutes"), shown)
