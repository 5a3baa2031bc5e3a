"""What is known of all organisations while one is planned: summaries, who lies below whom, what is new there.

In: `OrganisationSummary` values, in any order. Out: an `Index`. Roll-ups merge associatively up the tree: the latest few of
each section, counts of organisations; the result does not depend on the order of work.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from edu_site.model.addresses import portal_origin
from edu_site.model.content import AnyItem, Document, Forum, Material, Person, Question, Seminar, Service, Vacancy
from edu_site.model.entries import Entry, ItemSummary, OrganisationContent, OrganisationSummary, Said
from edu_site.model.organisation import LANGUAGES, Organisation
from edu_site.model.progress import Headline
from edu_site.plan.figures import PeerKey, headline_of, peers

LATEST = 6  # of a section, kept for the sites above
ROLLED_UP = ("news", "reports", "seminars", "materials", "forums", "vacancies")


@dataclass(frozen=True, slots=True)
class RollUp:
    """What lies below an organisation: organisations by kind, the latest items by section, upcoming seminars."""

    counts: tuple[tuple[str, int], ...] = ()
    latest: dict[str, tuple[ItemSummary, ...]] = field(default_factory=dict)
    upcoming: tuple[ItemSummary, ...] = ()

    @property
    def number(self) -> int:
        return sum(number for _kind, number in self.counts)


@dataclass(frozen=True, slots=True)
class Index:
    """Organisations and items by reference, as many as may be looked at; `portal_origin` is the address of the whole."""

    portal_origin: str
    today: dt.date
    organisations: dict[str, Organisation]
    items: dict[tuple[str, str, str], ItemSummary]
    children: dict[str, tuple[Organisation, ...]]
    below: dict[str, RollUp]
    unread: frozenset[str]  # organisations with errors: what they hold is not known in this run
    headlines: dict[str, Headline] = field(default_factory=dict)  # latest figures, of organisations that have any
    peers: dict[PeerKey, tuple[Headline, ...]] = field(default_factory=dict)  # those that can be compared
    numbers: dict[str, int] = field(default_factory=dict)  # of organisations below each
    ids: Collection[str] = ()  # of all organisations there are


def summarise(content: OrganisationContent, today: dt.date) -> OrganisationSummary:
    """The summary other sites show, as of a day."""
    organisation = content.organisation
    return OrganisationSummary(
        organisation=organisation,
        items=tuple(summary_of(entry, organisation.id, today) for entry in content.entries),
        headline=headline_of(content.progress.tables) if content.progress else None,
    )


def summary_of(entry: Entry, organisation_id: str, today: dt.date) -> ItemSummary:
    item = entry.item
    said = tuple(
        Said(
            language=language,
            title=texts.title,
            summary=texts.summary,
            pending=bool(texts.pending),
            detail=getattr(texts, "position", "") or getattr(texts, "place", ""),
        )
        for language in LANGUAGES
        if (texts := entry.texts(language)) is not None
    )
    return ItemSummary(
        organisation_id=organisation_id,
        section=entry.section,
        id=item.id,
        said=said,
        published=item.published,
        updated=last_change(entry),
        start=item.start if isinstance(item, (Seminar, Forum)) else None,
        end=item.end if isinstance(item, (Seminar, Forum)) else None,
        status=status_on(item, today),
        format=item.format if isinstance(item, Seminar) else "",
        audience=item.audience if isinstance(item, Seminar) else "",
        subject=getattr(item, "subject", None) or "",
        grades=getattr(item, "grades", ()),
        form=form_of(entry),
        order=getattr(item, "order", 100),
        pinned=getattr(item, "pinned", False),
    )


def status_on(item: AnyItem, today: dt.date) -> str:
    """The state of an event or vacancy on a day: what is over was held, what is past its deadline is closed."""
    if isinstance(item, (Seminar, Forum)):
        over = (item.end or item.start).date() < today and item.status in ("scheduled", "rescheduled")
        return "held" if over else item.status
    if isinstance(item, Vacancy):
        return "closed" if item.deadline and item.deadline < today else item.status
    return ""


def form_of(entry: Entry) -> str:
    """The item's own kind within its section."""
    match entry.item:
        case Material(material_kind=form) | Service(service_kind=form) | Document(document_kind=form):
            return form
        case Person(role=form) | Question(topic=form) | Seminar(seminar_kind=form) | Forum(forum_kind=form):
            return form
        case _:
            return ""


