"""Views of materials, services, documents, people, questions and vacancies: facts at the top, blocks below the text."""

from edu_site.model.content import Document, Material, Person, Question, Service, Vacancy
from edu_site.model.texts import MaterialTexts, PersonTexts, QuestionTexts, ServiceTexts, VacancyTexts
from edu_site.render import blocks
from edu_site.render.views import names
from edu_site.render.views.parts import Block, Parts, acts_facts, items_block, state_of
from edu_site.render.views.pieces import Context, day, fact, grades_text, linked_fact, moment_fact, paragraphs


def material(item: Material, texts: MaterialTexts, context: Context) -> Parts:
    words = context.words
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


def service(item: Service, texts: ServiceTexts, context: Context) -> Parts:
    words = context.words
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


def document(item: Document, context: Context) -> Parts:
    words = context.words
    facts = [
        *fact(words("Kind of document"), words(names.DOCUMENT_KIND[item.document_kind])),
        *fact(words("Number"), item.number or ""),
        *([moment_fact(words("Date"), day(item.date, words))] if item.date else []),
        *acts_facts(item.acts, context),
    ]
    return Parts(tuple(facts))


def person(item: Person, texts: PersonTexts, context: Context) -> Parts:
    words = context.words
    taught = ", ".join(context.subject(subject) for subject in item.subjects)
    facts = [
        *fact(words("Position"), texts.position or words(names.ROLE[item.role])),
        *fact(words("Subject"), taught),
        *fact(words("Qualification category"), words(names.CATEGORY[item.category]) if item.category != "none" else ""),
        *fact(words("Education of a person"), texts.education),
        *fact(words("Reception schedule"), texts.reception),
    ]
    return Parts(tuple(facts))


def question(item: Question, texts: QuestionTexts, context: Context) -> Parts:
    words = context.words
    facts = [
        *fact(words("Topic"), words(names.TOPIC[item.topic])),
        moment_fact(words("Asked on"), day(item.asked, words)),
        *([moment_fact(words("Answered on"), day(item.answered, words))] if item.answered else []),
        *fact(words("Answered by"), texts.answered_by),
    ]
    before: tuple[Block, ...] = ()
    if texts.question:
        before = (blocks.Paragraphs(paragraphs(texts.question), "question", words("Question")),)
    badge = () if item.answered else (blocks.Badge(words("Awaiting an answer"), "warning"),)
    return Parts(tuple(facts), badge, before=before, body_title=words("Answer"))


def vacancy(item: Vacancy, texts: VacancyTexts, context: Context) -> Parts:
    words = context.words
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
