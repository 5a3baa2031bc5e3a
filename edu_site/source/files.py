"""Opening files of strangers: never through a link, never more than a limit, never anything but a regular file.

In: a root folder and a path below it. Out: bytes or text, or the problem that forbids reading them.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edu_site.activity import working_on
from edu_site.problems import Problem, Where
from edu_site.source.formats import FORMATS, extension_of, fault

TEXT_LIMIT = 256_000
NAME = re.compile(r"^[a-z0-9][a-z0-9-]{0,79}\Z")
FILE_NAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,119}\Z")
FILE_LIMIT = 20_000_000

# C0 and C1 controls but tab and line ends; line separators no editor counts; bidirectional marks, overrides and isolates
# (Trojan Source); byte order marks inside a text and what is no character
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def open_below(root: Path, path: str) -> int:
    """A file descriptor of `path` below `root`; no component may be a link. Raises OSError."""
    parts = path.split("/")
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    finally:
        os.close(folder)


def read_bytes(root: Path, path: str, limit: int) -> bytes | Problem:
    """The file's bytes, at most `limit` of them."""
    working_on(path)
    where = Where(path)
    try:
        handle = open_below(root, path)
    except OSError as error:
        return refusal(root, path, error)
    state = os.fstat(handle)
    if not stat.S_ISREG(state.st_mode):
        os.close(handle)
        return Problem(where, "F08", {"reason": "not a regular file"})
    with os.fdopen(handle, "rb") as file:
        if state.st_size > limit:
            return Problem(where, "F02", {"size": str(state.st_size), "limit": str(limit)})
        return file.read(limit + 1)


@contextmanager
def opened_folder(root: Path, path: str) -> Iterator[int | None]:
    """A file descriptor of a folder below `root` to read many files of it; None where a component is a link, or cannot be opened."""
    try:
        folder = open_below(root, path)
    except OSError:
        yield None
        return
    try:
        yield folder
    finally:
        os.close(folder)


def bytes_in(folder: int, name: str, limit: int) -> bytes | None:
    """A regular file's bytes, None for whatever `read_bytes` would refuse and cannot be told here."""
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return None
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or state.st_size > limit:
            return None
        data = os.read(handle, state.st_size + 1)
        return data if len(data) == state.st_size else None
    finally:
        os.close(handle)


def refusal(root: Path, path: str, error: OSError) -> Problem:
    """Why a file could not be opened; a link anywhere on the way is told as such."""
    parts = path.split("/")
    for length in range(1, len(parts) + 1):
        if (root / "/".join(parts[:length])).is_symlink():
            return Problem(Where(path), "F01")
    return Problem(Where(path), "F08", {"reason": error.strerror or "unknown"})


def read_text(root: Path, path: str) -> str | Problem:
    """UTF-8 text with `\\n` line ends, without a byte order mark, without invisible controls."""
    data = read_bytes(root, path, TEXT_LIMIT)
    if isinstance(data, Problem):
        return data
    text = decoded(data, path)
    if not isinstance(text, Problem) and not text.strip():
        return Problem(Where(path), "F14")
    return text


def decoded(data: bytes, path: str) -> str | Problem:
    """The bytes of a text file as text."""
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        before = data.removeprefix(b"\xef\xbb\xbf")[: error.start].decode("utf-8")
        return Problem(Where(path, *place_of(before, len(before))), "F03", {"offset": str(error.start)})
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = FORBIDDEN.search(text)
    if found:
        line, column = place_of(text, found.start())
        return Problem(Where(path, line, column), "F04", {"character": f"U+{ord(found.group()):04X}"})
    return text


def listed(root: Path, path: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """What lies in a folder, in order of names; nothing when it cannot be opened, and why."""
    try:
        with os.scandir(root / path) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        problems.append(refusal(root, path, error))
        return []


def place_of(text: str, offset: int, first_line: int = 1) -> tuple[int, int]:
    """Line and column, counted from 1, of a character of `text` that begins in `first_line`."""
    return text.count("\n", 0, offset) + first_line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def read_download(root: Path, path: str, where: Where) -> bytes | Problem:
    """A file that may be offered for download, judged by its type, size and content; `where` names it."""
    name = path.rsplit("/", 1)[-1]
    extension = extension_of(path)
    if extension not in FORMATS:
        return Problem(where, "F06", {"type": extension or "?", "allowed": ", ".join(FORMATS)})
    data = read_bytes(root, path, FILE_LIMIT)
    if isinstance(data, Problem):
        return data
    if code := fault(extension, data):
        return Problem(where, code, {"name": name, "type": extension})
    return data
