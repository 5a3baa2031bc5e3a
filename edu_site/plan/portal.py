"""Pages that gather other organisations: children with their roll-ups, the portal's catalogue, the finder's index.

In: a `Writer`. Out: `PagePlan` and `FilePlan` values. A list that would be long is split by region.
"""

import json
from collections.abc import Callable, Iterable, Iterator

from edu_site.model.addresses import relative
from edu_site.model.organisation import LANGUAGES, Language, Organisation
from edu_site.model.plan import (
    Catalogue,
    CatalogueSubject,
    ChildPlan,
    Counted,
    FilePlan,
    GroupPlan,
    LinkPlan,
    OrganisationsSubject,
    PagePlan,
)
from edu_site.model.sorting import sort_key
from edu_site.plan.writer import Writer

LONG_LIST = 300  # organisations on one page; above it a list is split by region

KIND_ORDER = (
    "ministry",
    "education_department",
    "education_section",
    "methodical_cabinet",
    "lyceum",
    "gymnasium",
    "school",
    "boarding_school",
    "ungraded_school",
    "primary_school",
    "nursery_kindergarten",
    "kindergarten",
    "college",
)

# Message ids: one organisation of the kind, many of it.
KIND_NAMES = {
    "ministry": ("Ministry", "Ministries"),
    "education_department": ("Education department", "Education departments"),
    "education_section": ("Education section", "Education sections"),
    "methodical_cabinet": ("Methodical cabinet", "Methodical cabinets"),
    "lyceum": ("Lyceum school", "Lyceum schools"),
    "gymnasium": ("Gymnasium school", "Gymnasium schools"),
    "school": ("General education school", "General education schools"),
    "boarding_school": ("Boarding school", "Boarding schools"),
    "ungraded_school": ("Ungraded (small) school", "Ungraded (small) schools"),
    "primary_school": ("Primary school", "Primary schools"),
    "nursery_kindergarten": ("Nursery-kindergarten", "Nursery-kindergartens"),
    "kindergarten": ("Kindergarten", "Kindergartens"),
    "college": ("College", "Colleges"),
}

# Letters of the Kazakh alphabet typed on a keyboard without them, for the finder (both sides are folded).
FOLD = {"ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и"}
FOLD |= {"ё": "е", "й": "и", "щ": "ш", "ъ": "", "ь": ""}


def child(writer: Writer, url: str, organisation: Organisation) -> ChildPlan:
    """An organisation as a list on `url` shows it."""
    index, own = writer.index, writer.organisation
    between = [name for name in organisation.path_ids[1:] if name not in (*own.path_ids, own.id)]
    above = [index.organisations[name].short_name(writer.language) for name in between]
    return ChildPlan(
        organisation=organisation,
        url=writer.to(url, organisation),
        number_below=index.numbers[organisation.id],
        place=", ".join(above),
    )


def by_name(writer: Writer, organisations: Iterable[Organisation]) -> list[Organisation]:
    return sorted(organisations, key=lambda o: (sort_key(o.short_name(writer.language)), o.id))


def grouped(
    writer: Writer,
    url: str,
    organisations: Iterable[Organisation],
    key: Callable[[Organisation], str],
    title: Callable[[str], str],
    order: Callable[[str], object],
) -> tuple[GroupPlan, ...]:
    """Organisations by `key`, groups in `order`, names in the order of the alphabet."""
    found: dict[str, list[Organisation]] = {}
    for organisation in organisations:
        found.setdefault(key(organisation), []).append(organisation)
    return tuple(
        GroupPlan(title=title(name), children=tuple(child(writer, url, o) for o in by_name(writer, found[name])))
        for name in sorted(found, key=order)  # type: ignore[arg-type]
    )


def by_kind(writer: Writer, url: str, organisations: Iterable[Organisation]) -> tuple[GroupPlan, ...]:
    return grouped(
        writer,
        url,
        organisations,
        key=lambda o: o.record.kind,
        title=lambda kind: writer.words(KIND_NAMES[kind][1]),
        order=KIND_ORDER.index,
    )


def counts(writer: Writer, url: str) -> tuple[Counted, ...]:
    """Organisations below by kind, in the usual order; on the portal each leads to its list."""
    found = dict(writer.index.below[writer.organisation.id].counts)
    return tuple(
        Counted(kind=kind, number=found[kind], url=relative(url, f"catalogue/kind-{slug(kind)}/") if writer.is_portal else "")
        for kind in KIND_ORDER
        if kind in found
    )


def slug(kind: str) -> str:
    return kind.replace("_", "-")


def organisations_page(writer: Writer) -> Iterator[PagePlan]:
    """The children of an organisation and what is new below it."""
    children = writer.index.children.get(writer.organisation.id, ())
    if not children:
        return
    url = "organisations/"
    below = writer.index.below[writer.organisation.id]
    subject = OrganisationsSubject(
        groups=by_kind(writer, url, children),
        counts=counts(writer, url),
        reports=writer.listed(url, below.latest.get("reports", ())),
        seminars=writer.listed(url, below.upcoming),
    )
    yield writer.page(url, writer.words("Organisations"), subject)


def regions(writer: Writer, url: str) -> tuple[ChildPlan, ...]:
    found = (o for o in writer.index.children.get(writer.organisation.id, ()) if o.record.level == "region")
    return tuple(child(writer, url, o) for o in by_name(writer, found))


def region_of(organisation: Organisation) -> str:
    """The id of the region an organisation lies in, its own for a region, "" directly under the republic."""
    path = (*organisation.path_ids, organisation.id)
    return path[1] if len(path) > 1 else ""


def catalogue_of(writer: Writer) -> Catalogue:
    """The catalogue of a portal; nothing on any other site."""
    if not writer.is_portal:
        return Catalogue()
    return Catalogue(pages=tuple(catalogue_pages(writer)), finder=finder_file(writer))


