"""Zip archives of strangers: names, sizes and the bytes that really come out are limited before anything is parsed.

In: a file. Out: its members, or `Refused`. An archive's own headers about sizes are not believed.
"""

import zipfile
from pathlib import Path

from edu_site.progress.faults import Fault, Refused
from edu_site.progress.limits import Limits

PIECE = 1 << 20


def open_archive(path: Path, limits: Limits) -> zipfile.ZipFile:
    """An archive whose directory is harmless."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused(Fault("I01", {"reason": "zip"})) from None
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(infos) > limits.members:
        raise Refused(Fault("I30", {"reason": f"> {limits.members} files"}))
    if len({name.casefold() for name in names}) != len(names) or not all(map(is_plain, names)):
        raise Refused(Fault("I30", {"reason": "names"}))
    if any(info.flag_bits & 1 for info in infos):
        raise Refused(Fault("I26", {"what": "password"}))
    if sum(info.file_size for info in infos) > limits.inflated_bytes:
        raise Refused(Fault("I30", {"reason": f"> {limits.inflated_bytes} bytes"}))
    for info in infos:
        if info.file_size > PIECE and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise Refused(Fault("I30", {"reason": f"> 1:{limits.ratio}"}))
    return archive


def is_plain(name: str) -> bool:
    """A relative path that stays inside."""
    return not (name.startswith(("/", "\\")) or ":" in name or "\\" in name or ".." in name.split("/"))


def member(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """The bytes of a member, as many as really come out."""
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(name) as file:
            while piece := file.read(PIECE):
                size += len(piece)
                if size > limits.inflated_bytes:
                    raise Refused(Fault("I30", {"reason": f"> {limits.inflated_bytes} bytes"}))
                pieces.append(piece)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise Refused(Fault("I01", {"reason": "zip"})) from None
    return b"".join(pieces)
