"""References by id: `organisation`, `organisation/section/item`, or `section/item` of the same organisation.

In: a reference as it was written. Out: what it leads to, or a problem that names the nearest thing that exists.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from edu_site.model.content import KINDS
from edu_site.model.entries import Entry, OrganisationContent, Reference
from edu_site.model.organisation import Language, Organisation
from edu_site.plan.summaries import Index
from edu_site.problems import Problem, Where, nearest


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference leads to; `section` and `item_id` are empty for an organisation."""

    organisation: Organisation
    section: str = ""
    item_id: str = ""

    @property
    def url(self) -> str:
        """Relative to the site's root."""
        return item_url(self.section, self.item_id) if self.section else ""


def item_url(section: str, item_id: str) -> str:
    """The address of an item on its site. Pages lie at the root of the site, everything else in its section."""
    return f"{item_id}/" if section == "pages" else f"{section}/{item_id}/"


def resolve(reference: str, organisation_id: str, index: Index) -> Target | Problem:
    """The target, or the problem without its place."""
    nowhere = Where("")
    parts = reference.strip("/").split("/")
    if len(parts) == 2:
        parts = [organisation_id, *parts]
    if len(parts) not in (1, 3) or (len(parts) == 3 and parts[1] not in KINDS):
        return Problem(nowhere, "R02", {"reference": reference[:80]})
    organisation = index.organisations.get(parts[0])
    if organisation is None:
        return dead(reference, parts[0], index.ids, "")
    if len(parts) == 1:
        return Target(organisation)
    _id, section, item_id = parts
    if parts[0] not in index.unread and (parts[0], section, item_id) not in index.items:
        names = (i for o, s, i in index.items if o == parts[0] and s == section)
        return dead(reference, item_id, names, f"{parts[0]}/{section}/")
    return Target(organisation, section, item_id)


def dead(reference: str, name: str, names: Iterable[str], prefix: str) -> Problem:
    near = nearest(name, names)
    return Problem(Where(""), "R01", {"reference": reference[:80], "nearest": f"{prefix}{near}" if near else "-"})


def references_of(entry: Entry) -> Iterator[Reference]:
    yield from entry.related
    for _language, origin in entry.origins:
        yield from origin.references


def check_references(content: OrganisationContent, index: Index) -> Iterator[Problem]:
    """Every dead reference of an organisation, at its place."""
    for entry in content.entries:
        for reference in references_of(entry):
            found = resolve(reference.target, content.organisation.id, index)
            if isinstance(found, Problem):
                where = Where(reference.path, reference.line, reference.column)
                yield Problem(where, found.code, found.values, content.organisation.id)


def title_of(target: Target, language: Language, index: Index) -> tuple[str, Language]:
    """The name a link shows, and the language it is in."""
    if not target.section:
        return target.organisation.short_name(language), language
    item = index.items.get((target.organisation.id, target.section, target.item_id))
    if item is None:
        return f"{target.organisation.short_name(language)}: {target.item_id}", language
    said = item.in_language(language)
    return said.title, said.language
