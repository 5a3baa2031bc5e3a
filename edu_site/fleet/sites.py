"""`Fleet`: what is done for one organisation at a time: read it, plan it, render what differs, put it in place.

In: settings, project, survey, the world around each organisation. Out: what is known of an organisation, what became of its site. A
fault stays with its organisation, and one with errors keeps its last good site.
"""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast

from edu_site.fleet.fingerprint import digest, frame_digest, page_digest
from edu_site.fleet.output import Output, Staged
from edu_site.fleet.packs import Pack, read_pack, write_pack
from edu_site.fleet.reading import Reader
from edu_site.fleet.receipts import Receipt, Receipts
from edu_site.fleet.state import Known, State
from edu_site.fleet.store import from_bytes, to_bytes
from edu_site.fleet.survey import Survey
from edu_site.fleet.unchanged import Built
from edu_site.fleet.world import Surroundings
from edu_site.language import words
from edu_site.model.addresses import site_folder
from edu_site.model.entries import OrganisationContent
from edu_site.model.organisation import LANGUAGES, Language
from edu_site.model.plan import Catalogue, SitePlan
from edu_site.plan.portal import catalogue_of
from edu_site.plan.references import check_references
from edu_site.plan.site import plan_site
from edu_site.plan.summaries import Index
from edu_site.plan.writer import Writer
from edu_site.problems import Problem, Where, has_errors
from edu_site.render.engine.pages import Engine
from edu_site.render.site import PageKey, RenderedFile, Renderer, file_of
from edu_site.render.site_files import SEARCH_INDEX, SearchEntry, known_entries
from edu_site.settings import Settings
from edu_site.source.content import Project
from edu_site.values import to_json

Done = TypeVar("Done")
Read = tuple[Known | None, tuple[Problem, ...], str]
FAULT_LENGTH = 300  # of the text of a fault in a report


