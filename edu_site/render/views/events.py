"""Views of events: seminars and open forums with their protocol and the state of every decision."""

from collections.abc import Iterator

from edu_site.model.content import Forum, Seminar
from edu_site.model.texts import ForumTexts, SeminarTexts
from edu_site.render import blocks
from edu_site.render.views import names
from edu_site.render.views.parts import Block, Parts, is_late, items_block, span, state_of
from edu_site.render.views.pieces import Context, day, fact, grades_text, linked_fact, moment, moment_fact, paragraphs


def seminar(item: Seminar, texts: SeminarTexts, context: Context) -> Parts:
    words = context.words
    state, tone = names.SEMINAR_STATUS[state_of(context)]
    languages = ", ".join(words(names.LANGUAGE[language]) for language in item.languages)
    facts = [
        moment_fact(words("Date and time"), span(item.start, item.end, context)),
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


def forum(item: Forum, texts: ForumTexts, context: Context) -> Parts:
    words = context.words
    facts = [
        moment_fact(words("Date and time"), span(item.start, item.end, context)),
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
