"""Views of pages that list: sections, archive, organisations, catalogue, site map, contacts.

In: the subject of a page's plan. Out: the blocks above and below its text.
"""

from collections.abc import Iterator

from edu_site.model.organisation import Organisation
from edu_site.model.plan import (
    ArchiveSubject,
    CatalogueSubject,
    ChildPlan,
    Counted,
    GroupPlan,
    LinkPlan,
    OrganisationsSubject,
    SectionSubject,
    SiteMapSubject,
    TreeNode,
)
from edu_site.render import blocks
from edu_site.render.views import names
from edu_site.render.views.map import region_map
from edu_site.render.views.pieces import Context, cards, fact, link, linked_fact

Block = blocks.Block

STYLES = {"seminars": "events", "staff": "people", "materials": "grid", "services": "grid"}
HIDDEN_BELOW = 10  # learners of smaller organisations are not published (DOMAIN: disclosure)
FACET_TITLES = {"region": "By region", "kind": "By kind of organisation", "language": "By language of instruction"}

# one organisation of a kind, many of it; the same ids as in the plan
KIND_PLURALS = {
    "ministry": ("{n} ministry", "{n} ministries"),
    "education_department": ("{n} education department", "{n} education departments"),
    "education_section": ("{n} education section", "{n} education sections"),
    "methodical_cabinet": ("{n} methodical cabinet", "{n} methodical cabinets"),
    "lyceum": ("{n} lyceum school", "{n} lyceum schools"),
    "gymnasium": ("{n} gymnasium school", "{n} gymnasium schools"),
    "school": ("{n} general education school", "{n} general education schools"),
    "boarding_school": ("{n} boarding school", "{n} boarding schools"),
    "ungraded_school": ("{n} ungraded school", "{n} ungraded schools"),
    "primary_school": ("{n} primary school", "{n} primary schools"),
    "nursery_kindergarten": ("{n} nursery-kindergarten", "{n} nursery-kindergartens"),
    "kindergarten": ("{n} kindergarten", "{n} kindergartens"),
    "college": ("{n} college", "{n} colleges"),
}


def section(subject: SectionSubject, context: Context) -> Iterator[Block]:
    words = context.words
    style = STYLES.get(subject.section, "list")
    if subject.listed or not subject.below:
        yield cards(subject.listed, context, style, empty=words("Nothing here yet"))
    if subject.below:
        yield cards(subject.below, context, style, title=words("In the organisations below"), anchor="below")
    if subject.years and subject.section == "news":
        yield years(subject.years, words("Archive by year"), context)


def years(found: tuple[LinkPlan, ...], title: str, context: Context) -> blocks.Items:
    return blocks.Items(tuple(link(year, context) for year in found), "bullets", "years", title)


def archive(subject: ArchiveSubject, context: Context) -> Iterator[Block]:
    if subject.year is None:
        yield years(subject.years, context.words("Years"), context)
        return
    yield cards(subject.listed, context, "list", with_kind=True)
    if len(subject.years) > 1:
        yield years(subject.years, context.words("Other years"), context)


def organisations(subject: OrganisationsSubject, context: Context) -> Iterator[Block]:
    words = context.words
    if subject.counts:
        yield count_figures(subject.counts, context)
    for number, group in enumerate(subject.groups, start=1):
        yield group_cards(group, f"group-{number}", context)
    if subject.seminars:
        yield cards(subject.seminars, context, "events", title=words("Next seminars"), anchor="seminars")
    if subject.reports:
        yield cards(subject.reports, context, "list", title=words("Latest open reports"), anchor="reports")


def count_figures(counts: tuple[Counted, ...], context: Context) -> blocks.KeyFigures:
    """Number of organisations by kind; the noun agrees with the number."""
    words = context.words
    figures = []
    for counted in counts:
        phrase = words.plural(*KIND_PLURALS[counted.kind], counted.number)
        value = words.number(counted.number)
        figures.append(blocks.KeyFigure(value, phrase.removeprefix(value).strip(), url=counted.url))
    return blocks.KeyFigures(tuple(figures))


def group_cards(group: GroupPlan, anchor: str, context: Context) -> blocks.Cards:
    found = tuple(organisation_card(one, context) for one in group.children)
    more = blocks.Link(context.words("Open the list"), group.url) if group.url else None
    return blocks.Cards(found, "grid", anchor, group.title, more)


