"""The view of each kind of item: facts at the top, blocks below the text.

In: an item with its texts and the page's context. Out: `Parts`. One function per kind; the table at the end names them.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from edu_site.model.content import Document, Forum, Material, Person, Question, Report, Seminar, Service, Vacancy
from edu_site.model.entries import Entry
from edu_site.model.parts import Act
from edu_site.model.plan import ItemSubject
from edu_site.model.texts import (
    ForumTexts,
    MaterialTexts,
    PersonTexts,
    QuestionTexts,
    ReportTexts,
    SeminarTexts,
    ServiceTexts,
    VacancyTexts,
)
from edu_site.render import blocks
from edu_site.render.views import names
from edu_site.render.views.common import (
    Context,
    day,
    fact,
    file_block,
    grades_text,
    linked_fact,
    moment,
    moment_fact,
    paragraphs,
    text,
)
from edu_site.render.views.tables import table_blocks

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


def plain(entry: Entry, texts: Any, context: Context) -> Parts:
    return Parts()


def material(entry: Entry, texts: MaterialTexts, context: Context) -> Parts:
    item, words = entry.item, context.words
    assert isinstance(item, Material)
    facts = [
        *fact(words("Authors") if len(texts.authors) > 1 else words("Author"), *texts.authors),
        *fact(words("Subject"), context.subject(item.subject)),
        *fact(words("Grade, class"), grades_text(item.grades, words)),
        *fact(words("Kind of material"), words(names.MATERIAL_KIND[item.material_kind])),
        *fact(words("Licence of the material"), item.licence),
        *fact(words("Version"), item.version),
    ]
    badges = []
    if item.review:
        state, tone = names.REVIEW[item.review.decision]
        badges.append(blocks.Badge(words(state), tone))
        reviewed = f", {words.date(item.review.date)}" if item.review.date else ""
        facts += fact(words("Review (of a material)"), item.review.reviewers.of(context.language) + reviewed)
    if item.discussion:
        facts.append(linked_fact(words("Open discussion"), words("Take part in the discussion"), item.discussion))
    cite = blocks.Paragraphs((citation(item, texts, context),), "cite", words("How to cite"))
    return Parts(tuple(facts), tuple(badges), after=(cite,))


def citation(item: Material, texts: MaterialTexts, context: Context) -> str:
    """Authors. Title: kind. Organisation, year. Version. Address."""
    address = next(url for language, _href, url in context.page.alternates if language == context.language)
    authors = ", ".join(texts.authors)
    kind = context.words(names.MATERIAL_KIND[item.material_kind])
    owner = context.site.organisation.short_name(context.language)
    version = context.words("version {number}").format(number=item.version)
    return f"{authors + '. ' if authors else ''}{texts.title}: {kind}. {owner}, {item.published.year}, {version}. {address}"


def report(entry: Entry, texts: ReportTexts, context: Context) -> Parts:
    item, words = entry.item, context.words
    assert isinstance(item, Report)
    shown = f"{words.date(item.period.start)} – {words.date(item.period.end)}"
    facts = [*fact(words("Reporting period"), shown), *fact(words("Signed by"), texts.signatory)]
    files = {file.name: file for file in entry.files}
    data = {table.file: table for table in entry.tables}
    drawn: list[Block] = []
    for number, table in enumerate(item.tables, start=1):
        drawn += table_blocks(table, data[table.file], files[table.file], number, context)
    corrections = tuple(f"{words.date(c.date)}: {c.text.of(context.language)}" for c in item.corrections)
    drawn += items_block(corrections, words("Corrections"), "corrections")
    return Parts(tuple(facts), after=tuple(drawn))


def seminar(entry: Entry, texts: SeminarTexts, context: Context) -> Parts:
    item, words = entry.item, context.words
    assert isinstance(item, Seminar)
    state, tone = names.SEMINAR_STATUS[state_of(context)]
    languages = ", ".join(words(names.LANGUAGE[language]) for language in item.languages)
    facts = [
        blocks.Fact(words("Date and time"), (text(span(item.start, item.end, context)),), moment(item.start, words)),
        *fact(words("Format"), words(names.FORMAT[item.format])),
        *fact(words("Place of holding"), texts.place),
        *fact(words("Audience"), words(names.AUDIENCE[item.audience])),
        *fact(words("Kind of seminar"), words(names.SEMINAR_KIND[item.seminar_kind])),
        *fact(words("Organiser"), texts.organiser),
        *fact(words("Subject"), context.subject(item.subject) if item.subject else ""),
        *fact(words("Grade, class"), grades_text(item.grades, words)),
        *fact(words("Languages"), languages),
        *fact(words("Length"), words.plural("{n} academic hour", "{n} academic hours", item.hours) if item.hours else ""),
        *fact(words("Certificate"), words("A certificate is issued") if item.certificate else ""),
        *fact(words("Number of places"), words.number(item.capacity) if item.capacity else ""),
    ]
    if item.previous_start and item.status == "rescheduled":
        facts.append(moment_fact(words("Previous date"), moment(item.previous_start, words)))
    facts += registration(item, context)
    after = [
        *items_block(texts.programme, words("Programme of the event"), "programme", "steps"),
        *items_block(texts.speakers, words("Speakers"), "speakers"),
    ]
    return Parts(tuple(facts), (blocks.Badge(words(state), tone),), after=tuple(after))


def state_of(context: Context) -> str:
    """The state on the day of the plan."""
    subject = context.page.subject
    return subject.state if isinstance(subject, ItemSubject) else ""


def is_late(name: str, context: Context) -> bool:
    subject = context.page.subject
    return isinstance(subject, ItemSubject) and name in subject.late


def registration(item: Seminar, context: Context) -> Iterator[blocks.Fact]:
    words = context.words
    if item.status == "cancelled":
        return
    if item.link:
        yield linked_fact(words("Link to the broadcast"), item.link.removeprefix("https://"), item.link)
    if item.registration:
        yield linked_fact(words("Registration"), words("Register"), item.registration)
    if item.registration_deadline:
        yield moment_fact(words("Registration until"), moment(item.registration_deadline, words))


def span(start: dt.datetime, end: dt.datetime | None, context: Context) -> str:
    """«2 қараша 2026, 10:00–12:00», or both days when they differ."""
    words = context.words
    if end is None:
        return words.moment(start)
    if start.date() == end.date():
        return f"{words.moment(start)}–{words.time(end)}"
    return f"{words.moment(start)} – {words.moment(end)}"


def service(entry: Entry, texts: ServiceTexts, context: Context) -> Parts:
    item, words = entry.item, context.words
    assert isinstance(item, Service)
    term = words.plural(*names.TERM[item.term.unit], item.term.number) if item.term else ""
    facts = [
        *fact(words("Service provider"), texts.provider),
        *fact(words("Service recipient"), texts.recipients),
        *fact(words("Term of service"), term),
        *fact(words("Cost"), texts.cost),
        *fact(words("Result of service"), texts.result),
        *acts_facts(item.acts, context),
        *fact(words("Contact for questions"), texts.contact),
    ]
    if item.verified:
        facts.append(moment_fact(words("Passport verified on"), day(item.verified, words)))
    channels = tuple(
        blocks.Link(channel.title.of(context.language), channel.url or "", external=bool(channel.url))
        for channel in item.channels
    )
    after: list[Block] = []
    if channels:
        after.append(blocks.Items(channels, "bullets", "channels", words("Where to apply")))
    after += items_block(texts.documents, words("List of documents"), "documents")
    after += items_block(texts.steps, words("How the service is provided"), "steps", "steps")
    after += items_block(texts.refusal, words("Grounds for refusal"), "refusal")
    if texts.appeal:
        after.append(blocks.Paragraphs(paragraphs(texts.appeal), "appeal", words("How to appeal")))
    return Parts(tuple(facts), after=tuple(after))


def forum(entry: Entry, texts: ForumTexts, context: Context) -> Parts:
    item, words = entry.item, context.words
    assert isinstance(item, Forum)
    facts = [
        blocks.Fact(words("Date and time"), (text(span(item.start, item.end, context)),), moment(item.start, words)),
        *fact(words("Place of holding"), texts.place),
        *fact(words("Kind of forum"), words(names.FORUM_KIND[item.forum_kind])),
        *fact(words("Organiser"), texts.organiser),
        *fact(words("Moderator"), texts.moderator),
        *fact(words("Heads taking part"), *texts.heads),
    ]
    if item.stream:
        facts.append(linked_fact(words("Link to the broadcast"), item.stream.removeprefix("https://"), item.stream))
    state, tone = names.SEMINAR_STATUS[state_of(context)]
    after = [*items_block(texts.agenda, words("Agenda"), "agenda", "numbers"), *protocol(texts, context)]
    if texts.questions:
        after.append(forum_questions(texts, context))
    return Parts(tuple(facts), (blocks.Badge(words(state), tone),), after=tuple(after))


def protocol(texts: ForumTexts, context: Context) -> Iterator[Block]:
    """The protocol, and every decision with its state today."""
    found, words = texts.protocol, context.words
    if found is None:
        return
    facts = (
        *fact(words("Number"), found.number),
        moment_fact(words("Date"), day(found.date, words)),
        *fact(words("Participants"), words.plural("{n} person", "{n} people", found.present)),
        *fact(words("Heard"), *found.heard),
    )
    yield blocks.Facts(facts, "protocol", words("Protocol"))
    decisions = []
    for number, decision in enumerate(found.decided):
        state, tone = names.DECISION[decision.status]
        late = is_late(f"decision:{number}", context)
        badge = blocks.Badge(words("Overdue"), "danger") if late else blocks.Badge(words(state), tone)
        decisions.append(blocks.Decision(decision.text, decision.responsible, day(decision.deadline, words), badge))
    if decisions:
        yield blocks.Decisions(tuple(decisions), "decisions", words("Decisions and their state"))


def forum_questions(texts: ForumTexts, context: Context) -> Block:
    words = context.words
    shown = []
    for number, question in enumerate(texts.questions):
        late = is_late(f"question:{number}", context)
        badge = None
        if not question.answer:
            badge = blocks.Badge(words("Overdue") if late else words("Awaiting an answer"), "danger" if late else "warning")
        shown.append(
            blocks.Question(
                question.question,
                paragraphs(question.answer),
                day(question.asked, words) if question.asked else None,
                day(question.answered, words) if question.answered else None,
                question.answered_by,
                badge,
            )
        )
    return blocks.Questions(tuple(shown), "questions", words("Questions and answers"))


def document(entry: Entry, texts: Any, context: Context) -> Parts:
    item, words = entry.item, context.words
    assert isinstance(item, Document)
    facts = [
        *fact(words("Kind of document"), words(names.DOCUMENT_KIND[item.document_kind])),
        *fact(words("Number"), item.number or ""),
        *([moment_fact(words("Date"), day(item.date, words))] if item.date else []),
        *acts_facts(item.acts, context),
    ]
    return Parts(tuple(facts))


def person(entry: Entry, texts: PersonTexts, context: Context) -> Parts:
    item, words = entry.item, context.words
    assert isinstance(item, Person)
    taught = ", ".join(context.subject(subject) for subject in item.subjects)
    facts = [
        *fact(words("Position"), texts.position or words(names.ROLE[item.role])),
        *fact(words("Subject"), taught),
        *fact(words("Qualification category"), words(names.CATEGORY[item.category]) if item.category != "none" else ""),
        *fact(words("Education of a person"), texts.education),
        *fact(words("Reception schedule"), texts.reception),
    ]
    return Parts(tuple(facts))


def question(entry: Entry, texts: QuestionTexts, context: Context) -> Parts:
    item, words = entry.item, context.words
    assert isinstance(item, Question)
    facts = [
        *fact(words("Topic"), words(names.TOPIC[item.topic])),
        moment_fact(words("Asked on"), day(item.asked, words)),
        *([moment_fact(words("Answered on"), day(item.answered, words))] if item.answered else []),
        *fact(words("Answered by"), texts.answered_by),
    ]
    before = ()
    if texts.question:
        before = (blocks.Paragraphs(paragraphs(texts.question), "question", words("Question")),)
    badge = () if item.answered else (blocks.Badge(words("Awaiting an answer"), "warning"),)
    return Parts(tuple(facts), badge, before=before, body_title=words("Answer"))


def vacancy(entry: Entry, texts: VacancyTexts, context: Context) -> Parts:
    item, words = entry.item, context.words
    assert isinstance(item, Vacancy)
    is_open = state_of(context) == "open"
    state = blocks.Badge(words("Vacancy is open" if is_open else "Vacancy is closed"), "success" if is_open else "neutral")
    facts = [
        *fact(words("Subject"), context.subject(item.subject) if item.subject else ""),
        *fact(words("Load"), words("{share} of a full post").format(share=words.number(item.load))),
        *fact(words("Salary"), texts.salary),
        *([moment_fact(words("Applications until"), day(item.deadline, words))] if item.deadline else []),
        *fact(words("Contact for questions"), texts.contact),
    ]
    after = [
        *items_block(texts.requirements, words("Requirements"), "requirements"),
        *items_block(texts.conditions, words("Conditions"), "conditions"),
    ]
    return Parts(tuple(facts), (state,), after=tuple(after))


def attachments(entry: Entry, context: Context) -> Iterator[Block]:
    """Files offered for download, each with its format and size."""
    files = {file.name: file for file in entry.files}
    shown = tuple(
        file_block(files[one.file], one.title.of(context.language), one.language, context)
        for one in entry.item.attachments
        if one.file in files
    )
    if shown:
        yield blocks.Files(shown, "files", context.words("Files to download"))


VIEWS: dict[str, Callable[[Entry, Any, Context], Parts]] = {
    "pages": plain,
    "news": plain,
    "materials": material,
    "reports": report,
    "seminars": seminar,
    "services": service,
    "forums": forum,
    "documents": document,
    "staff": person,
    "questions": question,
    "vacancies": vacancy,
}
