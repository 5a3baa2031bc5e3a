"""A folder searched for personal data: the sources of a project, or its finished sites, attached files included.

In: a folder and what may be public. Out: problems, masked. The door looks at what is published; here every file is looked at,
whether something names it or not, and every finished page as a reader gets it.
"""

import html
from collections.abc import Iterator
from pathlib import Path

from edu_site.model.organisation import Tree
from edu_site.problems import Problem, Where, personal_numbers
from edu_site.source.allowed import read_public
from edu_site.source.attached import LOOKED_INTO, document_problems
from edu_site.source.files import FILE_LIMIT, place_of, read_bytes
from edu_site.source.formats import extension_of
from edu_site.source.images import tells_place
from edu_site.source.personal import scan_text
from edu_site.source.pictures import PICTURES
from edu_site.source.tree import OWNERS

TEXTS = ("html", "json", "geojson", "csv", "txt", "xml", "ics", "md", "yml", "yaml", "svg")
STAFF = "/staff/"  # where people are named with their contacts on purpose
CONTACTS = ("P02", "P03")


def everything_public(project: Path, tree: Tree) -> frozenset[str]:
    """What may be said of persons by any organisation of the project."""
    found: set[str] = set()
    for organisation in tree.organisations.values():
        found |= read_public(project, organisation, tree)[0]
    return frozenset(found)


def scan_folder(project: Path, folder: Path, public: frozenset[str]) -> Iterator[Problem]:
    """Every file below a folder, in order; paths are told from the project where they lie in it. Raises OSError."""
    allowed_lists = frozenset(one.rsplit("/", 1)[-1] for one in public if one.startswith("content/"))
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        shown = (path.relative_to(project) if path.is_relative_to(project) else path.relative_to(folder)).as_posix()
        for _start, masked in personal_numbers(path.name):
            yield Problem(Where(shown), "P01", {"masked": masked})
        data = read_bytes(folder, path.relative_to(folder).as_posix(), FILE_LIMIT)
        if isinstance(data, Problem):
            yield Problem(Where(shown), data.code, data.values)
            continue
        for problem in found_in(project, shown, data, public):
            if problem.code == "P04" and path.name in allowed_lists:
                continue
            if problem.code not in CONTACTS or not may_hold_contacts(shown):
                yield problem


def may_hold_contacts(path: str) -> bool:
    """Records of staff, and the list of those who write, which is not published."""
    return STAFF in f"/{path}" or path == f"content/{OWNERS}"


def found_in(project: Path, path: str, data: bytes, public: frozenset[str]) -> Iterator[Problem]:
    """Personal data in one file, by its type."""
    extension = extension_of(path)
    if extension in TEXTS:
        yield from found_in_text(path, data.decode("utf-8", "replace"), public, is_page=extension == "html")
    elif extension in LOOKED_INTO:
        yield from document_problems(project, path, data, public)
    elif extension in PICTURES and tells_place(data):
        yield Problem(Where(path), "F19", {"name": path.rsplit("/", 1)[-1], "what": "where a picture was taken"})


def found_in_text(path: str, text: str, public: frozenset[str], *, is_page: bool) -> Iterator[Problem]:
    """Lists of pupils are looked for where tables are written, not in pages, which are made of them."""
    read = html.unescape(text) if is_page else text
    for finding in scan_text(read, public, lists=not is_page):
        values = {"masked": finding.shown} if finding.shown else {}
        yield Problem(Where(path, *place_of(read, finding.start)), finding.code, values)
