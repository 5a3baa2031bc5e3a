"""What the site of one organisation sees of all others: nothing else can change it.

In: an organisation's content and the `World` around it. Out: its `Sight`, names alone, and the `Index` cut to it. A planner that
is given the cut index cannot look further, so whoever knows a digest of what is in sight knows whether a plan can differ.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from edu_site.model.addresses import portal_origin
from edu_site.model.content import KINDS, Rating
from edu_site.model.entries import ItemSummary, OrganisationContent, OrganisationSummary
from edu_site.model.organisation import Organisation
from edu_site.model.progress import Headline
from edu_site.plan.figures import PeerKey
from edu_site.plan.references import references_of
from edu_site.plan.summaries import Index, RollUp

FOOTER = ("accessibility", "privacy")  # pages of the republic that the foot of every page may link to


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom a content names: sections of organisations by reference, organisations of a rating."""

    sections: tuple[tuple[str, str], ...] = ()  # organisation, section; "" is the organisation itself
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen: records of organisations, their latest figures, sections with their items, comparable organisations."""

    organisations: tuple[str, ...]
    headlines: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]
    peers: PeerKey


class World(Protocol):
    """All organisations, and what can be fetched of each."""

    @property
    def organisations(self) -> Mapping[str, Organisation]: ...

    @property
    def children(self) -> Mapping[str, tuple[Organisation, ...]]: ...

    @property
    def numbers(self) -> Mapping[str, int]:
        """Organisations below each."""

    @property
    def unread(self) -> frozenset[str]: ...

    def summary(self, organisation_id: str) -> OrganisationSummary | None: ...

    def below(self, organisation_id: str) -> RollUp: ...

    def comparable(self, key: PeerKey) -> tuple[Headline, ...]: ...


def mentions_of(content: OrganisationContent) -> Mentions:
    """Everybody a content names."""
    sections: set[tuple[str, str]] = set()
    named: set[str] = set()
    for entry in content.entries:
        for reference in references_of(entry):
            parts = reference.target.strip("/").split("/")
            parts = [content.organisation.id, *parts] if len(parts) == 2 else parts
            sections.add((parts[0], parts[1] if len(parts) == 3 and parts[1] in KINDS else ""))
        if isinstance(entry.item, Rating):
            named |= {excluded.organisation for excluded in entry.item.excluded}
            named |= {row[table.header.index("organisation")] for table in entry.tables for row in table.rows}
    return Mentions(tuple(sorted(sections)), tuple(sorted(named)))


def sight_of(organisation: Organisation, mentions: Mentions, peers: PeerKey, world: World) -> Sight:
    """What an organisation's site sees; the portal sees everybody."""
    known, own = world.organisations, organisation
    children = tuple(child.id for child in world.children.get(own.id, ()))
    near = (*own.path_ids, own.id, *children)
    named = {name for name, _section in mentions.sections} | set(mentions.organisations)
    seen = known if own.parent_id is None else sorted({*near, root_of(known).id, *(named & known.keys())})
    sections = tuple(pair for pair in mentions.sections if pair[0] in known and pair[1])
    return Sight(organisations=tuple(seen), headlines=near if peers else (), sections=sections, peers=peers)


def root_of(organisations: Mapping[str, Organisation]) -> Organisation:
    return next(organisation for organisation in organisations.values() if organisation.parent_id is None)


def visible(organisation: Organisation, sight: Sight, world: World, today: dt.date) -> Index:
    """The index cut to what is in sight."""
    below = world.below(organisation.id)
    owners = {item.organisation_id for item in (*below.upcoming, *(one for found in below.latest.values() for one in found))}
    seen = {name: world.organisations[name] for name in (*sight.organisations, *sorted(owners - {*sight.organisations}))}
    peers = world.comparable(sight.peers) if sight.peers else ()
    seen |= {one.organisation_id: world.organisations[one.organisation_id] for one in peers}
    headlines = {name: one.headline for name in sight.headlines if (one := world.summary(name)) and one.headline}
    headlines |= {one.organisation_id: one for one in peers}
    return Index(
        portal_origin=portal_origin(world.organisations.values()),
        today=today,
        organisations=seen,
        items={(i.organisation_id, i.section, i.id): i for i in items_in(organisation, sight, world)},
        children={organisation.id: world.children.get(organisation.id, ())},
        below={organisation.id: below},
        unread=frozenset(name for name in seen if name in world.unread),
        headlines=headlines,
        peers={sight.peers: peers} if peers else {},
        numbers={name: world.numbers[name] for name in seen},
        ids=world.organisations.keys(),
    )


def items_in(organisation: Organisation, sight: Sight, world: World) -> Iterator[ItemSummary]:
    """Own items, those of the sections that are referred to, and what the foot of the pages leads to."""
    own = world.summary(organisation.id)
    yield from own.items if own else ()
    for name, section in sight.sections:
        other = world.summary(name)
        yield from (item for item in (other.items if other else ()) if item.section == section)
    root = world.summary(root_of(world.organisations).id)
    yield from (item for item in (root.items if root else ()) if item.section == "pages" and item.id in FOOTER)