@dataclass(slots=True)
class Fleet:
    """What a build knows while it runs; forked into the workers, each of which makes its own renderer."""

    settings: Settings
    before: State
    survey: Survey
    project: Project
    reader: Reader
    inputs: dict[str, str]
    output: Output
    receipts: Receipts
    assets_folder: str
    known: dict[str, Known] = field(default_factory=dict)
    worlds: list[Surroundings] = field(default_factory=list)  # one, after the first round
    digests: dict[str, str] = field(default_factory=dict)  # of all that goes into each site
    renderers: list[Renderer] = field(default_factory=list)
    catalogued: dict[Language, dict[str, str]] = field(default_factory=dict)  # digests of the catalogue's pages, by url

    def close(self) -> None:
        """Removes what only this run needed."""
        self.output.clear()

    @property
    def world(self) -> Surroundings:
        return self.worlds[0]

    def renderer(self) -> Renderer:
        if not self.renderers:
            folder, subjects = self.project.folder, self.project.registers.subjects
            engines = {language: Engine(folder, language, self.assets_folder) for language in LANGUAGES}
            self.renderers.append(Renderer(engines, subjects, folder))
        return self.renderers[0]

    def read(self, organisation_id: str) -> Read:
        """First round: content and summary to the store; what is known of them back, problems, why the store cannot keep them."""
        return self.guarded(organisation_id, self.reader.read, lambda fault: (None, (fault,), ""))

    def make(self, organisation_id: str) -> Built:
        """Second round: plan, compare, render."""
        return self.guarded(organisation_id, self.make_site, lambda fault: Built(organisation_id, "kept", 0, (fault,)))

    def guarded(self, organisation_id: str, work: Callable[[str], Done], failed: Callable[[Problem], Done]) -> Done:
        """The worker's boundary: a fault of ours stays with its organisation, told as what it is and where in the program."""
        try:
            return work(organisation_id)
        except Exception as error:
            where = Where(f"content/{self.project.tree.organisations[organisation_id].folder}")
            last = traceback.extract_tb(error.__traceback__)[-1]
            reason = f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno} {last.name})"
            return failed(Problem(where, "B01", {"reason": reason[:FAULT_LENGTH]}, organisation_id))

    def inputs_of(self, organisation_id: str) -> dict[str, str]:
        return {"plan": self.digests[organisation_id], **self.inputs}

    def make_site(self, organisation_id: str) -> Built:
        inputs, before = self.inputs_of(organisation_id), self.receipts.read(organisation_id)
        if before is not None and not self.stands(organisation_id):
            before = Receipt({}, {}, before.files)  # what is left of it is known, but it is not what it was
        if before is not None and before.made_from(inputs) and not self.settings.force:
            return Built(organisation_id, "unchanged", len(before.pages))
        if (pack := self.shared_pack(organisation_id)) is not None:
            staged = self.output.stage_site(organisation_id, pack.files, before)
            return self.put_in_place(organisation_id, staged, Receipt({**inputs, "frame": pack.frame}, pack.pages))
        _content, sites, problems = self.plans(organisation_id)
        if has_errors(problems) or not sites:
            return Built(organisation_id, "kept", 0, problems)
        inputs["frame"] = frame_digest(sites)
        pages = self.page_digests(sites)
        kept = self.pages_kept(sites, before, inputs, pages) if not self.settings.store else {}
        entries = self.entries_of(sites, kept)
        only = frozenset((site.language, page.url) for site in sites for page in site.pages) - entries.keys()
        files: Iterable[RenderedFile] = self.renderer().render_organisation(sites, only, entries)
        if self.settings.store:  # nothing was kept: a pack is a whole site
            files = tuple(files)
            write_pack(self.reader.store, self.inputs_digest(organisation_id), inputs["frame"], pages, files)
        staged = self.output.stage_site(organisation_id, files, before, [kept[key] for key in entries])
        return self.put_in_place(organisation_id, staged, Receipt(inputs, pages))

    def put_in_place(self, organisation_id: str, staged: Staged, receipt: Receipt) -> Built:
        """Moves what was staged; a run that is killed meanwhile leaves no claim."""
        self.receipts.write(organisation_id, staged.under_way())
        self.receipts.write(organisation_id, replace(receipt, files=self.output.install(staged)))
        return Built(organisation_id, "built", len(receipt.pages))

    def inputs_digest(self, organisation_id: str) -> str:
        """Of everything a site is made from; under it the finished site lies in a store that is shared."""
        return digest(to_json(self.inputs_of(organisation_id)))

    def shared_pack(self, organisation_id: str) -> Pack | None:
        """The site as another machine, or another run, has made it."""
        settings = self.settings
        if not (settings.store or settings.scheduler) or (settings.force and not settings.scheduler):
            return None
        return read_pack(self.reader.store, self.inputs_digest(organisation_id))

    def pack(self, organisation_id: str) -> Built:
        """Second round where the result goes to the store alone."""
        return self.guarded(organisation_id, self.pack_site, lambda fault: Built(organisation_id, "kept", 0, (fault,)))

    def pack_site(self, organisation_id: str) -> Built:
        if (found := self.shared_pack(organisation_id)) is not None:
            return Built(organisation_id, "built", len(found.pages))
        _content, sites, problems = self.plans(organisation_id)
        if has_errors(problems) or not sites:
            return Built(organisation_id, "kept", 0, problems)
        pages = self.page_digests(sites)
        files = self.renderer().render_organisation(sites)
        fault = write_pack(self.reader.store, self.inputs_digest(organisation_id), frame_digest(sites), pages, files)
        if fault:
            where = Where(self.settings.store)
            return Built(organisation_id, "kept", 0, (Problem(where, "B06", {"reason": fault}, organisation_id),))
        return Built(organisation_id, "built", len(pages))

    def stands(self, organisation_id: str) -> bool:
        folder = site_folder(self.project.tree.organisations[organisation_id])
        return (self.output.site / folder / "index.html").is_file()

    def pages_kept(
        self, sites: tuple[SitePlan, ...], before: Receipt | None, inputs: dict[str, str], pages: dict[str, str]
    ) -> dict[PageKey, str]:
        """The files of pages that need not be rendered: their plans and all that pages share are those of the last build."""
        if before is None or self.settings.force or before.shared() != {**inputs, "plan": ""}:
            return {}
        found: dict[PageKey, str] = {}
        for site in sites:
            for page in site.pages:
                name, path = f"{site.language} {page.url}", site.folder + file_of(page.url)
                if before.pages.get(name) == pages[name] and before.files.get(path) and (self.output.site / path).is_file():
                    found[site.language, page.url] = path
        return found

    def entries_of(self, sites: tuple[SitePlan, ...], kept: Iterable[PageKey]) -> dict[PageKey, tuple[SearchEntry, ...]]:
        """What the search knows of the pages that are kept; nothing of any when that cannot be told."""
        kept = set(kept)
        found: dict[PageKey, tuple[SearchEntry, ...]] = {}
        for site in sites if kept else ():
            try:
                index = (self.output.site / site.folder / SEARCH_INDEX).read_bytes()
                urls = [page.url for page in site.pages if (site.language, page.url) in kept]
                found |= {(site.language, url): entries for url, entries in known_entries(index, urls).items()}
            except (OSError, ValueError):
                return {}
        return found

    def plans(self, organisation_id: str) -> tuple[OrganisationContent | None, tuple[SitePlan, ...], tuple[Problem, ...]]:
        """The plans of an organisation in both languages, from what the first round left in the store."""
        known = self.known.get(organisation_id)
        content = self.reader.content(organisation_id, known) if known else None
        if content is None:
            return None, (), ()
        index = self.world.index_of(organisation_id)
        problems = tuple(check_references(content, index))
        if has_errors(problems):
            return content, (), problems
        sites = tuple(
            plan_site(content, language, index, words(language), catalogue=self.catalogue(content, language, index))
            for language in LANGUAGES
        )
        return content, sites, problems

    def catalogue(self, content: OrganisationContent, language: Language, index: Index) -> Catalogue:
        """The portal's catalogue, made once for the same records of organisations, with the digests of its pages."""
        if content.organisation.parent_id is not None:
            return Catalogue()
        key = self.catalogue_keys()[LANGUAGES.index(language)]
        found = from_bytes(self.reader.store.read("catalogues", key))
        if not isinstance(found, tuple):
            made = catalogue_of(Writer(content, language, index, words(language)))
            found = made, {page.url: page_digest(page) for page in made.pages}
            self.reader.store.write("catalogues", key, to_bytes(found))
        self.catalogued[language] = found[1]
        return cast(Catalogue, found[0])

    def catalogue_keys(self) -> list[str]:
        """Under which the catalogue lies, by language."""
        records = self.world.digest_of_records()
        return [digest(f"{language} {self.survey.program} {records}".encode()) for language in LANGUAGES]

    def page_digests(self, sites: tuple[SitePlan, ...]) -> dict[str, str]:
        """The digest of every page's plan, by language and url."""
        found: dict[str, str] = {}
        for site in sites:
            known = self.catalogued.get(site.language, {}) if site.organisation.parent_id is None else {}
            found |= {f"{site.language} {page.url}": known.get(page.url) or page_digest(page) for page in site.pages}
        return found
