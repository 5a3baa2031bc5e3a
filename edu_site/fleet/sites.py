"""`Fleet`: what a build knows, and what it does for one organisation at a time: read it; make its site.

In: settings, project, survey, the world around each organisation. Out: what is known of an organisation, what became of its site. A
fault stays with its organisation, and one with errors keeps its last good site.
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from edu_site.fleet.fingerprint import digest
from edu_site.fleet.output import Output
from edu_site.fleet.reading import Reader
from edu_site.fleet.receipts import Receipts
from edu_site.fleet.state import Known, State
from edu_site.fleet.survey import Survey
from edu_site.fleet.unchanged import Built
from edu_site.fleet.world import Surroundings
from edu_site.language import words
from edu_site.model.addresses import site_folder
from edu_site.model.organisation import LANGUAGES
from edu_site.problems import Problem, Where
from edu_site.settings import Settings
from edu_site.source.content import Project
from edu_site.values import to_json

if TYPE_CHECKING:
    from edu_site.render.site import Renderer

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
    renderers: "list[Renderer]" = field(default_factory=list)

    def close(self) -> None:
        """Removes what only this run needed."""
        self.output.clear()

    @property
    def world(self) -> Surroundings:
        return self.worlds[0]

    def renderer(self) -> "Renderer":
        """What makes pages, with all it needs loaded: before there are several processes, so that they share it."""
        if not self.renderers:
            from edu_site.render.engine.pages import Engine
            from edu_site.render.site import Renderer

            import_module("edu_site.fleet.making")

            folder, subjects = self.project.folder, self.project.registers.subjects
            engines = {language: Engine(folder, language, self.assets_folder) for language in LANGUAGES}
            self.renderers.append(Renderer(engines, subjects, folder))
            for language in LANGUAGES:
                words(language)
        return self.renderers[0]

    def ready_to_read(self) -> Callable[[str], Read]:
        """The first round's work, with what it needs loaded."""
        import_module("edu_site.source.sections")
        return self.read

    def read(self, organisation_id: str) -> Read:
        """First round: content and summary to the store; what is known of them back, problems, why the store cannot keep them."""
        return self.guarded(organisation_id, self.reader.read, lambda fault: (None, (fault,), ""))

    def make(self, organisation_id: str) -> Built:
        """Second round: plan, compare, render."""
        from edu_site.fleet.making import make_site  # with planners and renderer, which only this round needs

        return self.guarded(organisation_id, partial(make_site, self), lambda fault: kept(organisation_id, fault))

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

    def inputs_digest(self, organisation_id: str) -> str:
        """Of everything a site is made from; under it the finished site lies in a store that is shared."""
        return digest(to_json(self.inputs_of(organisation_id)))

    def pack(self, organisation_id: str) -> Built:
        """Second round where the result goes to the store alone."""
        from edu_site.fleet.making import pack_site

        return self.guarded(organisation_id, partial(pack_site, self), lambda fault: kept(organisation_id, fault))

    def stands(self, organisation_id: str) -> bool:
        folder = site_folder(self.project.tree.organisations[organisation_id])
        return (self.output.site / folder / "index.html").is_file()

    def catalogue_keys(self) -> list[str]:
        """Under which the catalogue lies, by language."""
        records = self.world.digest_of_records()
        return [digest(f"{language} {self.survey.program} {records}".encode()) for language in LANGUAGES]


def kept(organisation_id: str, fault: Problem) -> Built:
    return Built(organisation_id, "kept", 0, (fault,))
