"""The home page: what is new, what is next, what people come for most.

In: a `HomeSubject`. Out: the blocks above and below the organisation's own words.
"""

from collections.abc import Iterator

from edu_site.model.plan import HomeSubject
from edu_site.render import blocks
from edu_site.render.views import progress
from edu_site.render.views.lists import count_figures, finder, learners
from edu_site.render.views.map import region_map
from edu_site.render.views.pieces import Context, cards

Block = blocks.Block


def before(subject: HomeSubject, context: Context) -> Iterator[Block]:
    """The finder on the portal, key figures everywhere."""
    words = context.words
    if subject.finder_url:
        yield finder(subject.finder_url, blocks.Link(words("Catalogue of organisations"), "catalogue/"), context)
    figures = tuple(key_figures(context))
    if figures:
        yield blocks.KeyFigures(figures, "figures", words("Key figures"))
    yield from progress.on_home(subject, context)


def key_figures(context: Context) -> Iterator[blocks.KeyFigure]:
    organisation, words, language = context.site.organisation, context.words, context.language
    shown = learners(organisation, context)
    if shown:
        yield shown
    if organisation.record.founded:
        yield blocks.KeyFigure(str(organisation.record.founded), words("Founded in"))
    for figure in organisation.record.figures:
        source = figure.source.of(language) if figure.source else ""
        yield blocks.KeyFigure(figure.value, figure.label.of(language), source)


def after(subject: HomeSubject, context: Context) -> Iterator[Block]:
    words, urls = context.words, dict(subject.section_urls)

    def more(section: str, title: str) -> blocks.Link | None:
        return blocks.Link(words(title), urls[section]) if section in urls else None

    if subject.services:
        yield cards(
            subject.services, context, "grid", title=words("Services"), anchor="services", more=more("services", "All services")
        )
    if subject.news:
        yield cards(subject.news, context, "list", title=words("News"), anchor="news", more=more("news", "All news"))
    if subject.seminars:
        yield cards(
            subject.seminars,
            context,
            "events",
            title=words("Next seminars"),
            anchor="seminars",
            more=more("seminars", "Seminar schedule"),
        )
    if subject.regions:
        yield region_map(subject.regions, context)
    if subject.counts and subject.organisations_url:
        figures = count_figures(subject.counts, context)
        yield blocks.KeyFigures(figures.figures, "organisations", words("Organisations below"))
    if subject.from_below:
        yield cards(
            subject.from_below, context, "list", title=words("New in the organisations below"), anchor="below", with_kind=True
        )
    if subject.reports:
        yield cards(
            subject.reports, context, "list", title=words("Open reports"), anchor="reports", more=more("reports", "All reports")
        )
    if subject.materials:
        yield cards(
            subject.materials,
            context,
            "grid",
            title=words("Methodical materials"),
            anchor="materials",
            more=more("materials", "All materials"),
        )
    yield from reach(subject, context)


def reach(subject: HomeSubject, context: Context) -> Iterator[Block]:
    """Address and telephone, and the way to the contacts page."""
    organisation, words, language = context.site.organisation, context.words, context.language
    record, found = organisation.record, organisation.contacts
    facts = []
    if record.address:
        facts.append(blocks.Fact(words("Address"), (blocks.Link(record.address.of(language)),)))
    if found.phone:
        facts.append(blocks.Fact(words("Phone"), (blocks.Link(found.phone, "tel:" + found.phone.replace(" ", "")),)))
    if found.email:
        facts.append(blocks.Fact(words("E-mail"), (blocks.Link(found.email, "mailto:" + found.email),)))
    if found.working_hours:
        facts.append(blocks.Fact(words("Working hours"), (blocks.Link(found.working_hours.of(language)),)))
    if facts:
        all_contacts = blocks.Link(words("All contacts"), subject.contacts_url)
        facts.append(blocks.Fact(words("More"), (all_contacts,)))
        yield blocks.Facts(tuple(facts), "contacts", words("Contacts"))
