"""`Preview`: one organisation while it is being written.

In: a fleet after its first round. Out: after each change, the organisation read, planned and rendered again; the others are
taken as they were. A text with errors leaves the last good pages where they are.
"""

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path

from edu_site.fleet.build import Fleet, read_all, share_theme
from edu_site.fleet.receipts import Receipt
from edu_site.language import words
from edu_site.model.organisation import LANGUAGES
from edu_site.plan.references import check_references
from edu_site.plan.site import plan_site
from edu_site.plan.summaries import summarise
from edu_site.problems import Problem, has_errors, in_order
from edu_site.source.content import read_one, read_project


@dataclass(slots=True)
class Preview:
    fleet: Fleet
    organisation_id: str
    receipt: Receipt | None = None
    records: dict[str, bytes] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.fleet.output.site

    def refresh(self) -> tuple[Problem, ...]:
        """Everything again that can differ; returns the organisation's problems."""
        self.read_tree_if_changed()
        fleet = self.fleet
        found = read_one(fleet.project, self.organisation_id)
        if found.content is None or fleet.index is None:
            return in_order((*fleet.project.problems, *found.problems))
        summary = summarise(found.content, fleet.project.today)
        items = {key: item for key, item in fleet.index.items.items() if key[0] != self.organisation_id}
        items |= {(self.organisation_id, item.section, item.id): item for item in summary.items}
        fleet.index = dataclasses.replace(fleet.index, items=items)
        problems = (*found.problems, *check_references(found.content, fleet.index))
        if not has_errors(problems):
            sites = tuple(plan_site(found.content, language, fleet.index, words(language)) for language in LANGUAGES)
            files = fleet.renderer().render_organisation(sites)
            staged = fleet.output.stage_site(self.organisation_id, files, self.receipt)
            self.receipt = Receipt({}, {}, fleet.output.install(staged))
        return in_order(problems)

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
            project = read_project(self.fleet.project.folder, self.fleet.project.today, self.fleet.settings.progress)
            if self.organisation_id in project.tree.organisations:
                self.fleet.project = project
                read_all(self.fleet, lambda *_: None)
        self.records = seen


def make_preview(fleet: Fleet, organisation_id: str) -> Preview:
    """A preview in the output folder of the fleet, with the theme's files beside it."""
    share_theme(fleet)
    for engine in fleet.renderer().engines.values():
        engine.config.extra.pop("content_security_policy", None)  # live reload is a script in the page
    return Preview(fleet, organisation_id)
