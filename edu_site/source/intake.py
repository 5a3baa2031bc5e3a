"""Whether a contribution may come in, judged by its git tree before anything of it is checked out.

In: a repository and two commits. Out: problems of paths, kinds of files and rights. A contribution is text, tables, documents and
pictures below `content/`; it is never configuration, a template or a program, and it writes only where its author may.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from edu_site.model.record import record
from edu_site.problems import Problem, Where, nearest
from edu_site.source.files import FILE_LIMIT, FILE_NAME, TEXT_LIMIT, decoded
from edu_site.source.formats import FORMATS, extension_of
from edu_site.source.listing import RECORD
from edu_site.source.repository import LINK, PROGRAM, REPOSITORY, Author, Repository, TreeFile
from edu_site.source.schema import to_record
from edu_site.source.tree import CONFIGURATION, OWNERS
from edu_site.source.yaml import read_yaml

CONTENT = "content"
PATH_LIMIT = 240  # bytes: what a folder of a web server or an archive of Windows still takes
TEXTS = ("md", "yml")
OF_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}


@record
class Owner:
    """Who writes for which organisations, and for those below them. `author` is the e-mail or the name in the commits."""

    author: str
    organisations: tuple[str, ...]


@record
class Owners:
    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is asked to come in: the commits it lies between, and who is known to ask (None: those the commits name)."""

    repository: Repository
    base: str
    head: str
    author: str | None = None


def judge(asked: Contribution) -> Iterator[Problem]:
    """Everything that forbids taking the contribution in. Raises NotARevision."""
    changed = asked.repository.changed(asked.base, asked.head)
    files = {file.path: file for file in asked.repository.files(asked.head)}
    for path in changed:
        yield from path_problems(path)
        if path in files:
            yield from file_problems(files[path])
    yield from collisions(changed, files)
    yield from rights(asked, changed, files)


def path_problems(path: str) -> Iterator[Problem]:
    """What is wrong with where a file lies and how it is called."""
    where, names = Where(path), path.split("/")
    if names[0] != CONTENT:
        yield Problem(where, "G03")
    elif any(is_odd(name) for name in names) or len(path.encode("utf-8", "surrogateescape")) > PATH_LIMIT:
        yield Problem(where, "F05", {"name": next((name for name in names if is_odd(name)), names[-1])})
    elif names[-1] in CONFIGURATION or is_code(names[-1]):
        yield Problem(where, "F09", {"name": names[-1]})


def is_odd(name: str) -> bool:
    """Anything but small Latin letters, digits, dots and hyphens, and names that some system cannot store."""
    return not FILE_NAME.match(name) or name.endswith(".") or name.split(".")[0] in OF_DEVICES


def is_code(name: str) -> bool:
    """Whatever its type is, it is none of those that are published or read."""
    return extension_of(name) not in (*TEXTS, *FORMATS)


def file_problems(file: TreeFile) -> Iterator[Problem]:
    """What is wrong with the kind and the size of a file."""
    where = Where(file.path)
    if file.mode == LINK:
        yield Problem(where, "F01")
    elif file.mode == REPOSITORY:
        yield Problem(where, "G01")
    elif file.mode == PROGRAM:
        yield Problem(where, "G02")
    limit = TEXT_LIMIT if extension_of(file.path) in TEXTS else FILE_LIMIT
    if file.size > limit:
        yield Problem(where, "F02", {"size": str(file.size), "limit": str(limit)})


def collisions(changed: Iterable[str], files: dict[str, TreeFile]) -> Iterator[Problem]:
    """Paths that are one path on a system that does not tell letters apart by case or composition."""
    added = [path for path in changed if path in files]
    asked = {folded(part) for path in added for part in parts(path)}
    taken: dict[str, set[str]] = {}
    for path in files:
        for part in parts(path):
            if folded(part) in asked:
                taken.setdefault(folded(part), set()).add(part)
    for path in added:
        for part in parts(path):
            for other in sorted(taken[folded(part)] - {part}):
                yield Problem(Where(path), "G04", {"other": other})