def last_change(entry: Entry) -> dt.datetime:
    """When anything of the item changed last."""
    moments = [entry.item.published, entry.item.updated]
    moments += [texts.updated for language in LANGUAGES if (texts := entry.texts(language)) is not None]
    return max(moment for moment in moments if moment)


def make_index(
    organisations: dict[str, Organisation],
    summaries: Iterable[OrganisationSummary],
    unread: frozenset[str],
    today: dt.date,
) -> Index:
    """Everything known, ready to be asked."""
    summaries = tuple(summaries)
    headlines = {summary.organisation.id: summary.headline for summary in summaries if summary.headline}
    by_organisation = {summary.organisation.id: summary.items for summary in summaries}
    children: dict[str, list[Organisation]] = {}
    for organisation in organisations.values():
        if organisation.parent_id is not None:
            children.setdefault(organisation.parent_id, []).append(organisation)
    below: dict[str, RollUp] = {}
    for organisation in sorted(organisations.values(), key=lambda o: (-len(o.path_ids), o.id)):
        below[organisation.id] = roll_up(children.get(organisation.id, ()), below, by_organisation, today)
    return Index(
        portal_origin=portal_origin(organisations.values()),
        today=today,
        organisations=organisations,
        items={(s.organisation_id, s.section, s.id): s for items in by_organisation.values() for s in items},
        children={parent: tuple(found) for parent, found in children.items()},
        below=below,
        unread=unread,
        headlines=headlines,
        peers=peers(organisations, headlines),
        numbers={name: found.number for name, found in below.items()},
        ids=organisations.keys(),
    )


def roll_up(
    children: Iterable[Organisation],
    below: dict[str, RollUp],
    items: dict[str, tuple[ItemSummary, ...]],
    today: dt.date,
) -> RollUp:
    """The children and everything below them."""
    counts: dict[str, int] = {}
    latest: dict[str, list[ItemSummary]] = {section: [] for section in ROLLED_UP}
    upcoming: list[ItemSummary] = []
    for child in children:
        lower = below[child.id]
        counts[child.record.kind] = counts.get(child.record.kind, 0) + 1
        for kind, number in lower.counts:
            counts[kind] = counts.get(kind, 0) + number
        own = items.get(child.id, ())
        for section in ROLLED_UP:
            latest[section] += [item for item in own if item.section == section]
            latest[section] += lower.latest.get(section, ())
        upcoming += [*upcoming_of(own, today), *lower.upcoming]
    return RollUp(
        counts=tuple(sorted(counts.items())),
        latest={section: newest(found)[:LATEST] for section, found in latest.items() if found},
        upcoming=soonest(upcoming)[:LATEST],
    )


def newest(items: Iterable[ItemSummary]) -> tuple[ItemSummary, ...]:
    """Pinned first, then by date of publication, latest first; ties by owner and id."""
    stable = sorted(items, key=lambda item: (item.organisation_id, item.id))
    return tuple(sorted(stable, key=lambda item: (item.pinned, item.published), reverse=True))


def upcoming_of(items: Iterable[ItemSummary], today: dt.date) -> tuple[ItemSummary, ...]:
    """Seminars that have not ended before today and are not cancelled."""
    return soonest(
        item
        for item in items
        if item.section == "seminars" and item.end and item.end.date() >= today and item.status != "cancelled"
    )


def soonest(items: Iterable[ItemSummary]) -> tuple[ItemSummary, ...]:
    return tuple(sorted(items, key=lambda item: (item.start or item.published, item.organisation_id, item.id)))