def catalogue_pages(writer: Writer) -> Iterator[PagePlan]:
    """The way in, and a page by region, district, kind and language of instruction."""
    if len(writer.index.organisations) < 2:
        return
    words, index = writer.words, writer.index
    home = "catalogue/"
    everyone = [o for o in by_name(writer, index.organisations.values()) if o.parent_id is not None]
    teaching = [o for o in everyone if o.record.level == "organisation"]
    facets = [("region", [(o.id, o.short_name(writer.language)) for o in by_name(writer, region_list(writer))])]
    kinds = [kind for kind in KIND_ORDER if any(o.record.kind == kind for o in everyone)]
    facets.append(("kind", [(slug(kind), words(KIND_NAMES[kind][1])) for kind in kinds]))
    facets.append(("language", [(lang, words(LANGUAGE_NAMES[lang])) for lang in LANGUAGES]))
    links = tuple(
        (by, tuple(LinkPlan(title=name, url=relative(home, f"catalogue/{by}-{key}/")) for key, name in values))
        for by, values in facets
    )
    subject = CatalogueSubject(
        by="all", groups=(), facets=links, regions=regions(writer, home), finder_url=relative(home, "finder.json")
    )
    yield writer.page(home, words("Catalogue of organisations"), subject)
    for region in region_list(writer):
        yield from territory_pages(writer, region, everyone)
    for kind in kinds:
        found = [o for o in everyone if o.record.kind == kind]
        yield from property_pages(writer, "kind", slug(kind), words(KIND_NAMES[kind][1]), found)
    for language in LANGUAGES:
        found = [o for o in teaching if language in o.record.languages_of_instruction]
        yield from property_pages(writer, "language", language, words(LANGUAGE_NAMES[language]), found)


LANGUAGE_NAMES: dict[Language, str] = {"kk": "Instruction in Kazakh", "ru": "Instruction in Russian"}


def region_list(writer: Writer) -> list[Organisation]:
    return [o for o in writer.index.children.get(writer.organisation.id, ()) if o.record.level == "region"]


def territory_pages(writer: Writer, region: Organisation, everyone: list[Organisation]) -> Iterator[PagePlan]:
    """A region by district, and each of its districts by kind."""
    title, url = region.short_name(writer.language), f"catalogue/region-{region.id}/"
    inside = [o for o in everyone if region.id in o.path_ids]
    districts = by_name(writer, (o for o in inside if o.parent_id == region.id))
    groups = []
    for district in districts:
        below = by_name(writer, (o for o in inside if district.id in o.path_ids))
        page_url = f"catalogue/district-{district.id}/"
        shown = tuple(child(writer, url, o) for o in below) if len(inside) <= LONG_LIST else ()
        if not below:  # nothing to list: its own site instead of a page
            shown, page_url = (child(writer, url, district),), ""
        href = relative(url, page_url) if page_url else ""
        groups.append(GroupPlan(title=district.short_name(writer.language), children=shown, url=href))
        if below:
            subject = CatalogueSubject(by="district", groups=by_kind(writer, page_url, below))
            yield catalogue_page(writer, page_url, district.short_name(writer.language), subject, ((title, url),))
    yield catalogue_page(writer, url, title, CatalogueSubject(by="region", groups=tuple(groups)))


def property_pages(writer: Writer, by: str, key: str, title: str, found: list[Organisation]) -> Iterator[PagePlan]:
    """Organisations with one property, by region; a long list gets a page per region."""
    url = f"catalogue/{by}-{key}/"
    split = len(found) > LONG_LIST
    groups = []
    for region in by_name(writer, region_list(writer)):
        inside = by_name(writer, (o for o in found if region_of(o) == region.id))
        if not inside:
            continue
        name, page_url = region.short_name(writer.language), f"catalogue/{by}-{key}-{region.id}/"
        if split:
            subject = CatalogueSubject(by=by, groups=(group(writer, page_url, name, inside),))
            yield catalogue_page(writer, page_url, f"{title}: {name}", subject, ((title, url),))
            groups.append(GroupPlan(title=name, children=(), url=relative(url, page_url)))
        else:
            groups.append(group(writer, url, name, inside))
    yield catalogue_page(writer, url, title, CatalogueSubject(by=by, groups=tuple(groups)))


def group(writer: Writer, url: str, title: str, organisations: Iterable[Organisation]) -> GroupPlan:
    return GroupPlan(title=title, children=tuple(child(writer, url, o) for o in organisations))


def catalogue_page(
    writer: Writer, url: str, title: str, subject: CatalogueSubject, between: tuple[tuple[str, str], ...] = ()
) -> PagePlan:
    trail = ((writer.words("Catalogue of organisations"), "catalogue/"), *between)
    return writer.page(url, title, subject, trail=trail, menu_url="catalogue/")


def finder_file(writer: Writer) -> FilePlan:
    """The finder's index: name, href from the portal's root of this language, place, and what else finds it.

    Both sides of a comparison are folded with `fold`, so that «кокше» finds «Көкше».
    """
    items = []
    for organisation in by_name(writer, writer.index.organisations.values()):
        if organisation.parent_id is None:
            continue
        place = child(writer, "", organisation)
        record = organisation.record
        other = record.name.ru if writer.language == "kk" else record.name.kk
        extra = " ".join(filter(None, (record.name.of(writer.language), other, record.bin, record.kato)))
        items.append([organisation.short_name(writer.language), place.url, place.place, extra])
    text = json.dumps({"v": 1, "fold": FOLD, "items": items}, ensure_ascii=False, separators=(",", ":"))
    return FilePlan(url="finder.json", text=text)