def organisation_card(plan: ChildPlan, context: Context) -> blocks.Card:
    organisation, words = plan.organisation, context.words
    below = words.plural("{n} organisation below", "{n} organisations below", plan.number_below) if plan.number_below else ""
    meta = [plan.place, taught_in(organisation, context), below]
    return blocks.Card(
        title=organisation.short_name(context.language),
        url=plan.url,
        kind="",
        summary=organisation.name(context.language) if organisation.record.short_name else "",
        meta=tuple(part for part in meta if part),
    )


def taught_in(organisation: Organisation, context: Context) -> str:
    found = organisation.record.languages_of_instruction
    if not found:
        return ""
    shown = ", ".join(context.words(names.LANGUAGE[language]) for language in found)
    return f"{context.words('Language of instruction')}: {shown}"


def catalogue(subject: CatalogueSubject, context: Context) -> Iterator[Block]:
    words = context.words
    if subject.finder_url:
        yield finder(subject.finder_url, blocks.Link(words("By region"), "#facet-region"), context)
    if subject.regions:
        yield region_map(subject.regions, context)
    for by, links in subject.facets:
        yield blocks.Items(tuple(link(one, context) for one in links), "bullets", f"facet-{by}", words(FACET_TITLES[by]))
    for number, group in enumerate(subject.groups, start=1):
        yield group_cards(group, f"group-{number}", context)


def finder(index_url: str, fallback: blocks.Link, context: Context) -> blocks.Finder:
    return blocks.Finder(index_url, fallback, "finder", context.words("Find an organisation"))


def site_map(subject: SiteMapSubject) -> Iterator[Block]:
    yield blocks.Tree(tuple(tree_entry(node) for node in subject.entries))


def tree_entry(node: TreeNode) -> blocks.TreeEntry:
    return blocks.TreeEntry(blocks.Link(node.title, node.url), tuple(tree_entry(child) for child in node.children))


def contacts(context: Context) -> Iterator[Block]:
    """How to reach the organisation, and the numbers by which it is registered."""
    organisation, words, language = context.site.organisation, context.words, context.language
    record, reach = organisation.record, organisation.contacts
    facts = [
        *fact(words("Address"), record.address.of(language) if record.address else ""),
        *([linked_fact(words("Phone"), reach.phone, "tel:" + reach.phone.replace(" ", ""))] if reach.phone else []),
        *([linked_fact(words("E-mail"), reach.email, "mailto:" + reach.email)] if reach.email else []),
        *fact(words("Working hours"), reach.working_hours.of(language) if reach.working_hours else ""),
        *fact(words("Reception schedule"), reach.reception.of(language) if reach.reception else ""),
    ]
    if record.head:
        facts += fact(record.head.position.of(language), record.head.name.of(language))
    if record.coordinates:
        facts += fact(words("Coordinates"), f"{record.coordinates[0]:.4f}, {record.coordinates[1]:.4f}")
    if facts:
        yield blocks.Facts(tuple(facts), "reach", words("How to reach us"))
    yield requisites(organisation, context)


def requisites(organisation: Organisation, context: Context) -> blocks.Facts:
    words, record = context.words, organisation.record
    facts = [
        *fact(words("Full name"), organisation.name(context.language)),
        *fact(words("BIN (business identification number)"), record.bin or ""),
        *fact(words("KATO code"), record.kato),
        *fact(words("Founded in"), str(record.founded) if record.founded else ""),
        *fact(words("Language of instruction"), taught_in(organisation, context).partition(": ")[2]),
    ]
    if record.ejournal:
        facts.append(linked_fact(words("E-journal"), record.ejournal.removeprefix("https://").rstrip("/"), record.ejournal))
    return blocks.Facts(tuple(facts), "requisites", words("Requisites"))


def learners(organisation: Organisation, context: Context) -> blocks.KeyFigure | None:
    """Number of learners rounded to 5; a small organisation's is not shown."""
    number = organisation.record.learners
    if number is None:
        return None
    words = context.words
    if number < max(HIDDEN_BELOW, organisation.disclosure.minimum_group):
        return blocks.KeyFigure("—", words("Learners"), words("Hidden: group too small"))
    return blocks.KeyFigure(words.number(5 * ((number + 2) // 5)), words("Learners"), words("rounded to 5"))
