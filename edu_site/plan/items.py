"""Pages of items, the lists of their sections, and the archive.

In: a `Writer`. Out: `PagePlan` values. An item that exists in one language has its page in both; the other side shows the
text as what it is, in its own language.
"""

import datetime as dt
from collections.abc import Iterator

from edu_site.model.addresses import relative
from edu_site.model.content import Rating
from edu_site.model.entries import Entry, ItemSummary, Origin
from edu_site.model.plan import ArchiveSubject, FilePlan, ItemSubject, LinkPlan, PagePlan, RatingResult, SectionSubject
from edu_site.model.sorting import sort_key
from edu_site.model.texts import ForumTexts, ItemTexts
from edu_site.plan.rating import rate
from edu_site.plan.references import Target, item_url, resolve, title_of
from edu_site.plan.sections import CONTACTS, HOME, TITLES, shown_sections
from edu_site.plan.summaries import newest, soonest, status_on
from edu_site.plan.writer import Writer

ON_ONE_PAGE = 60  # items of a section listed at once; older ones are in the archive


def item_pages(writer: Writer) -> Iterator[PagePlan]:
    """A page per item; the texts of the home and the contacts page are shown there instead."""
    shown_in_menu = shown_sections(writer)
    for entry in writer.content.entries:
        if entry.section == "pages" and entry.item.id in (HOME, CONTACTS):
            continue
        yield item_page(writer, entry, shown_in_menu)


def item_page(writer: Writer, entry: Entry, shown_in_menu: tuple[str, ...]) -> PagePlan:
    url = item_url(entry.section, entry.item.id)
    shown, texts = entry.shown(writer.language)
    section = f"{entry.section}/"
    listed = entry.section != "pages" and entry.section in shown_in_menu
    rating = rate(entry.item, entry.tables[0]) if isinstance(entry.item, Rating) else None
    subject = ItemSubject(
        entry=entry,
        shown=shown,
        related=related(writer, url, entry),
        names=names(writer, url, entry, rating),
        state=status_on(entry.item, writer.index.today),
        late=tuple(late(texts, writer.index.today)),
        rating=rating,
    )
    return writer.page(
        url,
        texts.title,
        subject,
        description=texts.summary,
        trail=((writer.words(TITLES[entry.section]), section),) if listed else (),
        menu_url=section if listed else url,
        body=resolved_body(writer, url, entry),
        sources=tuple(sorted({origin.path for _language, origin in entry.origins} | {f.path for f in entry.files})),
    )


def late(texts: ItemTexts, today: dt.date) -> Iterator[str]:
    """What of a forum is overdue on a day: `question:0`, `decision:2`, ..."""
    if not isinstance(texts, ForumTexts):
        return
    for number, question in enumerate(texts.questions):
        if not question.answer and question.due and question.due < today:
            yield f"question:{number}"
    for number, decision in enumerate(texts.protocol.decided if texts.protocol else ()):
        if decision.status != "done" and decision.deadline < today:
            yield f"decision:{number}"


def origin_of(entry: Entry, language: str) -> Origin:
    return next(origin for name, origin in entry.origins if name == language)


def resolved_body(writer: Writer, url: str, entry: Entry) -> str:
    """The Markdown with every `ref:` replaced by an href; dead ones were reported before and stay as they are."""
    shown, texts = entry.shown(writer.language)
    body = texts.body
    found = sorted(origin_of(entry, shown).references, key=lambda reference: reference.start, reverse=True)
    for reference in found:
        target = resolve(reference.target, writer.organisation.id, writer.index)
        if isinstance(target, Target):
            href = writer.to(url, target.organisation, target.url)
            body = body[: reference.start] + href + body[reference.end :]
    return body


def related(writer: Writer, url: str, entry: Entry) -> tuple[LinkPlan, ...]:
    links = []
    for reference in entry.related:
        target = resolve(reference.target, writer.organisation.id, writer.index)
        if isinstance(target, Target):
            title, language = title_of(target, writer.language, writer.index)
            other = language if language != writer.language else None
            links.append(LinkPlan(title=title, url=writer.to(url, target.organisation, target.url), language=other))
    return tuple(links)