def parts(path: str) -> Iterator[str]:
    """The folders of a path, and the path itself."""
    names = path.split("/")
    return ("/".join(names[:length]) for length in range(1, len(names) + 1))


def folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def rights(asked: Contribution, changed: Iterable[str], files: dict[str, TreeFile]) -> Iterator[Problem]:
    """Whether each author may write where they wrote. Who may is said by the owners before the contribution, not by it."""
    before = {file.path: file for file in asked.repository.files(asked.base, CONTENT)}
    folders = folders_of({**files, **before})
    owners, problems = read_owners(asked.repository, before)
    new, wrong = read_owners(asked.repository, files)
    yield from {problem.key: problem for problem in (*problems, *wrong, *unknown(new, folders))}.values()
    if owners is None:
        yield Problem(Where(f"{CONTENT}/{OWNERS}"), "G06")
        return
    authors = (Author("", asked.author, asked.author),) if asked.author else asked.repository.authors(asked.base, asked.head)
    for author in authors:
        may = tuple(
            folders[name] for owner in owners.owners if is_by(author, owner) for name in owner.organisations if name in folders
        )
        for path in changed:
            if not any(PurePosixPath(path).is_relative_to(folder) for folder in may):
                yield Problem(Where(path), "G05", {"commit": author.commit[:10] or "-"})


def unknown(owners: Owners | None, folders: Iterable[str]) -> Iterator[Problem]:
    """Organisations in the list of owners that do not exist."""
    for owner in owners.owners if owners else ():
        for name in set(owner.organisations) - set(folders):
            near = nearest(name, folders) or "-"
            yield Problem(Where(f"{CONTENT}/{OWNERS}"), "G07", {"id": name, "nearest": near})


def is_by(author: Author, owner: Owner) -> bool:
    return owner.author.casefold() in (author.email.casefold(), author.name.casefold())


def folders_of(files: Iterable[str]) -> dict[str, str]:
    """Organisations by the name of their folder; the republic is the folder `content` itself."""
    found = {"republic": CONTENT}
    for path in files:
        if path.endswith(f"/{RECORD}") and path.startswith(f"{CONTENT}/"):
            folder = path.removesuffix(f"/{RECORD}")
            if folder != CONTENT:
                found[folder.rsplit("/", 1)[-1]] = folder
    return found


def read_owners(repository: Repository, files: dict[str, TreeFile]) -> tuple[Owners | None, tuple[Problem, ...]]:
    """The owners in a tree; None when there are none, or none that can be read."""
    path = f"{CONTENT}/{OWNERS}"
    file = files.get(path)
    if file is None or file.mode in (LINK, REPOSITORY) or file.size > TEXT_LIMIT:
        return None, ()
    text = decoded(next(repository.blobs([file.blob])), path)
    if isinstance(text, Problem):
        return None, (text,)
    node, problems = read_yaml(text, path)
    if node is None:
        return None, problems
    found, wrong = to_record(node, Owners)
    return found, (*problems, *wrong)


def write_tree(repository: Repository, commit: str, names: Iterable[str], folder: Path) -> None:
    """Writes the files of a commit below `names` into an empty folder: plain files only, none outside. Raises OSError."""
    files = [
        file
        for file in repository.files(commit, *names)
        if file.mode not in (LINK, REPOSITORY) and file.size <= FILE_LIMIT and is_inside(file.path)
    ]
    for file, data in zip(files, repository.blobs(file.blob for file in files), strict=True):
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def is_inside(path: str) -> bool:
    """Git itself refuses `..` and `.git` in trees it makes; a hostile one may hold them all the same."""
    return not any(name in ("", ".", "..") or name.lower() == ".git" or "\\" in name for name in path.split("/"))
