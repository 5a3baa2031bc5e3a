"""A release: what is published at one moment, as one signed value.

In: the files of a finished site, what they were made from, the release before. Out: a `Release` whose canonical JSON is signed, and
its list of files, bound to it by digest. The id follows from the files and the parent alone, so that publishing again what is
there gives the same id; releases are ordered by their parents, never by a clock.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from edu_site.problems import Problem, Where
from edu_site.publish.compressed import is_copy
from edu_site.publish.keys import PublicKey, Signature, verify
from edu_site.values import read_json, to_json

FORMAT = 1
ID_LENGTH = 16  # hexadecimal digits
FOLDER = ".well-known/edu-site"  # inside the published site, so that anyone can check it from outside
RELEASE_PATH = f"{FOLDER}/release.json"  # two lines: the release as it was signed, the signature
FILES_PATH = f"{FOLDER}/files.json"
OWN = frozenset({RELEASE_PATH, FILES_PATH})


@dataclass(frozen=True, slots=True, order=True)
class File:
    """A published file; `size` in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class PublishedSite:
    """One organisation in a release. `state`: "fresh" or "stale": errors keep the site of the release `since`."""

    organisation: str
    folder: str
    state: str
    pages: int
    since: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of what the sites were made from."""

    content: str
    tables: str
    theme: str
    program: str
    requirements: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why a release may hold less than its parent, and whose key says so."""

    release: str
    reason: str
    who: str
    date: str
    key_id: str


@dataclass(frozen=True, slots=True)
class Release:
    id: str
    parent: str  # "" for the first
    created: str  # for people; the order of releases does not depend on it
    files_digest: str  # of the list of files, in its canonical form
    site_digest: str  # of the finished site alone, without what was carried over from earlier releases
    carried: dict[str, int]  # folders of earlier theme files, for readers who still hold such a page: how many releases old
    files: int
    size: int
    pages: int
    organisations: tuple[PublishedSite, ...]
    inputs: Inputs
    waiver: Waiver | None = None
    format: int = FORMAT

    @property
    def stale(self) -> tuple[PublishedSite, ...]:
        return tuple(site for site in self.organisations if site.state == "stale")


@dataclass(frozen=True, slots=True)
class Signed:
    """A release as it is kept: the bytes that were signed, and the signature."""

    release: Release
    signed: bytes
    signature: Signature

    @property
    def bytes(self) -> bytes:
        return self.signed + b"\n" + to_json(self.signature) + b"\n"


def files_bytes(files: Iterable[File]) -> bytes:
    """The canonical list: JSON, [path, SHA-256, size] in order of the paths."""
    return to_json([[file.path, file.sha256, file.size] for file in sorted(files)])


def fleet_digest(files: Iterable[File]) -> str:
    """The one digest of all finished sites: of their list of files, without compressed copies, which follow from the others."""
    return digest(files_bytes(file for file in files if not is_copy(file.path)))


def read_files(data: bytes) -> tuple[File, ...]:
    """Raises ValueError."""
    return tuple(File(path, sha256, size) for path, sha256, size in read_json(data, list[tuple[str, str, int]]))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def release_id(parent: str, files_digest: str) -> str:
    return digest(f"{parent}\n{files_digest}".encode())[:ID_LENGTH]


def page_count(files: Iterable[File]) -> int:
    return sum(file.path.endswith(".html") for file in files)


def read_signed(data: bytes, trusted: Iterable[PublicKey], where: Where) -> Signed | Problem:
    """A kept release, if one of the trusted keys signed it and it is what its id says."""
    signed, _line, rest = data.partition(b"\n")
    try:
        release, signature = read_json(signed, Release), read_json(rest, Signature)
    except ValueError:
        return Problem(where, "U09")
    right = release.format == FORMAT and release.id == release_id(release.parent, release.files_digest)
    if not right or not verify(signed, signature, trusted):
        return Problem(where, "U09")
    return Signed(release, signed, signature)


def chain(releases: Mapping[str, Release], live: str) -> tuple[str, ...]:
    """The live release and those before it, as far as they are kept, newest first."""
    found: list[str] = []
    while live in releases and live not in found:
        found.append(live)
        live = releases[live].parent
    return tuple(found)
