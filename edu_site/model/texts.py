"""What an item says in one language, by kind."""

import datetime as dt
from typing import Literal

from edu_site.model.record import record


@record
class ItemTexts:
    """What every item says in one language. `body` is Markdown: the text after the front matter, or `body:`."""

    title: str
    summary: str = ""
    body: str = ""
    pending: str = ""  # why this is not complete yet; shown instead of an invented text
    updated: dt.datetime | None = None  # of this language's text, when it is later than the item's


@record
class MaterialTexts(ItemTexts):
    authors: tuple[str, ...] = ()


@record
class ReportTexts(ItemTexts):
    signatory: str = ""


@record
class SeminarTexts(ItemTexts):
    place: str = ""
    organiser: str = ""
    speakers: tuple[str, ...] = ()
    programme: tuple[str, ...] = ()


@record
class RatingTexts(ItemTexts):
    purpose: str = ""
    missing_rule: str = ""


@record
class ServiceTexts(ItemTexts):
    provider: str = ""
    recipients: str = ""
    documents: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    cost: str = ""
    result: str = ""
    refusal: tuple[str, ...] = ()
    appeal: str = ""
    contact: str = ""


@record
class ForumQuestion:
    """A question collected before or at the forum; without an answer after `due` it is shown as overdue."""

    question: str
    answer: str = ""
    asked: dt.date | None = None
    answered: dt.date | None = None
    due: dt.date | None = None
    answered_by: str = ""


@record
class ForumDecision:
    text: str
    responsible: str
    deadline: dt.date
    status: Literal["open", "in_progress", "done"]
    closed: dt.date | None = None


@record
class Protocol:
    number: str
    date: dt.date
    present: int
    heard: tuple[str, ...] = ()
    decided: tuple[ForumDecision, ...] = ()


@record
class ForumTexts(ItemTexts):
    place: str = ""
    organiser: str = ""
    moderator: str = ""
    heads: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    questions: tuple[ForumQuestion, ...] = ()
    protocol: Protocol | None = None


@record
class PersonTexts(ItemTexts):
    """`title` is the person's name."""

    position: str = ""
    education: str = ""
    reception: str = ""


@record
class QuestionTexts(ItemTexts):
    """`title` is the question in short, `body` the official answer."""

    question: str = ""
    answered_by: str = ""


@record
class VacancyTexts(ItemTexts):
    conditions: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    salary: str = ""
    contact: str = ""