def names(writer: Writer, url: str, entry: Entry, rating: RatingResult | None) -> tuple[tuple[str, LinkPlan], ...]:
    """Organisations named by id in a rating, as links."""
    if not isinstance(entry.item, Rating) or rating is None:
        return ()
    ids = {rated.organisation_id for rated in rating.rated} | {e.organisation for e in entry.item.excluded}
    known = writer.index.organisations
    return tuple(
        (name, LinkPlan(title=known[name].short_name(writer.language), url=writer.to(url, known[name])))
        for name in sorted(ids & known.keys())
    )


def item_files(writer: Writer) -> Iterator[FilePlan]:
    """The files beside the items, in the folder of the item's page."""
    for entry in writer.content.entries:
        folder = item_url(entry.section, entry.item.id)
        if entry.section == "pages" and entry.item.id in (HOME, CONTACTS):
            folder = "" if entry.item.id == HOME else "contacts/"
        for file in entry.files:
            yield FilePlan(url=folder + file.name, source=file)


def in_section_order(section: str, items: list[ItemSummary], writer: Writer) -> tuple[ItemSummary, ...]:
    """News by date, people and pages by their order, seminars by what comes next, the rest by date."""
    if section in ("staff", "pages"):
        return tuple(sorted(items, key=lambda i: (i.order, sort_key(i.in_language(writer.language).title))))
    if section == "seminars":
        coming = [i for i in items if i.end and i.end.date() >= writer.index.today]
        past = [i for i in items if i not in coming]
        return (*soonest(coming), *reversed(soonest(past)))
    if section in ("services", "questions"):
        return tuple(sorted(items, key=lambda i: sort_key(i.in_language(writer.language).title)))
    return newest(items)


def known_summary(writer: Writer, entry: Entry) -> ItemSummary:
    """The summary of an own item, as the index has it for every site."""
    return writer.index.items[writer.organisation.id, entry.section, entry.item.id]


def own_items(writer: Writer, section: str) -> tuple[ItemSummary, ...]:
    found = [known_summary(writer, entry) for entry in writer.content.entries if entry.section == section]
    return in_section_order(section, found, writer)


def page_titles(writer: Writer) -> Iterator[tuple[str, str]]:
    """Title and url of the organisation's own pages, in the order of the menu."""
    for item in own_items(writer, "pages"):
        if item.id not in (HOME, CONTACTS):
            yield item.in_language(writer.language).title, item_url("pages", item.id)


def section_pages(writer: Writer) -> Iterator[PagePlan]:
    """The list of each section."""
    years = archive_years(writer)
    for section in shown_sections(writer):
        if section == "pages":
            continue
        url = f"{section}/"
        below = writer.index.below[writer.organisation.id].latest.get(section, ())
        if section == "seminars":
            below = writer.index.below[writer.organisation.id].upcoming
        own = own_items(writer, section)
        subject = SectionSubject(
            section=section,
            listed=writer.listed(url, own[:ON_ONE_PAGE]),
            below=writer.listed(url, below),
            years=tuple(LinkPlan(title=str(year), url=relative(url, f"archive/{year}/")) for year in years),
        )
        yield writer.page(url, writer.words(TITLES[section]), subject)


def archive_years(writer: Writer) -> tuple[int, ...]:
    """Years in which something was published, latest first."""
    return tuple(sorted({entry.item.published.year for entry in writer.content.entries}, reverse=True))


def archive_pages(writer: Writer) -> Iterator[PagePlan]:
    """All items by year of publication; kept for as long as the items are (Order 124-NQ: at least 3 years)."""
    title = writer.words("Archive")
    years = archive_years(writer)
    if not years:
        return
    for year in (None, *years):
        url = f"archive/{year}/" if year else "archive/"
        found = [
            known_summary(writer, entry)
            for entry in writer.content.entries
            if entry.item.published.year == year and not (entry.section == "pages" and entry.item.id in (HOME, CONTACTS))
        ]
        links = tuple(LinkPlan(title=str(y), url=relative(url, f"archive/{y}/") if y != year else "") for y in years)
        subject = ArchiveSubject(year=year, listed=writer.listed(url, newest(found)), years=links)
        trail = ((title, "archive/"),) if year else ()
        yield writer.page(url, f"{title} {year}" if year else title, subject, trail=trail, menu_url="")
