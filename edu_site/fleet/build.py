"""`build_fleet`: all sites of a project, each rendered only when something it shows has changed.

In: settings. Out: a `BuildReport`. Two rounds over the organisations: the first reads and summarises, the second plans with
everything known and renders what differs from the last receipt. An organisation with errors keeps its last good site.
"""

import pickle
import shutil
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from edu_site.fleet.fingerprint import digest, page_digest, plan_digest, program_digest, theme_digest
from edu_site.fleet.output import Output, shared_folder
from edu_site.fleet.receipts import FOLDER, Receipt, Receipts, write_whole
from edu_site.fleet.runs import own_folder, own_name
from edu_site.fleet.workers import run_jobs
from edu_site.language import words
from edu_site.model.addresses import has_own_address, site_address, site_folder
from edu_site.model.entries import OrganisationContent, OrganisationSummary
from edu_site.model.organisation import LANGUAGES
from edu_site.model.plan import SitePlan
from edu_site.places import map_path
from edu_site.plan.references import check_references
from edu_site.plan.site import plan_site
from edu_site.plan.summaries import Index, make_index, summarise
from edu_site.problems import Problem, Where, has_errors, in_order
from edu_site.render.engine.configuration import theme_folder
from edu_site.render.engine.pages import Engine
from edu_site.render.site import Renderer
from edu_site.render.site_files import robots, site_map_index
from edu_site.settings import Settings
from edu_site.source.content import Project, read_one, read_project
from edu_site.source.registers import Registers
from edu_site.values import to_json

Done = TypeVar("Done")
FAULT_LENGTH = 300  # of the text of a fault in a report
Progress = Callable[[str, int, int], None]  # stage, done, of how many


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one organisation: "built", "unchanged" or "kept" (errors: the last good site stays)."""

    organisation_id: str
    state: str
    pages: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildReport:
    built: tuple[Built, ...]
    problems: tuple[Problem, ...]

    def count(self, state: str) -> int:
        return sum(one.state == state for one in self.built)

    @property
    def pages(self) -> int:
        return sum(one.pages for one in self.built if one.state == "built")


@dataclass(slots=True)
class Fleet:
    """What a build knows while it runs; forked into the workers, each of which makes its own renderer."""

    settings: Settings
    project: Project
    spool: Path
    inputs: dict[str, str]
    output: Output
    receipts: Receipts
    assets_folder: str
    index: Index | None = None
    renderers: list[Renderer] = field(default_factory=list)

    def close(self) -> None:
        """Removes what only this run needed."""
        shutil.rmtree(self.spool, ignore_errors=True)
        shutil.rmtree(self.output.staging, ignore_errors=True)

    def renderer(self) -> Renderer:
        if not self.renderers:
            folder, subjects = self.project.folder, self.project.registers.subjects
            engines = {language: Engine(folder, language, self.assets_folder) for language in LANGUAGES}
            self.renderers.append(Renderer(engines, subjects, folder))
        return self.renderers[0]

    def read(self, organisation_id: str) -> tuple[OrganisationSummary | None, tuple[Problem, ...]]:
        """First round: content to the spool, its summary back."""
        return self.guarded(organisation_id, self.read_and_spool, lambda fault: (None, (fault,)))

    def read_and_spool(self, organisation_id: str) -> tuple[OrganisationSummary | None, tuple[Problem, ...]]:
        found = read_one(self.project, organisation_id)
        if found.content is None:
            return None, found.problems
        (self.spool / organisation_id).write_bytes(pickle.dumps(found.content))
        return summarise(found.content, self.project.today), found.problems

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

    def make_site(self, organisation_id: str) -> Built:
        content, sites, problems = self.plans(organisation_id)
        if has_errors(problems) or content is None:
            return Built(organisation_id, "kept", 0, problems)
        pages = sum(len(site.pages) for site in sites)
        inputs = {"plan": plan_digest(sites), **self.inputs}
        before = self.receipts.read(organisation_id)
        whole = before is not None and (self.output.site / sites[0].folder / "index.html").is_file()
        if whole and before is not None and before.inputs == inputs and not self.settings.force:
            return Built(organisation_id, "unchanged", pages)
        staged = self.output.stage_site(organisation_id, self.renderer().render_organisation(sites), before)
        self.receipts.write(organisation_id, staged.under_way())  # a run that is killed from here on leaves no claim
        files = self.output.install(staged)
        page_digests = {f"{site.language} {page.url}": page_digest(page) for site in sites for page in site.pages}
        self.receipts.write(organisation_id, Receipt(inputs, page_digests, files))
        return Built(organisation_id, "built", pages)

    def plans(self, organisation_id: str) -> tuple[OrganisationContent | None, tuple[SitePlan, ...], tuple[Problem, ...]]:
        """The plans of an organisation in both languages, from what the first round spooled."""
        spooled = self.spool / organisation_id
        if not spooled.is_file() or self.index is None:
            return None, (), ()
        content: OrganisationContent = pickle.loads(spooled.read_bytes())  # noqa: S301  (our own file of this run)
        problems = tuple(check_references(content, self.index))
        if has_errors(problems):
            return content, (), problems
        sites = tuple(plan_site(content, language, self.index, words(language)) for language in LANGUAGES)
        return content, sites, problems


def begin(settings: Settings) -> Fleet:
    """A fleet ready for its first round. Raises ConfigurationError, OSError."""
    project = read_project(settings.project, settings.today, settings.progress)
    themes = theme_folder(settings.project)
    theme = theme_digest(settings.project, themes)
    return Fleet(
        settings=settings,
        project=project,
        spool=own_folder(settings.project / "build", "run"),
        inputs={"theme": theme, "program": program_digest(), "data": data_digest(project.registers)},
        output=Output(settings.site, own_name(settings.site, ".making"), settings.project),
        receipts=Receipts(settings.project / FOLDER / digest(str(settings.site.resolve()).encode())[:12]),
        assets_folder=shared_folder(theme),
    )


def data_digest(registers: Registers) -> str:
    """What pages take from the code lists and the map."""
    return digest(to_json(registers.subjects) + map_path().read_bytes())


def wanted(fleet: Fleet) -> list[str]:
    """The organisations to build: all, or the ones asked for."""
    only = fleet.settings.only
    return [name for name in fleet.project.tree.organisations if not only or name in only]


def read_all(fleet: Fleet, progress: Progress) -> tuple[Problem, ...]:
    """First round: every organisation read, the index made."""
    names = list(fleet.project.tree.organisations)
    summaries: list[OrganisationSummary] = []
    problems: list[Problem] = list(fleet.project.problems)
    for number, (summary, found) in enumerate(run_jobs(fleet.read, names, fleet.settings.workers), start=1):
        summaries += [summary] if summary else []
        problems += found
        progress("read", number, len(names))
    read = {summary.organisation.id for summary in summaries}
    unread = frozenset(names) - read
    organisations = fleet.project.tree.organisations
    fleet.index = make_index(organisations, sorted(summaries, key=lambda s: s.organisation.id), unread, fleet.project.today)
    return tuple(problems)


def build_fleet(settings: Settings, progress: Progress) -> BuildReport:
    """Reads, plans and renders; the report tells what became of each organisation. Raises ConfigurationError, OSError."""
    fleet = begin(settings)
    try:
        return build_all(fleet, progress)
    finally:
        fleet.close()


def build_all(fleet: Fleet, progress: Progress) -> BuildReport:
    problems = list(read_all(fleet, progress))
    share_theme(fleet)
    names = wanted(fleet)
    built: list[Built] = []
    for number, one in enumerate(run_jobs(fleet.make, names, fleet.settings.workers), start=1):
        built.append(one)
        problems += one.problems
        progress("build", number, len(names))
    finish(fleet)
    return BuildReport(tuple(sorted(built, key=lambda one: one.organisation_id)), in_order(problems))


def share_theme(fleet: Fleet) -> None:
    """The theme's files and those of the brands, once for all sites."""
    fleet.output.share(shared_files(fleet), fleet.assets_folder)
    for organisation in fleet.project.tree.organisations.values():
        if has_own_address(organisation):
            fleet.output.link_shared(fleet.assets_folder, site_folder(organisation))


