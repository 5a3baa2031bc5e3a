"""One site from plans to finished files: plan, compare with the last receipt, render what differs, put it in place.

In: a fleet after its first round, an organisation. Out: what became of its site. Loaded in the second round alone: it knows planners
and renderer, which a run that finds nothing to make does without.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from edu_site.fleet.fingerprint import frame_digest, page_digest
from edu_site.fleet.output import Staged
from edu_site.fleet.packs import Pack, read_pack, write_pack
from edu_site.fleet.receipts import Receipt
from edu_site.fleet.sites import Fleet
from edu_site.fleet.store import from_bytes, to_bytes
from edu_site.fleet.unchanged import Built
from edu_site.language import words
from edu_site.model.entries import OrganisationContent
from edu_site.model.organisation import LANGUAGES, Language
from edu_site.model.plan import Catalogue, CatalogueSubject, SitePlan
from edu_site.plan.portal import catalogue_of
from edu_site.plan.references import check_references
from edu_site.plan.site import plan_site
from edu_site.plan.summaries import Index
from edu_site.plan.writer import Writer
from edu_site.problems import Problem, Where, has_errors
from edu_site.render.site import PageKey, RenderedFile, file_of
from edu_site.render.site_files import SEARCH_INDEX, SearchEntry, known_entries


@dataclass(frozen=True, slots=True)
class Planned:
    """A site as it is to be: its plans (none when there are errors) and the digest of each page's plan, by language and url. `told`
    are pages of which no more is known than that digest, and what all pages have: they cannot be rendered."""

    content: OrganisationContent | None = None
    sites: tuple[SitePlan, ...] = ()
    problems: tuple[Problem, ...] = ()
    pages: dict[str, str] = field(default_factory=dict)
    told: frozenset[PageKey] = frozenset()


def make_site(fleet: Fleet, organisation_id: str) -> Built:
    """What differs from the last receipt, rendered and put in place."""
    inputs, before = fleet.inputs_of(organisation_id), fleet.receipts.read(organisation_id)
    if before is not None and not fleet.stands(organisation_id):
        before = Receipt({}, {}, before.files)  # what is left of it is known, but it is not what it was
    if before is not None and before.made_from(inputs) and not fleet.settings.force:
        return Built(organisation_id, "unchanged", len(before.pages))
    if (pack := shared_pack(fleet, organisation_id)) is not None:
        staged = fleet.output.stage_site(organisation_id, pack.files, before)
        return put_in_place(fleet, organisation_id, staged, Receipt({**inputs, "frame": pack.frame}, pack.pages))
    found = planned(fleet, organisation_id, whole=before is None)
    if not found.sites:
        return Built(organisation_id, "kept", 0, found.problems)
    inputs["frame"] = frame_digest(found.sites)
    kept = pages_kept(fleet, found, before, inputs) if not fleet.settings.store else {}
    entries = entries_of(fleet, found.sites, kept)
    only = frozenset((site.language, page.url) for site in found.sites for page in site.pages) - entries.keys()
    if found.told & only:
        found = planned(fleet, organisation_id)
    files: Iterable[RenderedFile] = fleet.renderer().render_organisation(found.sites, only, entries)
    if fleet.settings.store:  # nothing was kept: a pack is a whole site
        files = tuple(files)
        write_pack(fleet.reader.store, fleet.inputs_digest(organisation_id), inputs["frame"], found.pages, files)
    staged = fleet.output.stage_site(organisation_id, files, before, [kept[key] for key in entries])
    return put_in_place(fleet, organisation_id, staged, Receipt(inputs, found.pages))


def put_in_place(fleet: Fleet, organisation_id: str, staged: Staged, receipt: Receipt) -> Built:
    """Moves what was staged; a run that is killed meanwhile leaves no claim."""
    fleet.receipts.write(organisation_id, staged.under_way())
    fleet.receipts.write(organisation_id, replace(receipt, files=fleet.output.install(staged)))
    return Built(organisation_id, "built", len(receipt.pages))


def shared_pack(fleet: Fleet, organisation_id: str) -> Pack | None:
    """The site as another machine, or another run, has made it."""
    settings = fleet.settings
    if not (settings.store or settings.scheduler) or (settings.force and not settings.scheduler):
        return None
    return read_pack(fleet.reader.store, fleet.inputs_digest(organisation_id))


def pack_site(fleet: Fleet, organisation_id: str) -> Built:
    """A whole site, to the store alone."""
    if (pack := shared_pack(fleet, organisation_id)) is not None:
        return Built(organisation_id, "built", len(pack.pages))
    found = planned(fleet, organisation_id)
    if not found.sites:
        return Built(organisation_id, "kept", 0, found.problems)
    files = fleet.renderer().render_organisation(found.sites)
    key, frame = fleet.inputs_digest(organisation_id), frame_digest(found.sites)
    fault = write_pack(fleet.reader.store, key, frame, found.pages, files)
    if fault:
        problem = Problem(Where(fleet.settings.store), "B06", {"reason": fault}, organisation_id)
        return Built(organisation_id, "kept", 0, (problem,))
    return Built(organisation_id, "built", len(found.pages))


def pages_kept(fleet: Fleet, found: Planned, before: Receipt | None, inputs: dict[str, str]) -> dict[PageKey, str]:
    """The files of pages that need not be rendered: their plans and all that pages share are those of the last build."""
    if before is None or fleet.settings.force or before.shared() != {**inputs, "plan": ""}:
        return {}
    kept: dict[PageKey, str] = {}
    for site in found.sites:
        for page in site.pages:
            name, path = f"{site.language} {page.url}", site.folder + file_of(page.url)
            same = before.pages.get(name) == found.pages[name]
            if same and before.files.get(path) and (fleet.output.site / path).is_file():
                kept[site.language, page.url] = path
    return kept


def entries_of(fleet: Fleet, sites: tuple[SitePlan, ...], kept: Iterable[PageKey]) -> dict[PageKey, tuple[SearchEntry, ...]]:
    """What the search knows of the pages that are kept; nothing of any when that cannot be told."""
    kept = set(kept)
    found: dict[PageKey, tuple[SearchEntry, ...]] = {}
    for site in sites if kept else ():
        try:
            index = (fleet.output.site / site.folder / SEARCH_INDEX).read_bytes()
            urls = [page.url for page in site.pages if (site.language, page.url) in kept]
            found |= {(site.language, url): entries for url, entries in known_entries(index, urls).items()}
        except (OSError, ValueError):
            return {}
    return found


def planned(fleet: Fleet, organisation_id: str, *, whole: bool = True) -> Planned:
    """The plans of an organisation in both languages, from what the first round left in the store. Unless all is to be `whole`, the
    pages of a catalogue that was planned before are only told."""
    known = fleet.known.get(organisation_id)
    content = fleet.reader.content(organisation_id, known) if known else None
    if content is None:
        return Planned()
    index = fleet.world.index_of(organisation_id)
    problems = tuple(check_references(content, index))
    if has_errors(problems):
        return Planned(content, problems=problems)
    sites: list[SitePlan] = []
    pages: dict[str, str] = {}
    told: set[PageKey] = set()
    for language in LANGUAGES:
        catalogue, digests = catalogued(fleet, content, language, index, whole=whole)
        site = plan_site(content, language, index, words(language), catalogue=catalogue)
        pages |= {f"{language} {page.url}": digests.get(page.url) or page_digest(page) for page in site.pages}
        told |= {(language, url) for url in digests if not whole}
        sites.append(site)
    return Planned(content, tuple(sites), problems, pages, frozenset(told))


def catalogued(
    fleet: Fleet, content: OrganisationContent, language: Language, index: Index, *, whole: bool
) -> tuple[Catalogue, dict[str, str]]:
    """The catalogue of a portal and the digests of its pages' plans, by url. All organisations stand in it several times; for a build
    in which none of its pages differs it is enough to know these digests."""
    if content.organisation.parent_id is not None:
        return Catalogue(), {}
    store, key = fleet.reader.store, fleet.catalogue_keys()[LANGUAGES.index(language)]
    found = from_bytes(store.read("catalogues", key)) if not whole else None
    if isinstance(found, tuple):
        return found
    made = catalogue_of(Writer(content, language, index, words(language)))
    digests = {page.url: page_digest(page) for page in made.pages}
    nothing = CatalogueSubject(by="all", groups=())
    shown = replace(made, pages=tuple(replace(page, subject=nothing) for page in made.pages))
    store.write("catalogues", key, to_bytes((shown, digests)))
    return (made if whole else shown), digests
