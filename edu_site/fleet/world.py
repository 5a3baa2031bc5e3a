"""`Surroundings`: all organisations as one of them sees them, fetched piece by piece from the store.

In: the tree, what is known of each organisation, the store. Out: the `World` a planner's index is cut from, and the digest of all
that an organisation's site can show. Memory holds names and digests of all organisations, never their content.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from edu_site.fleet.fingerprint import digest
from edu_site.fleet.state import Facts, Known
from edu_site.fleet.store import Store, from_bytes, to_bytes
from edu_site.model.addresses import portal_origin
from edu_site.model.entries import OrganisationContent, OrganisationSummary
from edu_site.model.organisation import Organisation, Tree
from edu_site.model.progress import Headline
from edu_site.plan.figures import PeerKey, peer_key
from edu_site.plan.sight import FOOTER, Mentions, Sight, mentions_of, root_of, sight_of, visible
from edu_site.plan.summaries import Index, RollUp, roll_up
from edu_site.values import to_json

NOTHING = RollUp()
HELD = 64  # summaries and groups a process keeps at hand


def facts_of(content: OrganisationContent, summary: OrganisationSummary) -> Facts:
    """What others can see of a content, and what it names."""
    sections: dict[str, list[bytes]] = {}
    for item in summary.items:
        sections.setdefault(item.section, []).append(to_json(item))
    footer = [to_json(item) for item in summary.items if item.section == "pages" and item.id in FOOTER]
    mentions, headline = mentions_of(content), summary.headline
    return Facts(
        sections={section: digest(b"\n".join(items)) for section, items in sections.items()},
        footer=digest(b"\n".join(footer)),
        headline=digest(to_json(headline)) if headline else "",
        peers=peer_key(content.organisation, headline) if headline else (),
        named_sections=mentions.sections,
        named_organisations=mentions.organisations,
    )


@dataclass(slots=True)
class Pieces:
    """What was fetched lately."""

    summaries: Callable[[str], OrganisationSummary | None]
    peers: Callable[[PeerKey], tuple[Headline, ...]]


@dataclass
class Surroundings:
    """The `World` of `plan.sight`. `read_again` gives the summary of an organisation whose object is lost."""

    tree: Tree
    known: dict[str, Known]
    store: Store
    today: dt.date
    read_again: Callable[[str], OrganisationSummary | None]
    pieces: list[Pieces] = field(default_factory=list)

    @property
    def organisations(self) -> dict[str, Organisation]:
        return self.tree.organisations

    @cached_property
    def children(self) -> dict[str, tuple[Organisation, ...]]:
        found: dict[str, list[Organisation]] = {}
        for organisation in self.organisations.values():
            if organisation.parent_id is not None:
                found.setdefault(organisation.parent_id, []).append(organisation)
        return {parent: tuple(children) for parent, children in found.items()}

    @cached_property
    def numbers(self) -> dict[str, int]:
        found = dict.fromkeys(self.organisations, 0)
        for organisation in self.organisations.values():
            for above in organisation.path_ids:
                found[above] += 1
        return found

    @cached_property
    def unread(self) -> frozenset[str]:
        return frozenset(name for name in self.organisations if name not in self.known or not self.known[name].readable)

    @cached_property
    def records(self) -> dict[str, str]:
        """Digest of each organisation as the tree has it."""
        return {name: digest(to_json(organisation)) for name, organisation in self.organisations.items()}

    @cached_property
    def below_keys(self) -> dict[str, str]:
        """Digest of all that is rolled up to each organisation, "" where nothing lies below."""
        keys: dict[str, str] = {}
        for organisation in sorted(self.organisations.values(), key=lambda o: -len(o.path_ids)):
            children = self.children.get(organisation.id, ())
            parts = [f"{self.records[c.id]} {self.content_key(c.id)} {keys[c.id]}" for c in children]
            keys[organisation.id] = digest("\n".join(parts).encode()) if children else ""
        return keys

    @cached_property
    def groups(self) -> dict[PeerKey, list[str]]:
        """Organisations that can be compared, by what they have in common."""
        found: dict[PeerKey, list[str]] = {}
        for name, known in sorted(self.known.items()):
            if known.readable and known.facts.peers and name in self.organisations:
                found.setdefault(known.facts.peers, []).append(name)
        return found

    @cached_property
    def group_keys(self) -> dict[PeerKey, str]:
        return {
            key: digest("\n".join(f"{self.records[name]} {self.known[name].facts.headline}" for name in names).encode())
            for key, names in self.groups.items()
        }

    def content_key(self, organisation_id: str) -> str:
        """Under which a content and its summary lie; "" for an organisation that could not be read."""
        known = self.known.get(organisation_id)
        return f"{known.key}-{known.since}" if known and known.readable else ""

    def facts(self, organisation_id: str) -> Facts:
        known = self.known.get(organisation_id)
        return known.facts if known and known.readable else Facts()

    def sight(self, organisation_id: str) -> Sight:
        facts = self.facts(organisation_id)
        mentions = Mentions(facts.named_sections, facts.named_organisations)
        return sight_of(self.organisations[organisation_id], mentions, facts.peers, self)

    def digest_of(self, organisation_id: str) -> str:
        """The digest of everything the plan of an organisation is made from."""
        sight = self.sight(organisation_id)
        root = root_of(self.organisations).id
        parts = [
            portal_origin(self.organisations.values()),
            self.content_key(organisation_id),
            self.below_keys[organisation_id],
        ]
        parts.append(self.facts(root).footer)
        parts += [f"{n} {self.records[n]} {self.numbers[n]} {n in self.unread}" for n in sight.organisations]
        parts += [f"{name} {self.facts(name).headline}" for name in sight.headlines]
        parts += [f"{name} {section} {self.facts(name).sections.get(section)}" for name, section in sight.sections]
        parts.append(self.group_keys.get(sight.peers, ""))
        return digest("\n".join(parts).encode())

    def digest_of_records(self) -> str:
        """Of what is known of all organisations but their content: what a catalogue of them is made from."""
        return digest("\n".join(f"{name} {self.records[name]} {number}" for name, number in self.numbers.items()).encode())

    def index_of(self, organisation_id: str) -> Index:
        """The index cut to what an organisation's site sees."""
        organisation = self.organisations[organisation_id]
        return visible(organisation, self.sight(organisation_id), self, self.today)

    # ---- fetched when asked for

    def fetched(self) -> Pieces:
        if not self.pieces:
            self.pieces.append(Pieces(lru_cache(HELD)(self.fetch_summary), lru_cache(HELD // 8)(self.fetch_peers)))
        return self.pieces[0]

    def summary(self, organisation_id: str) -> OrganisationSummary | None:
        return self.fetched().summaries(organisation_id)

    def fetch_summary(self, organisation_id: str) -> OrganisationSummary | None:
        key = self.content_key(organisation_id)
        if not key:
            return None
        found = from_bytes(self.store.read("summaries", key))
        return found if isinstance(found, OrganisationSummary) else self.read_again(organisation_id)

    def below(self, organisation_id: str) -> RollUp:
        """What is rolled up to an organisation; computed once for a key, from the level below. The day is in the key: it is part
        of the keys of the contents below, which change on every day on which something begins or ends."""
        key = self.below_keys[organisation_id]
        if not key:
            return NOTHING
        found = from_bytes(self.store.read("below", key))
        if isinstance(found, RollUp):
            return found
        children = self.children[organisation_id]
        lower = {child.id: self.below(child.id) for child in children}
        items = {child.id: one.items for child in children if (one := self.fetch_summary(child.id))}
        made = roll_up(children, lower, items, self.today)
        self.store.write("below", key, to_bytes(made))
        return made

    def comparable(self, key: PeerKey) -> tuple[Headline, ...]:
        return self.fetched().peers(key)

    def fetch_peers(self, key: PeerKey) -> tuple[Headline, ...]:
        found = from_bytes(self.store.read("peers", self.group_keys.get(key, "")))
        if isinstance(found, tuple):
            return found
        made = tuple(one.headline for name in self.groups.get(key, ()) if (one := self.fetch_summary(name)) and one.headline)
        self.store.write("peers", self.group_keys.get(key, ""), to_bytes(made))
        return made
