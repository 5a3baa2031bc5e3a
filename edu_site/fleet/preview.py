"""`Preview`: one organisation while it is being written.

In: a fleet after its first round. Out: after each change, the organisation read, planned and rendered again; the others are
taken as they were. A text with errors leaves the last good pages where they are.
"""

from dataclasses import dataclass, field
from pathlib import Path

from edu_site.fleet.build import begin, read_again, read_all
from edu_site.fleet.portal import share_theme
from edu_site.fleet.sites import Fleet
from edu_site.problems import Problem, has_errors, in_order


@dataclass(slots=True)
class Preview:
    fleet: Fleet
    organisation_id: str
    records: dict[str, bytes] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.fleet.output.site

    def refresh(self) -> tuple[Problem, ...]:
        """Everything again that can differ; returns the organisation's problems."""
        self.read_tree_if_changed()
        problems = read_again(self.fleet, self.organisation_id)
        if has_errors(problems):
            return in_order((*self.fleet.project.problems, *problems))
        return in_order((*problems, *self.fleet.make(self.organisation_id).problems))

    def read_tree_if_changed(self) -> None:
        """The whole tree again when an `organisation.yml` on the way to the root has changed."""
        content = self.fleet.project.folder / "content"
        tree = self.fleet.project.tree
        own = tree.organisations[self.organisation_id]
        folders = [tree.organisations[name].folder for name in own.path_ids] + [own.folder]
        seen = {name: (content / name / "organisation.yml").read_bytes() for name in folders}
        if seen == self.records:
            return
        if self.records:
            fleet = begin(self.fleet.settings)
            if self.organisation_id in fleet.project.tree.organisations:
                self.fleet = fleet
                read_all(self.fleet, lambda *_: None)
        self.records = seen


def make_preview(fleet: Fleet, organisation_id: str) -> Preview:
    """A preview in the output folder of the fleet, with the theme's files beside it."""
    share_theme(fleet)
    for engine in fleet.renderer().engines.values():
        engine.config.extra.pop("content_security_policy", None)  # live reload is a script in the page
    return Preview(fleet, organisation_id)
