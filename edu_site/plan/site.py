"""`plan_site`: everything one organisation's site shows in one language.

In: its content, the index of all others, the words of a language. Out: a `SitePlan`; the same input always gives the same
plan, whatever was planned before.
"""

from collections.abc import Iterator

from edu_site.model.addresses import language_folder, relative, site_folder
from edu_site.model.entries import Entry, OrganisationContent
from edu_site.model.organisation import LANGUAGES, Language
from edu_site.model.plan import (
    Catalogue,
    ContactsSubject,
    HomeSubject,
    LinkPlan,
    MenuPlan,
    NotFoundSubject,
    PagePlan,
    SiteMapSubject,
    SitePlan,
    TreeNode,
)
from edu_site.plan.items import (
    archive_pages,
    item_files,
    item_pages,
    own_items,
    page_titles,
    resolved_body,
    section_pages,
)
from edu_site.plan.portal import catalogue_of, counts, organisations_page, regions
from edu_site.plan.progress import progress_files, progress_pages
from edu_site.plan.sections import CONTACTS, HOME, has_progress, menu_plan, shown_sections
from edu_site.plan.summaries import Index, newest, soonest, upcoming_of
from edu_site.plan.writer import Writer
from edu_site.problems import Translate

ON_HOME = 4  # items of a section on the home page


def plan_site(
    content: OrganisationContent,
    language: Language,
    index: Index,
    words: Translate,
    *,
    standalone: bool = False,
    catalogue: Catalogue | None = None,
) -> SitePlan:
    """The site of one organisation in one language; `catalogue` is the portal's, when it is known."""
    writer = Writer(content, language, index, words, standalone)
    catalogue = catalogue or catalogue_of(writer)
    organisation = content.organisation
    menu = menu_plan(writer, tuple(page_titles(writer)))
    pages = tuple(all_pages(writer, menu, catalogue))
    finder = (catalogue.finder,) if catalogue.finder else ()
    about = organisation.record.about
    return SitePlan(
        organisation=organisation,
        language=language,
        name=organisation.name(language),
        description=about.of(language) if about else organisation.name(language),
        address=writer.address("").absolute,
        folder=site_folder(organisation) + language_folder(language),
        ancestors=writer.breadcrumbs("", (), "")[:-1],
        homes=tuple((other, relative(language_folder(language), language_folder(other))) for other in LANGUAGES),
        footer=footer(writer),
        menu=(*menu, *added(writer)),
        pages=pages,
        files=(*item_files(writer), *progress_files(writer), *finder),
        portal_href=portal_href(writer),
        brand=organisation.brand,
        demonstration=organisation.demonstration,
    )


def added(writer: Writer) -> Iterator[MenuPlan]:
    """Entries the organisation adds to its menu."""
    for entry in writer.organisation.menu.add:
        yield MenuPlan(title=entry.title.of(writer.language), url=entry.url)


def portal_href(writer: Writer) -> str:
    root = next(o for o in writer.index.organisations.values() if o.parent_id is None)
    return writer.to("", root)


def footer(writer: Writer) -> tuple[LinkPlan, ...]:
    """Links at the foot of every page, from the root of the language."""
    words = writer.words
    links = [LinkPlan(title=words("Site map"), url="site-map/"), LinkPlan(title=words("Contacts"), url="contacts/")]
    if writer.content.entries:
        links.append(LinkPlan(title=words("Archive"), url="archive/"))
    root = next(o for o in writer.index.organisations.values() if o.parent_id is None)
    for name in ("accessibility", "privacy"):
        item = writer.index.items.get((root.id, "pages", name))
        if item is not None:
            said = item.in_language(writer.language)
            links.append(LinkPlan(title=said.title, url=writer.to("", root, f"{name}/")))
    return tuple(links)


def all_pages(writer: Writer, menu: tuple[MenuPlan, ...], catalogue: Catalogue) -> Iterator[PagePlan]:
    """Every page once, the home page first."""
    yield home_page(writer)
    yield from item_pages(writer)
    yield from section_pages(writer)
    yield from archive_pages(writer)
    yield from organisations_page(writer)
    yield from catalogue.pages
    yield from progress_pages(writer)
    yield contacts_page(writer)
    yield site_map_page(writer, menu)
    yield writer.page("404.html", writer.words("Page not found"), NotFoundSubject(), menu_url="")


def own_page(writer: Writer, name: str) -> Entry | None:
    return next((e for e in writer.content.entries if e.section == "pages" and e.item.id == name), None)


def home_page(writer: Writer) -> PagePlan:
    """What is new, what is next, what is asked for most."""
    text = own_page(writer, HOME)
    below = writer.index.below[writer.organisation.id]
    items = [item for section in shown_sections(writer) for item in own_items(writer, section)]

    def latest(section: str) -> tuple[object, ...]:
        return newest(i for i in items if i.section == section)[:ON_HOME]

    coming = soonest((*upcoming_of(items, writer.index.today), *below.upcoming))
    subject = HomeSubject(
        news=writer.listed("", latest("news")),  # type: ignore[arg-type]
        seminars=writer.listed("", coming[:ON_HOME]),
        reports=writer.listed("", latest("reports")),  # type: ignore[arg-type]
        materials=writer.listed("", latest("materials")),  # type: ignore[arg-type]
        services=writer.listed("", own_items(writer, "services")[:8]),
        from_below=writer.listed("", newest(i for found in below.latest.values() for i in found)[:ON_HOME]),
        counts=counts(writer, ""),
        section_urls=tuple((section, f"{section}/") for section in shown_sections(writer) if section != "pages"),
        organisations_url="organisations/" if writer.index.children.get(writer.organisation.id) else "",
        contacts_url="contacts/",
        body_lang=text.shown(writer.language)[0] if text else None,
        finder_url="finder.json" if writer.is_portal else "",
        regions=regions(writer, "") if writer.is_portal else (),
        headline=writer.index.headlines.get(writer.organisation.id) if has_progress(writer) else None,
        indicators=writer.content.progress.indicators if writer.content.progress else (),
    )
    about = writer.organisation.record.about
    return writer.page(
        "",
        writer.organisation.name(writer.language),
        subject,
        description=about.of(writer.language) if about else "",
        body=resolved_body(writer, "", text) if text else "",
        sources=tuple(origin.path for _language, origin in text.origins) if text else (),
    )


def contacts_page(writer: Writer) -> PagePlan:
    text = own_page(writer, CONTACTS)
    return writer.page(
        "contacts/",
        writer.words("Contacts"),
        ContactsSubject(portal=writer.is_portal),
        body=resolved_body(writer, "contacts/", text) if text else "",
    )


def site_map_page(writer: Writer, menu: tuple[MenuPlan, ...]) -> PagePlan:
    """All pages of the site as nested links: the menu, and under each section its items."""
    url = "site-map/"
    items = {
        section: tuple(
            TreeNode(title=listed.summary.in_language(writer.language).title, url=listed.url)
            for listed in writer.listed(url, own_items(writer, section))
        )
        for section in shown_sections(writer)
        if section != "pages"
    }

    def node(entry: MenuPlan) -> TreeNode:
        below = tuple(node(lower) for lower in entry.children)
        section = (entry.url or "").rstrip("/")
        href = relative(url, entry.url) if entry.url is not None else ""
        return TreeNode(title=entry.title, url=href, children=below or items.get(section, ()))

    return writer.page(url, writer.words("Site map"), SiteMapSubject(entries=tuple(node(entry) for entry in menu)), menu_url="")
