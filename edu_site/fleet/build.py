"""`build_fleet`: all sites of a project, each rendered only when something it shows has changed.

In: settings. Out: a `BuildReport`. Two rounds over the organisations: the first reads what has changed, the second plans with
everything known and renders what differs from the last receipt. An organisation with errors keeps its last good site.
"""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from edu_site.fleet.fingerprint import digest, frame_digest, page_digest
from edu_site.fleet.output import Output, shared_folder
from edu_site.fleet.portal import finish, share_theme
from edu_site.fleet.reading import Reader, open_project
from edu_site.fleet.receipts import FOLDER, Receipt, Receipts
from edu_site.fleet.runs import own_name
from edu_site.fleet.state import Known, Made, State, write_state
from edu_site.fleet.store import FolderStore, open_store
from edu_site.fleet.survey import Survey, survey_folder
from edu_site.fleet.unchanged import BuildReport, Built, look_around, nothing_to_do, state_path
from edu_site.fleet.workers import run_jobs
from edu_site.fleet.world import Surroundings
from edu_site.language import words
from edu_site.model.addresses import site_folder
from edu_site.model.entries import OrganisationContent
from edu_site.model.organisation import LANGUAGES
from edu_site.model.plan import SitePlan
from edu_site.places import map_path
from edu_site.plan.references import check_references
from edu_site.plan.site import plan_site
from edu_site.problems import Problem, Where, has_errors, in_order, personal_numbers
from edu_site.render.engine.pages import Engine
from edu_site.render.site import PageKey, Renderer, file_of
from edu_site.render.site_files import SEARCH_INDEX, SearchEntry, known_entries
from edu_site.settings import Settings
from edu_site.source.content import Project
from edu_site.source.listing import list_groups
from edu_site.values import to_json

Done = TypeVar("Done")
Read = tuple[str, Known | None, tuple[Problem, ...], str]
FAULT_LENGTH = 300  # of the text of a fault in a report
STORE = "build/store"
Progress = Callable[[str, int, int], None]  # stage, done, of how many


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
        """First round: content and summary to the store, what is known of them back."""
        return self.guarded(
            organisation_id,
            lambda name: (name, *self.reader.read(name)),
            lambda fault: (organisation_id, None, (fault,), ""),
        )

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
        _content, sites, problems = self.plans(organisation_id)
        if has_errors(problems) or not sites:
            return Built(organisation_id, "kept", 0, problems)
        inputs["frame"] = frame_digest(sites)
        pages = {f"{site.language} {page.url}": page_digest(page) for site in sites for page in site.pages}
        kept = self.pages_kept(sites, before, inputs, pages)
        entries = self.entries_of(sites, kept)
        only = frozenset((site.language, page.url) for site in sites for page in site.pages) - entries.keys()
        files = self.renderer().render_organisation(sites, only, entries)
        staged = self.output.stage_site(organisation_id, files, before, [kept[key] for key in entries])
        self.receipts.write(organisation_id, staged.under_way())  # a run that is killed from here on leaves no claim
        self.receipts.write(organisation_id, Receipt(inputs, pages, self.output.install(staged)))
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
        return content, tuple(plan_site(content, language, index, words(language)) for language in LANGUAGES), problems


def begin(settings: Settings, seen: tuple[State, Survey] | None = None) -> Fleet:
    """A fleet ready for its first round; `seen` is what `look_around` found. Raises ConfigurationError, OSError."""
    before, survey = seen or look_around(settings)
    store = open_store(settings.store, settings.project / STORE)
    project = open_project(settings, survey, store)
    return Fleet(
        settings=settings,
        before=before,
        survey=survey,
        project=project,
        reader=Reader(project, survey, store, before),
        inputs={"theme": survey.theme, "program": survey.program, "data": shown_data(project)},
        output=Output(settings.site, own_name(settings.site, ".making"), settings.project),
        receipts=Receipts(settings.project / FOLDER / digest(str(settings.site.resolve()).encode())[:12]),
        assets_folder=shared_folder(survey.theme),
    )


def shown_data(project: Project) -> str:
    """What pages take from the code lists and the map."""
    return digest(to_json(project.registers.subjects) + map_path().read_bytes())


def wanted(fleet: Fleet) -> list[str]:
    """The organisations to build: all, or the ones asked for."""
    only = fleet.settings.only
    return [name for name in fleet.project.tree.organisations if not only or name in only]


def read_all(fleet: Fleet, progress: Progress) -> tuple[Problem, ...]:
    """First round: every organisation that has changed is read, and the world around each is known."""
    problems: list[Problem] = list(fleet.project.problems)
    changed: list[str] = []
    for name in fleet.project.tree.organisations:
        known = fleet.reader.known(name)
        if known is None:
            changed.append(name)
        else:
            fleet.known[name] = known
            problems += fleet.reader.problems(name, known)
    faults: set[str] = set()
    for number, (name, known, found, fault) in enumerate(run_jobs(fleet.read, changed, fleet.settings.workers), start=1):
        fleet.known |= {name: known} if known else {}
        problems += found
        faults |= {fault} - {""}
        progress("read", number, len(changed))
    problems += [Problem(Where(fleet.settings.store or STORE), "B06", {"reason": fault}) for fault in sorted(faults)]
    look_again(fleet)
    return tuple(problems)


