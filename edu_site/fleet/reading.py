"""Reading what has changed: contents and their summaries go to the store, what is known of them comes back.

In: a project, its survey and what the last run knew. Out: a `Known` for each organisation, with its problems. What was read before
under the same key is not read again, on this machine or on another one that shares the store.
"""

import datetime as dt
from contextlib import closing
from dataclasses import dataclass, replace

from edu_site.fleet.fingerprint import digest
from edu_site.fleet.state import Known, State
from edu_site.fleet.store import Store, from_bytes, to_bytes
from edu_site.fleet.survey import Survey
from edu_site.fleet.workers import Workers, make_workers
from edu_site.fleet.world import facts_of
from edu_site.model.entries import OrganisationContent, OrganisationSummary
from edu_site.model.organisation import Tree
from edu_site.plan.summaries import summarise
from edu_site.problems import Problem, in_order
from edu_site.settings import Settings
from edu_site.source.content import Project, ReadOrganisation, has_its_pictures, read_one, read_project
from edu_site.values import to_json

DAY = dt.timedelta(days=1)


def open_project(settings: Settings, survey: Survey, store: Store) -> Project:
    """The project with its tree: the one that is known for the same records, else read. Raises OSError."""
    known = known_tree(survey, store)
    if known is None and settings.workers:
        read_apart(replace(settings, workers=1, scheduler=""), survey, store)
        known = known_tree(survey, store)
    project = read_project(settings.project, settings.today, settings.progress, known)
    if known is None and not any(problem.code == "P01" for problem in project.tree_problems):
        store.write("trees", survey.tree, to_bytes((project.tree, project.tree_problems)))
    return project


def known_tree(survey: Survey, store: Store) -> tuple[Tree, tuple[Problem, ...]] | None:
    found = from_bytes(store.read("trees", survey.tree))
    return found if isinstance(found, tuple) and found and isinstance(found[0], Tree) else None


def read_apart(settings: Settings, survey: Survey, store: Store) -> None:
    """The tree read in a process that ends then: records take many times the memory of what becomes of them, and all processes of a
    build would begin with the holes they leave. What cannot be kept in the store is read again by the caller."""

    def read(_job: str) -> None:
        open_project(replace(settings, workers=0), survey, store)

    workers: Workers[None] = make_workers(settings)
    with closing(workers):
        workers.start(lambda: read)
        for _done in workers.run(("content",)):
            pass


@dataclass(slots=True)
class Reader:
    project: Project
    survey: Survey
    store: Store
    before: State

    def key(self, organisation_id: str) -> str:
        """The digest of everything an organisation's content is read from, but for the day."""
        tree, survey = self.project.tree, self.survey
        organisation = tree.organisations[organisation_id]
        folder = survey.folders.get(organisation.folder)
        names_others = (self.project.folder / "content" / organisation.folder / "ratings").is_dir()
        above = [survey.folders.get(tree.organisations[name].folder) for name in organisation.path_ids]
        parts = (
            to_json(organisation).decode(),
            *(one.record if one else "" for one in above),
            folder.source if folder else "",
            str(organisation_id in tree.broken),
            "\n".join(tree.organisations) if names_others else "",
            survey.data,
            survey.progress,
            survey.program,
        )
        return digest("\0".join(parts).encode())

    def known(self, organisation_id: str) -> Known | None:
        """What is still known of an organisation: None when it has to be read."""
        found, today = self.before.known.get(organisation_id), self.project.today.isoformat()
        if found is not None and found.since <= today < found.until and self.is_as_read(organisation_id, found):
            return found
        stored = from_bytes(self.store.read("known", self.key(organisation_id)))
        return stored if isinstance(stored, Known) and stored.since <= today < stored.until else None

    def is_as_read(self, organisation_id: str, known: Known) -> bool:
        """Whether the key of an organisation would be the one it was read under; that of thousands need not be made to tell."""
        folder = self.project.tree.organisations[organisation_id].folder
        own, before = self.survey.folders.get(folder), self.before.folders.get(folder)
        if self.before.shared == self.survey.shared and own and before and own.source == before.source:
            return True
        return known.key == self.key(organisation_id)

    def read(self, organisation_id: str) -> tuple[Known, tuple[Problem, ...], str]:
        """The organisation read and put into the store; the last is why the store could not keep it, else ""."""
        read = read_one(self.project, organisation_id)
        problems, summary = in_order(read.problems), None
        if read.content is not None:
            summary = summarise(read.content, self.project.today)
        known = self.describe(organisation_id, read, summary)
        faults = [self.keep("problems", known, problems)] if problems else []
        if summary is not None:
            faults += [self.keep("contents", known, read.content), self.keep("summaries", known, summary)]
        faults.append(self.store.write("known", known.key, to_bytes(known)))
        return known, problems, next(filter(None, faults), "")

    def describe(self, organisation_id: str, read: ReadOrganisation, summary: OrganisationSummary | None) -> Known:
        key, today, content = self.key(organisation_id), self.project.today, read.content
        if content is None or summary is None:
            return Known(key, today.isoformat(), (today + DAY).isoformat(), readable=False, has_problems=bool(read.problems))
        return Known(
            key=key,
            since=content.since.isoformat(),
            until=content.until.isoformat(),
            readable=True,
            has_problems=bool(read.problems),
            facts=facts_of(content, summary),
        )

    def keep(self, kind: str, known: Known, value: object) -> str:
        return self.store.write(kind, f"{known.key}-{known.since}", to_bytes(value))

    def problems(self, organisation_id: str, known: Known) -> tuple[Problem, ...]:
        """What there was to tell when the organisation was read."""
        if not known.has_problems:
            return ()
        found = from_bytes(self.store.read("problems", f"{known.key}-{known.since}"))
        return found if isinstance(found, tuple) else in_order(read_one(self.project, organisation_id).problems)

    def content(self, organisation_id: str, known: Known) -> OrganisationContent | None:
        """The content, from the store or read again."""
        if not known.readable:
            return None
        found = from_bytes(self.store.read("contents", f"{known.key}-{known.since}"))
        whole = isinstance(found, OrganisationContent) and has_its_pictures(self.project.folder, found)
        return found if whole else read_one(self.project, organisation_id).content

    def summary(self, organisation_id: str) -> OrganisationSummary | None:
        """The summary of an organisation whose object is lost."""
        content = read_one(self.project, organisation_id).content
        return summarise(content, self.project.today) if content else None
