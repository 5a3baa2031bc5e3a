"""Compressed copies beside the files of a site, made once instead of by the web server for every reader.

In: a folder. Out: `page.html.gz` and `page.html.br` beside every text that is long enough to gain, the same bytes from the same
text. A copy is kept when what it unpacks to is the file, so nothing has to be remembered between runs and no copy of an old text
survives; copies of files that are gone are removed. Each is written whole, under another name first.
"""

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import brotli

from edu_site.publish.policy import KINDS

SHORTEST = 1024  # bytes; below, the headers of the answer weigh more than what is gained
WORTH = 0.9  # a copy longer than this part of the file is not kept
PACKED = frozenset(f".{ending}" for kind in KINDS if kind.packs for ending in kind.endings)
ASSETS = "assets"  # read by every visitor and made once: packed as tightly as can be
PAGE_QUALITY, ASSET_QUALITY = 7, 11  # of brotli: 7 takes a fiftieth of the time of 11 for pages a tenth longer
BROKEN = (OSError, EOFError, zlib.error, brotli.error)


@dataclass(frozen=True, slots=True)
class Compressed:
    """Copies by what became of them, and the bytes of the files that have some with the bytes of their shortest copies."""

    made: int = 0
    kept: int = 0
    removed: int = 0
    size: int = 0
    packed: int = 0

    def __add__(self, other: "Compressed") -> "Compressed":
        return Compressed(
            self.made + other.made,
            self.kept + other.kept,
            self.removed + other.removed,
            self.size + other.size,
            self.packed + other.packed,
        )


def gzipped(data: bytes, _path: Path) -> bytes:
    return gzip.compress(data, compresslevel=9, mtime=0)


def brotlied(data: bytes, path: Path) -> bytes:
    made: bytes = brotli.compress(data, quality=ASSET_QUALITY if ASSETS in path.parts else PAGE_QUALITY)
    return made


@dataclass(frozen=True, slots=True)
class Coding:
    """A way of packing: the ending of its copies, how they are made and read."""

    ending: str
    pack: Callable[[bytes, Path], bytes]
    unpack: Callable[[bytes], bytes]


CODINGS = (Coding(".gz", gzipped, gzip.decompress), Coding(".br", brotlied, brotli.decompress))
ENDINGS = tuple(coding.ending for coding in CODINGS)


def compress_folder(folder: Path, workers: int = 1) -> Compressed:
    """Brings the copies of a folder up to date, with as many threads. Raises OSError."""
    jobs = [path for path in files_of(folder) if path.suffix in PACKED]
    with ThreadPoolExecutor(max(workers, 1)) as pool:  # packing and unpacking leave the interpreter to the other threads
        done = sum(pool.map(lambda path: compress_file(path, folder), jobs), Compressed())
    return done + remove_left(folder)


def files_of(folder: Path) -> Iterator[Path]:
    """Every file below a folder, in order; links are not followed."""
    for above, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(above, name) for name in sorted(names))


def compress_file(path: Path, folder: Path) -> Compressed:
    """The copies of one file."""
    data = path.read_bytes()
    done, shortest = Compressed(), len(data)
    for coding in CODINGS:
        copy = path.with_name(path.name + coding.ending)
        if unpacked(copy, coding) == data and len(data) >= SHORTEST:
            done += Compressed(kept=1)
            shortest = min(shortest, copy.stat().st_size)
            continue
        made = coding.pack(data, path.relative_to(folder)) if len(data) >= SHORTEST else data
        if len(made) <= len(data) * WORTH:
            write_copy(copy, made, path)
            done += Compressed(made=1)
            shortest = min(shortest, len(made))
        elif copy.exists():
            copy.unlink()
            done += Compressed(removed=1)
    return done + (Compressed(size=len(data), packed=shortest) if done.made or done.kept else Compressed())


def unpacked(copy: Path, coding: Coding) -> bytes | None:
    """What a copy holds, None when there is none that can be read."""
    try:
        return coding.unpack(copy.read_bytes())
    except BROKEN:
        return None


def write_copy(copy: Path, data: bytes, original: Path) -> None:
    """A whole copy or none, as old as its file: a server makes its ETag of age and size."""
    staged = copy.with_name(f".{copy.name}.part")
    staged.write_bytes(data)
    found = original.stat()
    staged.chmod(found.st_mode)
    os.utime(staged, ns=(found.st_mtime_ns, found.st_mtime_ns))
    staged.replace(copy)


def remove_left(folder: Path) -> Compressed:
    """Copies whose file is gone, what a killed run has left, and folders that are empty then."""
    left = [path for path in files_of(folder) if is_left(path)]
    for path in left:
        path.unlink()
        for above in path.parents:
            if above == folder or any(above.iterdir()):
                break
            above.rmdir()
    return Compressed(removed=len(left))


def is_left(path: Path) -> bool:
    if path.name.endswith(tuple(f"{ending}.part" for ending in ENDINGS)):
        return True
    return path.suffix in ENDINGS and not (path.with_suffix("").suffix in PACKED and path.with_suffix("").is_file())


def is_copy(path: str) -> bool:
    """Whether a file of a site follows from the one beside it: such files are not part of what a build makes."""
    return path.endswith(ENDINGS)


def stale_copies(folder: Path) -> tuple[str, ...]:
    """Copies that hold something else than their file, from the folder: what a server must not send."""
    found = []
    for path in files_of(folder):
        for coding in CODINGS:
            if path.suffix == coding.ending:
                original = path.with_suffix("")
                if not original.is_file() or unpacked(path, coding) != original.read_bytes():
                    found.append(path.relative_to(folder).as_posix())
    return tuple(found)
