"""Publishing into a folder of this machine: whole generations, hard links for what did not change, one rename to switch.

`<path>/generations/<release>/` holds a release, `<path>/current` is a symbolic link to the live one, which the web server shows.
A publisher that is killed at any moment leaves the live release as it was. Files of a generation are never written again.
"""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edu_site.problems import Problem, Where
from edu_site.publish.listing import PIECE, Step, hashed
from edu_site.publish.release import FILES_PATH, OWN, RELEASE_PATH, File
from edu_site.publish.target import Refusal, Shipment

GENERATIONS, CURRENT, LOCK = "generations", "current", ".lock"
SYNCING = 8  # threads
PART, GONE, NEXT = ".part", ".gone", ".next"  # what is not finished: a generation, a deletion, the next link


@dataclass(frozen=True, slots=True)
class Folder:
    name: str
    path: Path
    keep: int

    @property
    def shown(self) -> str:
        return str(self.path)

    @property
    def generations(self) -> Path:
        return self.path / GENERATIONS

    def live(self) -> str:
        try:
            return (self.path / CURRENT).readlink().name
        except FileNotFoundError:
            return ""

    def ids(self) -> tuple[str, ...]:
        if not self.generations.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.generations.iterdir() if not path.name.startswith(".")))

    def release_bytes(self, release_id: str) -> bytes:
        return read(self.generations / release_id / RELEASE_PATH)

    def files_bytes(self, release_id: str) -> bytes:
        return read(self.generations / release_id / FILES_PATH)

    @contextmanager
    def hold(self) -> Iterator[None]:
        if not self.generations.is_dir():
            self.generations.mkdir(parents=True)
            self.generations.chmod(0o755)
        handle = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refusal(Problem(Where(self.shown), "U06")) from None
            self.remove_left()
            yield
        finally:
            os.close(handle)

    def remove_left(self) -> None:
        """What a killed publisher has left."""
        for name in (PART, GONE):
            if (self.generations / name).exists():
                shutil.rmtree(self.generations / name)
        (self.path / NEXT).unlink(missing_ok=True)

    def upload(self, shipment: Shipment, step: Step) -> None:
        part = self.generations / PART
        there = {file.sha256: file.path for file in shipment.before}
        made: set[str] = set()
        written: list[str] = []
        try:
            part.mkdir()
            part.chmod(0o755)
            for number, file in enumerate(shipment.files, start=1):
                make_folders(part, file.path, made)
                if self.place(part, file, there.get(file.sha256), shipment):
                    written.append(file.path)
                step("upload", number, len(shipment.files))
            for path, data in shipment.own.items():
                make_folders(part, path, made)
                write(part / path, (data,))
            sync_all(part / path for path in (*written, *OWN, "", *sorted(made)))
            part.rename(self.generations / shipment.signed.release.id)
            sync(self.generations)
        except (OSError, Refusal):
            shutil.rmtree(part, ignore_errors=True)
            raise

    def place(self, part: Path, file: File, there: str | None, shipment: Shipment) -> bool:
        """One file of a generation: a link to the live one's, or a copy (True) that is what was signed."""
        if there is not None:
            try:
                (part / file.path).hardlink_to(self.generations / shipment.live / there)
            except OSError as error:
                if error.errno not in (errno.EMLINK, errno.ENOENT):
                    raise
            else:
                return False
        copied = hashlib.sha256()
        try:
            write(part / file.path, pieces(shipment.site / file.path, copied))
        except FileNotFoundError:
            raise Refusal(Problem(Where(str(shipment.site / file.path)), "U05")) from None
        if copied.hexdigest() != file.sha256:
            raise Refusal(Problem(Where(str(shipment.site / file.path)), "U05"))
        return True

    def switch(self, release_id: str, expected: str) -> None:
        live = self.live()
        if live != expected:
            raise Refusal(Problem(Where(self.shown), "U07", {"release": live or "-"}))
        (self.path / NEXT).symlink_to(f"{GENERATIONS}/{release_id}")
        (self.path / NEXT).replace(self.path / CURRENT)
        sync(self.path)

    def prune(self, kept: Iterable[str]) -> None:
        keeping = {*kept, self.live()}
        for release_id in self.ids():
            if release_id not in keeping:
                (self.generations / release_id).rename(self.generations / GONE)
                shutil.rmtree(self.generations / GONE)

    def rehash(self, release_id: str, files: Iterable[File]) -> Iterator[File]:  # noqa: ARG002  (it lists what is there)
        place = self.generations / release_id
        for path in everything(place, ""):
            if path not in OWN:
                yield hashed(place, path) if is_readable(place / path) else File(path, "", 0)

    def fetch(self, release_id: str, files: Iterable[File]) -> Mapping[str, bytes]:
        return {file.path: read(self.generations / release_id / file.path) for file in files}


def everything(place: Path, folder: str) -> Iterator[str]:
    """Whatever lies below a folder, links and hidden files too, but folders."""
    with os.scandir(place / folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.is_dir(follow_symlinks=False):
                yield from everything(place, f"{folder}{entry.name}/")
            else:
                yield folder + entry.name


def is_readable(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and os.access(path, os.R_OK)


def read(path: Path) -> bytes:
    """A file's bytes, none when it is not there."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def pieces(path: Path, seen: "hashlib._Hash") -> Iterator[bytes]:
    """A file piece by piece, digested on the way."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            seen.update(piece)
            yield piece


def write(path: Path, data: Iterable[bytes]) -> None:
    """A new file that everybody may read, whatever the publisher's umask is."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        os.fchmod(handle, 0o644)
        for piece in data:
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


def make_folders(root: Path, path: str, made: set[str]) -> None:
    """The folders above a file; `made` are those that are there."""
    parts = path.split("/")[:-1]
    for length in range(1, len(parts) + 1):
        folder = "/".join(parts[:length])
        if folder not in made:
            (root / folder).mkdir()
            (root / folder).chmod(0o755)
            made.add(folder)


def sync_all(paths: Iterable[Path]) -> None:
    """Many at once: the file system then makes them durable together, thirty times as fast as one after another."""
    with ThreadPoolExecutor(SYNCING) as pool:
        for _done in pool.map(sync, paths):
            pass


def sync(path: Path) -> None:
    """Puts a file or a folder on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
