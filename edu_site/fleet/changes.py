"""`edu-site plan`: what a build would change, and why, without rendering anything.

In: a fleet after its first round. Out: `Change` values, one per page that would differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from edu_site.fleet.build import wanted
from edu_site.fleet.making import Planned, planned
from edu_site.fleet.sites import Fleet
from edu_site.model.plan import ItemSubject, PagePlan, SitePlan


@dataclass(frozen=True, slots=True)
class Change:
    """`kind`: "new", "changed", "removed", "again" (same plan, other theme or program), "kept" (errors)."""

    organisation_id: str
    language: str
    url: str
    kind: str
    reasons: tuple[str, ...]  # message ids of the command line
    files: tuple[str, ...] = ()


def changes(fleet: Fleet) -> Iterator[Change]:
    """Every page a build would make or remove, in order."""
    for organisation_id in wanted(fleet):
        before = fleet.receipts.read(organisation_id)
        if before is not None and before.made_from(fleet.inputs_of(organisation_id)) and fleet.stands(organisation_id):
            continue
        found = planned(fleet, organisation_id)
        if not found.sites:
            yield Change(organisation_id, "", "", "kept", ("The organisation has errors; its last good site stays",))
        else:
            yield from changes_of(fleet, organisation_id, found)


def changes_of(fleet: Fleet, organisation_id: str, planned_now: Planned) -> Iterator[Change]:
    before = fleet.receipts.read(organisation_id)
    known = dict(before.pages) if before else {}
    again = tuple(REASONS[name] for name, value in fleet.inputs.items() if before and before.inputs.get(name) != value)
    for site in planned_now.sites:
        for page in site.pages:
            name = f"{site.language} {page.url}"
            found = known.pop(name, None)
            if found is None:
                yield change(organisation_id, site, page, "new", ("The page is new",))
            elif found != planned_now.pages[name]:
                yield change(organisation_id, site, page, "changed", (reason(page),))
            elif again:
                yield change(organisation_id, site, page, "again", again)
    for name in sorted(known):
        language, _space, url = name.partition(" ")
        yield Change(organisation_id, language, url, "removed", ("Nothing leads to this page any more",))


REASONS = {
    "theme": "The theme or mkdocs.yml has changed",
    "program": "The program or a library has changed",
    "data": "The code lists or the map have changed",
}


def reason(page: PagePlan) -> str:
    """Why a page that existed differs: its own text, or what it shows of others."""
    return (
        "The item or what it refers to has changed"
        if isinstance(page.subject, ItemSubject)
        else "What the page lists has changed"
    )


def change(organisation_id: str, site: SitePlan, page: PagePlan, kind: str, reasons: tuple[str, ...]) -> Change:
    return Change(organisation_id, site.language, page.url, kind, reasons, page.sources)
