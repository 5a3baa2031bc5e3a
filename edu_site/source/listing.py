"""What lies in `content/`, told without opening a file; and the digest of what an organisation's files hold.

In: the content folder. Out: a `Group` per folder that is, or lies between, organisations. A group's look changes whenever a file
of it may have changed: names, types, sizes, inode numbers and times of status change, which no program can set. Only a digest
of bytes ever decides what a file holds; a look only tells whether the bytes have to be read once more.
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from edu_site.model.sections import SECTIONS

RECORD = "organisation.yml"
ALLOWED = "allowed.yml"  # what may be public of persons, beside the record of an organisation
SETTLING = (RECORD, ALLOWED)  # files of an organisation that hold for all below it
CHUNK = 1 << 20
NAME = attrgetter("name")


@dataclass(frozen=True, slots=True)
class Group:
    """A folder below `content/` ("" for the top) with its sections, when it is an organisation's. `shape` is what the tree of
    organisations depends on: names and types. `newest` is the latest change of status in nanoseconds."""

    path: str
    shape: str
    look: str
    newest: int
    is_organisation: bool


def list_groups(content: Path, path: str = "") -> Iterator[Group]:
    """Every folder, parents first, names in order. Raises OSError for a folder that cannot be listed."""
    group, below = list_group(content, path)
    yield group
    for name in below:
        yield from list_groups(content, name)


def list_group(content: Path, path: str) -> tuple[Group, list[str]]:
    """One folder, and the paths of the groups in it. Raises OSError."""
    entries = listed(content / path)
    is_organisation = any(entry.name == RECORD for entry in entries)
    shape: list[str] = []
    look: list[str] = []
    below: list[str] = []
    newest = 0
    for entry in entries:
        kind = type_of(entry)
        shape.append(f"{entry.name}\0{kind}")
        if kind == "folder":
            if is_organisation and entry.name in SECTIONS:
                newest = max(newest, look_at(f"{entry.name}/", listed(entry.path), look))
            else:
                below.append(f"{path}/{entry.name}".lstrip("/"))
        else:
            newest = max(newest, look_at("", (entry,), look))
    return Group(path, short_digest(shape), short_digest((*shape, *look)), newest, is_organisation), below


def listed(folder: Path | str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=NAME)


def look_below(folder: str, without: Collection[str] = ()) -> tuple[str, int]:
    """The look of all files below a folder but for the folders in it called `without`, and their latest change of status."""
    look: list[str] = []
    newest = 0
    places = [folder]
    while places:
        place = places.pop()
        files = []
        for entry in listed(place):
            if not entry.is_dir(follow_symlinks=False):
                files.append(entry)
            elif entry.name != "__pycache__" and not (place == folder and entry.name in without):
                places.append(entry.path)
        newest = max(newest, look_at(f"{place}/", files, look))
    return short_digest(look), newest


def type_of(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return "link"
    return "folder" if entry.is_dir(follow_symlinks=False) else "file"


def look_at(folder: str, entries: Iterable[os.DirEntry[str]], look: list[str]) -> int:
    """Adds a line for each entry of a folder, whose name begins the line; returns the latest change of status."""
    newest = 0
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            look.append(f"{folder}{entry.name}\0folder")
            continue
        state = entry.stat(follow_symlinks=False)
        changed = state.st_ctime_ns
        look.append(f"{folder}{entry.name}\0{state.st_mode}\0{state.st_size}\0{state.st_ino}\0{changed}")
        if changed > newest:
            newest = changed
    return newest


def short_digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def digests_of(content: Path, path: str) -> tuple[str, str]:
    """SHA-256 over all files of a group, and over those that others depend on (`SETTLING`; "" without any)."""
    folder = content / path
    parts, record = [], []
    for entry in listed(folder):
        kind = type_of(entry)
        if kind == "folder" and entry.name in SECTIONS:
            parts += [f"{entry.name}/{one.name}\0{file_digest(one)}" for one in listed(entry.path)]
        elif kind != "folder":
            parts.append(f"{entry.name}\0{file_digest(entry)}")
            record += parts[-1:] if entry.name in SETTLING else []
    whole = "\n".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.sha256(whole).hexdigest(), hashlib.sha256("\n".join(record).encode()).hexdigest() if record else ""


def file_digest(entry: os.DirEntry[str]) -> str:
    """SHA-256 of a regular file's bytes; of anything else, and of what cannot be read, only what it is."""
    if not entry.is_file(follow_symlinks=False):
        return type_of(entry)
    try:
        handle = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        return f"unreadable {error.errno}"
    found = hashlib.sha256()
    try:
        piece = min(os.fstat(handle).st_size + 1, CHUNK)
        while data := os.read(handle, piece):
            found.update(data)
    finally:
        os.close(handle)
    return found.hexdigest()
