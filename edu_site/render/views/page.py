"""`page_view` and `site_view`: the front matter of a page and the chrome of a site, complete.

In: a plan and `Words`. Out: `PageView` and `SiteView`, ready for the theme.
"""

from collections.abc import Iterator

from edu_site.language import Words
from edu_site.model.entries import Entry
from edu_site.model.plan import (
    ArchiveSubject,
    CatalogueSubject,
    ContactsSubject,
    HomeSubject,
    ItemSubject,
    NotFoundSubject,
    OrganisationsSubject,
    SectionSubject,
    SiteMapSubject,
    SitePlan,
)
from edu_site.model.progress import ProgressSubject
from edu_site.render import blocks
from edu_site.render.views import home, lists, names, progress
from edu_site.render.views.items import attachments, parts_of
from edu_site.render.views.linked_data import linked_data
from edu_site.render.views.pieces import ONLY_IN, Context, link, moment, other_language

Block = blocks.Block
LANGUAGE_LONG = {"kk": "The text exists only in Kazakh", "ru": "The text exists only in Russian"}


def page_view(context: Context) -> blocks.PageView:
    """Everything the theme needs for one page."""
    subject = context.page.subject
    if isinstance(subject, ItemSubject):
        return item_view(subject, context)
    if isinstance(subject, ProgressSubject):
        return progress_page(subject, context)
    return blocks.PageView(
        kind=kind_of(context),
        breadcrumbs=tuple(link(crumb, context) for crumb in context.page.breadcrumbs),
        alternates=alternates(context),
        section=context.page.menu_url,
        lead=context.site.description if isinstance(subject, HomeSubject) else "",
        kicker=context.words(names.LEVEL[context.site.organisation.record.level]) if isinstance(subject, HomeSubject) else "",
        body_lang=other_language(subject.body_lang, context) if isinstance(subject, HomeSubject) else "",
        before=tuple(home.before(subject, context)) if isinstance(subject, HomeSubject) else (),
        after=tuple(blocks_after(context)),
        pictures=tuple(pictures(context)),
        json_ld=linked_data(context),
        og_type="website",
    )


def kind_of(context: Context) -> str:
    match context.page.subject:
        case HomeSubject():
            return "portal" if context.site.organisation.parent_id is None else "home"
        case SectionSubject():
            return "listing"
        case ArchiveSubject():
            return "archive"
        case OrganisationsSubject():
            return "organisations"
        case CatalogueSubject():
            return "catalogue"
        case ContactsSubject():
            return "contacts"
        case SiteMapSubject():
            return "site-map"
        case _:
            return "not-found"


def blocks_after(context: Context) -> Iterator[Block]:
    match context.page.subject:
        case HomeSubject() as subject:
            yield from home.after(subject, context)
        case SectionSubject() as subject:
            yield from lists.section(subject, context)
        case ArchiveSubject() as subject:
            yield from lists.archive(subject, context)
        case OrganisationsSubject() as subject:
            yield from lists.organisations(subject, context)
        case CatalogueSubject() as subject:
            yield from lists.catalogue(subject, context)
        case SiteMapSubject() as subject:
            yield from lists.site_map(subject)
        case ContactsSubject():
            yield from lists.contacts(context)
        case NotFoundSubject() | ItemSubject() | ProgressSubject():
            return


def alternates(context: Context) -> tuple[blocks.Alternate, ...]:
    return tuple(
        blocks.Alternate(language, names.LANGUAGE_NATIVE[language], href, url, language == context.language)
        for language, href, url in context.page.alternates
    )


def progress_page(subject: ProgressSubject, context: Context) -> blocks.PageView:
    """A page of progress and attendance."""
    before, after = progress.progress_view(subject, context)
    return blocks.PageView(
        kind="progress",
        breadcrumbs=tuple(link(crumb, context) for crumb in context.page.breadcrumbs),
        alternates=alternates(context),
        section=context.page.menu_url,
        lead=progress.period_text(subject.school_year, subject.term, context.words) if subject.part != "parents" else "",
        notices=progress.notices(subject, context),
        before=before,
        after=after,
        json_ld=linked_data(context),
        og_type="website",
    )