def look_again(fleet: Fleet) -> None:
    """The world as it is known now, and what it means for each site."""
    fleet.worlds = [
        Surroundings(fleet.project.tree, fleet.known, fleet.reader.store, fleet.project.today, fleet.reader.summary)
    ]
    fleet.digests = {name: fleet.world.digest_of(name) for name in fleet.project.tree.organisations}


def read_again(fleet: Fleet, organisation_id: str) -> tuple[Problem, ...]:
    """One organisation as it is on the disk now, its problems; what is known of it stays when it has errors. Raises OSError."""
    content, folder = fleet.settings.project / "content", fleet.project.tree.organisations[organisation_id].folder
    group = next(list_groups(content, folder))
    fleet.survey.folders[folder] = survey_folder(content, group, None, now=0)
    known, problems, _fault = fleet.reader.read(organisation_id)
    if known.readable:
        fleet.known[organisation_id] = known
        look_again(fleet)
    return problems


def build_fleet(settings: Settings, progress: Progress) -> BuildReport:
    """Reads, plans and renders; the report tells what became of each organisation. Raises ConfigurationError, OSError."""
    seen = look_around(settings)
    report = nothing_to_do(settings, *seen)
    return report or build_changed(settings, seen, progress)


def build_changed(settings: Settings, seen: tuple[State, Survey], progress: Progress) -> BuildReport:
    """A build of what differs from what was seen of the last one. Raises ConfigurationError, OSError."""
    fleet = begin(settings, seen)
    try:
        return build_all(fleet, progress)
    finally:
        fleet.close()


def build_all(fleet: Fleet, progress: Progress) -> BuildReport:
    problems = list(read_all(fleet, progress))
    share_theme(fleet)
    names = wanted(fleet)
    inputs = {name: digest(to_json(fleet.inputs_of(name))) for name in names}
    todo = [name for name in names if not is_made(fleet, name, inputs[name])]
    made = {name: one for name, one in fleet.before.made.items() if name in fleet.digests and name not in todo}
    built = [Built(name, "unchanged", made[name].pages) for name in names if name in made]
    remember(fleet, made, whole=False, problems=())  # a run that is killed from here on has made nothing
    for name in todo:
        fleet.world.below(name)  # once, before there are several processes
    for number, one in enumerate(run_jobs(fleet.make, todo, fleet.settings.workers), start=1):
        built.append(one)
        problems += one.problems
        if one.state != "kept":
            folder = site_folder(fleet.project.tree.organisations[one.organisation_id])
            made[one.organisation_id] = Made(inputs[one.organisation_id], folder, one.pages)
        progress("build", number, len(todo))
    finish(fleet)
    everything = len(made) == len(fleet.project.tree.organisations) and not fleet.settings.only
    remember(fleet, made, whole=everything, problems=in_order(problems))
    return BuildReport(tuple(sorted(built, key=lambda one: one.organisation_id)), in_order(problems))


def is_made(fleet: Fleet, organisation_id: str, inputs: str) -> bool:
    """Whether a site is known to be what it should be. One that is asked for by name is always looked at."""
    found, settings = fleet.before.made.get(organisation_id), fleet.settings
    asked = settings.force or settings.only
    return found is not None and found.inputs == inputs and not asked and fleet.stands(organisation_id)


def remember(fleet: Fleet, made: dict[str, Made], *, whole: bool, problems: tuple[Problem, ...]) -> None:
    """What the next run need not find out again. Objects that nothing needs any more leave the project's own store."""
    known, survey = fleet.known, fleet.survey
    state = State(
        folders={path: one for path, one in survey.folders.items() if next(personal_numbers(path), None) is None},
        looked=survey.looked,
        known=known,
        made=made,
        whole=survey.whole if whole else "",
        since=max((one.since for one in known.values()), default=""),
        until=min((one.until for one in known.values()), default=""),
        problems=problems,
    )
    write_state(state_path(fleet.settings), state)
    store = fleet.reader.store
    if whole and isinstance(store, FolderStore) and not fleet.settings.store:
        kept = {f"{one.key}-{one.since}" for one in known.values()}
        for kind in ("contents", "summaries", "problems"):
            store.keep(kind, kept)
        store.keep("known", (one.key for one in known.values()))
        store.keep("below", fleet.world.below_keys.values())
        store.keep("peers", fleet.world.group_keys.values())
        store.keep("trees", (survey.tree,))
