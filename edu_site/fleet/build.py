"""`build_fleet`: all sites of a project, each made only when something it shows has changed.

In: settings. Out: a `BuildReport`. Two rounds over the organisations: the first reads what has changed, the second plans with
everything known and renders what differs from the last receipt.
"""

from collections.abc import Callable, Iterator, Sequence

from edu_site.fleet.fingerprint import digest
from edu_site.fleet.output import Output, shared_folder
from edu_site.fleet.portal import finish, share_theme
from edu_site.fleet.reading import Reader, open_project
from edu_site.fleet.receipts import FOLDER, Receipts
from edu_site.fleet.remote import Remote
from edu_site.fleet.runs import own_name
from edu_site.fleet.sites import Fleet
from edu_site.fleet.state import Made, State, write_state
from edu_site.fleet.store import FolderStore, open_store, to_bytes
from edu_site.fleet.survey import Survey, survey_folder
from edu_site.fleet.unchanged import BuildReport, Built, look_around, nothing_to_do, state_path
from edu_site.fleet.workers import Lost, Prepare, Result, Watch, Workers, lost_problem, make_workers, unwatched
from edu_site.fleet.world import Surroundings
from edu_site.model.addresses import site_folder
from edu_site.places import map_path
from edu_site.problems import Problem, Where, in_order, personal_numbers
from edu_site.settings import Settings
from edu_site.source.content import Project
from edu_site.source.listing import list_groups
from edu_site.values import to_json

STORE = "build/store"
Progress = Callable[[str, int, int, int], None]  # stage, done, of how many, failed


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


def read_all(fleet: Fleet, progress: Progress, watch: Watch = unwatched) -> tuple[Problem, ...]:
    """The first round alone; what was read is remembered for the next run."""
    problems = read_changed(fleet, progress, watch)
    if (fleet.known, fleet.survey.folders) != (fleet.before.known, fleet.before.folders):
        remember(fleet, fleet.before.made, whole=False, problems=())
    return problems


def read_changed(
    fleet: Fleet, progress: Progress, watch: Watch = unwatched, meanwhile: Callable[[], object] = bool
) -> tuple[Problem, ...]:
    """First round: every organisation that has changed is read, and the world around each is known. `meanwhile` is done here while
    the workers get ready to read."""
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
    prepare = Remote(fleet.settings, fleet.survey.whole) if fleet.settings.scheduler else fleet.ready_to_read
    for number, (name, read) in enumerate(done(fleet, prepare, changed, watch, meanwhile), start=1):
        known, found, fault = (None, (lost_here(fleet, read),), "") if isinstance(read, Lost) else read
        fleet.known |= {name: known} if known else {}
        problems += found
        faults |= {fault} - {""}
        progress("read", number, len(changed), 0)
    problems += [Problem(Where(fleet.settings.store or STORE), "B06", {"reason": fault}) for fault in sorted(faults)]
    look_again(fleet)
    return tuple(problems)


def done(
    fleet: Fleet, prepare: Prepare[Result], jobs: Sequence[str], watch: Watch, meanwhile: Callable[[], object] = bool
) -> Iterator[tuple[str, Result | Lost]]:
    """Jobs done by workers, as they are ready."""
    if not jobs:
        return
    workers: Workers[Result] = make_workers(fleet.settings, watch)
    try:
        workers.start(prepare, len(jobs))
        meanwhile()
        yield from workers.run(jobs)
    finally:
        workers.close()


def lost_here(fleet: Fleet, lost: Lost) -> Problem:
    return lost_problem(lost, f"content/{fleet.project.tree.organisations[lost.job].folder}")


def look_again(fleet: Fleet, only: str | None = None) -> None:
    """The world as it is known now, and what it means for each site, or for one."""
    fleet.worlds = [
        Surroundings(fleet.project.tree, fleet.known, fleet.reader.store, fleet.project.today, fleet.reader.summary)
    ]
    names = fleet.project.tree.organisations if only is None else (only,)
    fleet.digests |= {name: fleet.world.digest_of(name) for name in names}


