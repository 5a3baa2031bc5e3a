"""The finished site as a list of files with digests.

In: the folder a build has filled. Out: its files in order, or why it cannot be published: a build is under way, or something lies
in it that is no file.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from edu_site.problems import Problem, Where
from edu_site.publish.release import OWN, File

PIECE = 1 << 20  # bytes read at once
MAKING = ".making"  # a build's own folder inside the site, there while it runs or when it was killed
OPEN = (".well-known",)  # the only hidden names that are published
SHARED = re.compile(r"^((?:.*/)?assets/[0-9a-f]{12}/)")  # the theme's files lie in a folder named after their digest

Step = Callable[[str, int, int], None]  # stage, done, of how many


def list_site(site: Path, step: Step) -> tuple[tuple[File, ...], tuple[Problem, ...]]:
    """Every file of a site with its digest. Raises OSError."""
    paths, problems = [], []
    for path in walk(site, ""):
        if isinstance(path, Problem):
            problems.append(path)
        elif path not in OWN:
            paths.append(path)
    if problems:
        return (), tuple(problems)
    files = []
    for number, path in enumerate(sorted(paths), start=1):
        files.append(hashed(site, path))
        step("list", number, len(paths))
    return tuple(files), ()


def walk(site: Path, folder: str) -> Iterator[str | Problem]:
    """Paths below the site; links and what is neither file nor folder are problems."""
    with os.scandir(site / folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            path = f"{folder}{entry.name}"
            if entry.name.startswith(MAKING) and not folder:
                yield Problem(Where(str(site / path)), "U04")
            elif entry.is_symlink():
                yield Problem(Where(str(site / path)), "F01")
            elif entry.name.startswith(".") and entry.name not in OPEN:
                continue
            elif entry.is_dir():
                yield from walk(site, path + "/")
            elif entry.is_file():
                yield path
            else:
                yield Problem(Where(str(site / path)), "F08", {"reason": "not a regular file"})


def hashed(site: Path, path: str) -> File:
    """A file with its digest and size. Raises OSError."""
    found, size = hashlib.sha256(), 0
    with (site / path).open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
            size += len(piece)
    return File(path, found.hexdigest(), size)


def shared_folders(files: Iterable[File]) -> dict[str, list[File]]:
    """The folders of theme files in a list, each with its files."""
    folders: dict[str, list[File]] = {}
    for file in files:
        if found := SHARED.match(file.path):
            folders.setdefault(found[1], []).append(file)
    return folders
