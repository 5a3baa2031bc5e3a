"""`take_survey`: what a build depends on, as digests, found without reading what has not changed.

In: settings and what the last run knew. Out: a `Survey`. Light on purpose: when its digest is that of the last complete build,
nothing else of the program has to be loaded.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from edu_site.fleet.copied import halved
from edu_site.fleet.fingerprint import content_digest, digest, file_digest, program_digest
from edu_site.fleet.state import Folder, State
from edu_site.places import delivered, theme_folder
from edu_site.settings import Settings
from edu_site.source.listing import Group, digests_of, list_group, list_groups, look_below

MANY = 200  # folders: below that a copy of the process takes longer than it saves
SETTLED = 2_000_000_000  # nanoseconds after which a change cannot hide behind an equal time of change
PROGRESS = "progress"
PRIVATE = {PROGRESS, "exports", "records"}  # below data/: the figures have their own digest; the rest no build reads


@dataclass(frozen=True, slots=True)
class Survey:
    """Digests of all inputs. `folders` are those of content; `tree` is what the tree of organisations depends on: code lists,
    program, and of every folder its shape and its record."""

    folders: dict[str, Folder]
    looked: dict[str, tuple[str, str]]
    tree: str
    theme: str
    data: str
    progress: str
    program: str

    @property
    def shared(self) -> str:
        """What every organisation is read from beside its own folder: no key of `fleet.reading` is made from anything else."""
        return f"{self.tree} {self.progress}"

    @property
    def whole(self) -> str:
        """The digest of everything, but for the day."""
        sources = "\n".join(f"{path}\0{folder.source}" for path, folder in self.folders.items())
        parts = (self.tree, self.theme, self.data, self.progress, self.program)
        return digest("\n".join((*parts, sources)).encode())


def take_survey(settings: Settings, before: State, now: int) -> Survey:
    """Everything that is an input, its digest taken again only where its look has changed. `now` is the file system's time in
    nanoseconds. Raises OSError."""
    project, looked = settings.project, dict(before.looked)
    folders = survey_content(project / "content", before.folders, now, alone=settings.workers <= 1)
    records = "\n".join(f"{path}\0{folder.shape}\0{folder.record}" for path, folder in folders.items())
    data = [taken(looked, path, now, PRIVATE) for path in dict.fromkeys((project / "data", delivered("data"))) if path.is_dir()]
    figures = settings.progress or project / "data" / PROGRESS
    program = program_digest()
    written = file_digest(project / "mkdocs.yml")
    themes = theme_folder(project)
    own_themes = [taken(looked, path, now) for path in (project / "themes",) if path != themes and path.is_dir()]
    return Survey(
        folders=folders,
        looked=looked,
        tree=digest("\n".join((records, *data, program)).encode()),
        theme=digest("\n".join((taken(looked, themes, now), *own_themes, written)).encode()),
        data=digest("\n".join(data).encode()),
        progress=taken(looked, figures, now) if figures.is_dir() else "",
        program=program,
    )


def survey_content(content: Path, before: dict[str, Folder], now: int, *, alone: bool = True) -> dict[str, Folder]:
    """Every folder of content by its path, parents first; nothing when there is no content at all. Of many a copy of this process looks at
    half, unless it must be `alone`: to look is to ask the kernel of each file."""
    if not content.is_dir():
        return {}
    top, below = list_group(content, "")

    def look(paths: Sequence[str]) -> dict[str, Folder]:
        groups = (group for path in paths for group in list_groups(content, path))
        return {group.path: survey_folder(content, group, before.get(group.path), now) for group in groups}

    found = {"": survey_folder(content, top, before.get(""), now)}
    return found | (look(below) if alone or len(before) < MANY else halved(look, below))


def survey_folder(content: Path, group: Group, before: Folder | None, now: int) -> Folder:
    if before is not None and before.look == group.look:
        return before
    source, record = digests_of(content, group.path) if group.is_organisation else (group.look, "")
    look = group.look if group.newest + SETTLED < now else ""  # looked at while it was written: once more next time
    return Folder(look, group.shape, source, record)


def taken(looked: dict[str, tuple[str, str]], folder: Path, now: int, without: Collection[str] = ()) -> str:
    """The digest of a folder's files, from memory while its look is the same."""
    name = str(folder)
    found, newest = look_below(name, without)
    if name not in looked or looked[name][0] != found:
        looked[name] = (found if newest + SETTLED < now else "", content_digest(folder, without))
    return looked[name][1]
