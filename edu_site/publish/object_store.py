"""Publishing into an object store with the S3 interface: objects named by their content, and one pointer.

`objects/<SHA-256>` hold the files, never written twice; `releases/<id>/` the signed release and its list of files; `current` names the
live release. The pointer is written with If-Match, so that of two publishers the later one is refused. A front server (or
`docs/publishing.md`, a mirror) reads the pointer, then the list, then objects. Nothing is deleted here: objects may be shared.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import fsspec

from edu_site.problems import Problem, Where
from edu_site.publish.listing import Step
from edu_site.publish.policy import kind_of, media_type
from edu_site.publish.release import FILES_PATH, RELEASE_PATH, File
from edu_site.publish.target import Refusal, Shipment, read_listed
from edu_site.values import read_json, to_json

THREADS = 8  # requests at once
POINTER, PROBE, OBJECTS, RELEASES = "current", "conditional", "objects", "releases"
REFUSED = ("PreconditionFailed", "ConditionalRequestConflict")

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Pointer:
    """The one object that is written again."""

    release: str


@dataclass(frozen=True, slots=True)
class ObjectStore:
    name: str
    url: str  # s3://bucket/prefix
    files: Any  # the file system of fsspec

    keep = 0

    @property
    def shown(self) -> str:
        return self.url

    @property
    def bucket(self) -> str:
        return self.url.removeprefix("s3://").partition("/")[0]

    def key(self, *parts: str) -> str:
        prefix = self.url.removeprefix("s3://").partition("/")[2].strip("/")
        return "/".join((*([prefix] if prefix else []), *parts))

    # ------------------------------------------------------------ reading

    def get(self, *parts: str) -> tuple[bytes, str]:
        """An object and its ETag; both empty when it is not there."""

        def read() -> tuple[bytes, str]:
            path = f"{self.bucket}/{self.key(*parts)}"
            try:
                with self.files.open(path, "rb") as file:
                    return file.read(), file.details["ETag"]
            except FileNotFoundError:
                return b"", ""

        return self.asked(read)

    def pointer(self) -> tuple[str, str]:
        """The live release and the pointer's ETag."""
        data, tag = self.get(POINTER)
        try:
            return (read_json(data, Pointer).release if tag else ""), tag
        except ValueError:
            raise Refusal(Problem(Where(f"{self.shown}/{POINTER}"), "U09")) from None

    def live(self) -> str:
        return self.pointer()[0]

    def ids(self) -> tuple[str, ...]:
        place = f"{self.bucket}/{self.key(RELEASES)}"

        def listed() -> tuple[str, ...]:
            try:
                found = [path.split("/") for path in self.files.find(place)]
                return tuple(sorted(parts[-2] for parts in found if parts[-1] == RELEASE_PATH.rpartition("/")[2]))
            except FileNotFoundError:
                return ()

        return self.asked(listed)

    def release_bytes(self, release_id: str) -> bytes:
        return self.get(RELEASES, release_id, RELEASE_PATH.rpartition("/")[2])[0]

    def files_bytes(self, release_id: str) -> bytes:
        return self.get(RELEASES, release_id, FILES_PATH.rpartition("/")[2])[0]

    def rehash(self, release_id: str, files: Iterable[File]) -> Iterator[File]:  # noqa: ARG002  (objects have no releases)
        yield from filter(None, self.in_threads(self.hashed, files))

    def hashed(self, file: File) -> File | None:
        data, tag = self.get(OBJECTS, file.sha256)
        return File(file.path, hashlib.sha256(data).hexdigest(), len(data)) if tag else None

    def fetch(self, release_id: str, files: Iterable[File]) -> Mapping[str, bytes]:  # noqa: ARG002
        return dict(self.in_threads(lambda file: (file.path, self.get(OBJECTS, file.sha256)[0]), files))

    # ------------------------------------------------------------ writing

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Nothing is held: the pointer is compared when it is written. A store that does not compare is refused."""
        self.put(b"", PROBE, IfNoneMatch="*")
        if self.put(b"", PROBE, IfNoneMatch="*") or self.put(b"", PROBE, IfMatch='"0"'):
            raise Refusal(Problem(Where(self.shown), "U08", {"reason": "no conditional writes"}))
        yield

    def put(self, data: bytes, *parts: str, **conditions: str) -> bool:
        """Writes an object, checked by the store against its digest; False when a condition is not met."""
        checksum = base64.b64encode(hashlib.sha256(data).digest()).decode()

        def write() -> bool:
            try:
                self.files.call_s3(
                    "put_object",
                    Bucket=self.bucket,
                    Key=self.key(*parts),
                    Body=data,
                    ContentType=media_type(kind_of(parts[-1])) if parts[0] != OBJECTS else "application/octet-stream",
                    ChecksumSHA256=checksum,
                    **conditions,
                )
            except OSError as error:
                response = getattr(error.__cause__, "response", {})
                if response.get("Error", {}).get("Code") in REFUSED:
                    return False
                raise
            return True

        return self.asked(write)

    def upload(self, shipment: Shipment, step: Step) -> None:
        there = {file.sha256 for file in shipment.before}
        missing = {file.sha256: file for file in shipment.files if file.sha256 not in there}

        def send(file: File) -> None:
            if not self.asked(lambda: self.files.exists(f"{self.bucket}/{self.key(OBJECTS, file.sha256)}")):
                self.put(read_listed(shipment.site, file), OBJECTS, file.sha256)

        for number, _done in enumerate(self.in_threads(send, missing.values()), start=1):
            step("upload", number, len(missing))
        for path, data in reversed(shipment.own.items()):  # the signed release last: with it the release is complete
            self.put(data, RELEASES, shipment.signed.release.id, path.rpartition("/")[2])

    def switch(self, release_id: str, expected: str) -> None:
        live, tag = self.pointer()
        condition = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
        if live != expected or not self.put(to_json(Pointer(release_id)), POINTER, **condition):
            raise Refusal(Problem(Where(self.shown), "U07", {"release": self.live() or "-"}))

    def prune(self, kept: Iterable[str]) -> None:
        """Nothing: whether an object is still needed is decided by the rules of the store's owner."""

    # ------------------------------------------------------------ the network

    def in_threads(self, work: Callable[[File], Found], files: Iterable[File]) -> Iterator[Found]:
        with ThreadPoolExecutor(THREADS) as pool:
            yield from pool.map(work, files)

    def asked(self, work: Callable[[], Found]) -> Found:
        """The answer of the store; what goes wrong on the way there is a refusal."""
        from botocore.exceptions import BotoCoreError  # comes with s3fs

        try:
            return work()
        except BotoCoreError as error:
            raise Refusal(Problem(Where(self.shown), "U08", {"reason": str(error)})) from error


def open_store(name: str, url: str, endpoint: str | None) -> ObjectStore:
    """A store; who may write stands in the environment or the files of the S3 tools. Raises Refusal without s3fs."""
    try:
        files = fsspec.filesystem("s3", endpoint_url=endpoint, use_listings_cache=False, skip_instance_cache=True)
    except ImportError as error:
        raise Refusal(Problem(Where(url), "U08", {"reason": "pip install edu-site[s3]"})) from error
    return ObjectStore(name, url, files)