def item_view(subject: ItemSubject, context: Context) -> blocks.PageView:
    """An item: the parts all kinds share around those of its own kind."""
    entry, words = subject.entry, context.words
    _shown, texts = entry.shown(subject.shown)
    parts = parts_of(subject, texts, context)
    foreign = other_language(subject.shown, context)
    after: list[Block] = [*parts.after, *attachments(entry, context)]
    if subject.related:
        related = tuple(link(one, context) for one in subject.related)
        after.append(blocks.Items(related, "bullets", "related", words("See also")))
    published, updated = dated(entry, subject, words)
    return blocks.PageView(
        kind=entry.section,
        breadcrumbs=tuple(link(crumb, context) for crumb in context.page.breadcrumbs),
        alternates=alternates(context),
        section=context.page.menu_url,
        heading_lang=foreign,
        body_lang=foreign,
        kicker="" if entry.section == "pages" else words(names.SECTION_SINGULAR[entry.section]),
        lead=texts.summary,
        badges=parts.badges,
        published=published,
        updated=updated,
        notices=tuple(notices(entry, subject, context)),
        facts=parts.facts,
        before=parts.before,
        pictures=tuple(pictures(context)),
        after=tuple(after),
        body_title=parts.body_title,
        json_ld=linked_data(context),
        og_type="article",
    )


def pictures(context: Context) -> Iterator[blocks.Picture]:
    """The pictures in the folder of a page whose text may show them."""
    for file in context.site.files if "![" in context.page.body else ():
        source = file.source
        if source and source.picture and file.url == context.page.url + source.name:
            srcset = ", ".join(f"{name} {width}w" for width, name in source.picture.smaller)
            yield blocks.Picture(source.name, source.picture.width, source.picture.height, srcset)


def dated(entry: Entry, subject: ItemSubject, words: Words) -> tuple[blocks.Moment, blocks.Moment | None]:
    """Time of posting, and of the last change when there was one (Order 124-NQ)."""
    texts = entry.texts(subject.shown)
    changed = (texts.updated if texts else None) or entry.item.updated
    published = moment(entry.item.published, words)
    return published, moment(changed, words) if changed and changed > entry.item.published else None


def notices(entry: Entry, subject: ItemSubject, context: Context) -> Iterator[blocks.Notice]:
    """What a reader must know first: pending, another language, an older translation."""
    words = context.words
    texts = entry.texts(subject.shown)
    if texts and texts.pending:
        yield blocks.Notice("pending", words("Information is being updated"), texts.pending)
    if subject.shown != context.language:
        yield blocks.Notice("info", words(ONLY_IN[subject.shown]), words(LANGUAGE_LONG[subject.shown]))
    other = entry.texts("ru" if subject.shown == "kk" else "kk")
    if texts and other and texts.updated and other.updated and texts.updated < other.updated:
        yield blocks.Notice("warning", words("The other language is newer"), words("This text is older than its translation"))


def site_view(site: SitePlan, words: Words, emblem_url: str = "") -> blocks.SiteView:
    """The chrome of all pages of a site. Hrefs are relative to the root of the language."""
    organisation, language = site.organisation, site.language
    record, reach = organisation.record, organisation.contacts
    return blocks.SiteView(
        language=language,
        name=site.name,
        short_name=organisation.short_name(language),
        level=words(names.LEVEL[record.level]),
        address=record.address.of(language) if record.address else "",
        phone=reach.phone,
        email=reach.email,
        working_hours=reach.working_hours.of(language) if reach.working_hours else "",
        ancestors=tuple(blocks.Link(one.title, one.url) for one in site.ancestors),
        footer=tuple(blocks.Link(one.title, one.url) for one in site.footer),
        brand=site.brand,
        emblem_url=emblem_url,
        home_urls=tuple(blocks.Link(names.LANGUAGE_NATIVE[other], href, other) for other, href in site.homes),
        demonstration=words("Demonstration site: organisations, people and figures are invented") if site.demonstration else "",
        portal_url=site.portal_href,
    )