def read_again(fleet: Fleet, organisation_id: str) -> tuple[Problem, ...]:
    """One organisation as it is on the disk now, its problems; what is known of it stays when it has errors. Raises OSError."""
    content, folder = fleet.settings.project / "content", fleet.project.tree.organisations[organisation_id].folder
    group = next(list_groups(content, folder))
    fleet.survey.folders[folder] = survey_folder(content, group, None, now=0)
    known, problems, _fault = fleet.reader.read(organisation_id)
    if known.readable:
        fleet.known[organisation_id] = known
        look_again(fleet, organisation_id)
    return problems


def build_fleet(settings: Settings, progress: Progress, watch: Watch = unwatched) -> BuildReport:
    """Reads, plans and renders; the report tells what became of each organisation. Raises ConfigurationError, OSError."""
    seen = look_around(settings)
    return nothing_to_do(settings, *seen) or build_changed(settings, seen, progress, watch)


def build_changed(settings: Settings, seen: tuple[State, Survey], progress: Progress, watch: Watch = unwatched) -> BuildReport:
    """A build of what differs from what was seen of the last one. Raises ConfigurationError, OSError."""
    fleet = begin(settings, seen)
    try:
        return build_all(fleet, progress, watch)
    finally:
        fleet.close()


def build_all(fleet: Fleet, progress: Progress, watch: Watch = unwatched) -> BuildReport:
    problems = list(read_changed(fleet, progress, watch, fleet.renderer))
    fleet.renderer()  # before there are several processes, so that they share it
    share_theme(fleet)
    names = wanted(fleet)
    inputs = {name: fleet.inputs_digest(name) for name in names}
    todo = [name for name in names if not is_made(fleet, name, inputs[name])]
    made = {name: one for name, one in fleet.before.made.items() if name in fleet.digests and name not in todo}
    built = [Built(name, "unchanged", made[name].pages) for name in names if name in made]
    remember(fleet, made, whole=False, problems=())  # a run that is killed from here on has made nothing
    failed = 0
    for number, one in enumerate(make_all(fleet, todo, watch), start=1):
        built.append(one)
        failed += one.state == "kept"
        problems += one.problems
        if one.state != "kept":
            folder = site_folder(fleet.project.tree.organisations[one.organisation_id])
            made[one.organisation_id] = Made(inputs[one.organisation_id], folder, one.pages)
        progress("build", number, len(todo), failed)
    finish(fleet)
    everything = len(made) == len(fleet.project.tree.organisations) and not fleet.settings.only
    remember(fleet, made, whole=everything, problems=in_order(problems))
    return BuildReport(tuple(sorted(built, key=lambda one: one.organisation_id)), in_order(problems))


def make_all(fleet: Fleet, todo: Sequence[str], watch: Watch) -> Iterator[Built]:
    """Second round: every site of `todo` is made where it belongs, by processes here, or from the packs of a cluster."""
    for name in todo:
        fleet.world.below(name)  # once, before there are several processes
    prepare: Prepare[Built] = lambda: fleet.make  # noqa: E731
    if fleet.settings.scheduler:
        known = to_bytes(fleet.known)
        fleet.reader.store.write("worlds", digest(known), known)
        prepare = Remote(fleet.settings, fleet.survey.whole, digest(known))
    for name, one in done(fleet, prepare, todo, watch):
        if isinstance(one, Lost):
            yield Built(name, "kept", 0, (lost_here(fleet, one),))
        elif fleet.settings.scheduler and one.state == "built":
            yield fleet.make(name)  # out of its pack
        else:
            yield one


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
        shared=survey.shared,
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
        store.keep("catalogues", fleet.catalogue_keys())
        for kind in ("packs", "worlds"):  # of a cluster: the sites stand where they belong
            store.keep(kind, ())