def shared_files(fleet: Fleet) -> Iterator[tuple[str, Path]]:
    """Path below the shared folder and place on disk. The renderer is made only when somebody asks."""
    yield from fleet.renderer().engines["kk"].theme_files()
    yield from brand_files(theme_folder(fleet.settings.project))


def brand_files(themes: Path) -> Iterator[tuple[str, Path]]:
    """`brands/<brand>/brand.css` and `emblem.svg`, from the folders of the brands."""
    for style in sorted(themes.glob("*/brand.css")):
        for path in sorted(style.parent.iterdir()):
            if path.suffix in (".css", ".svg"):
                yield f"brands/{style.parent.name}/{path.name}", path


def finish(fleet: Fleet) -> None:
    """What belongs to all sites together; sites of organisations that are gone are removed."""
    tree = fleet.project.tree
    for name in fleet.receipts.ids() if tree.organisations else ():  # no tree at all is a mistake, not an order to delete
        if name not in tree.organisations and name not in tree.broken:
            before = fleet.receipts.read(name)
            fleet.output.delete(before.files if before else ())
            fleet.receipts.remove(name)
    root = next((o for o in tree.organisations.values() if o.parent_id is None), None)
    if root is not None and fleet.index is not None:
        origin = fleet.index.portal_origin
        present = [o for o in tree.organisations.values() if (fleet.output.site / site_folder(o) / "sitemap.xml").is_file()]
        maps = [site_address(o, origin).absolute + "sitemap.xml" for o in present]
        write_whole(fleet.output.site / "sitemap-index.xml", site_map_index(maps).encode())
        write_whole(fleet.output.site / "robots.txt", robots(origin, "sitemap-index.xml").encode())
    if fleet.output.has_other_shared(fleet.assets_folder):
        themes = {receipt.theme for name in fleet.receipts.ids() if (receipt := fleet.receipts.read(name))}
        fleet.output.keep_shared(themes, (site_folder(o) for o in tree.organisations.values() if has_own_address(o)))
