"""The content-addressed store: results under the digest of everything they were made from.

In: a kind and a key. Out: bytes that are what was once put there, or None. An object carries the digest of its bytes; one that is
corrupt, cut short, missing or cannot be reached is a miss, never an error, and what misses is made again. Objects appear whole.
A folder of this machine is one store; anything fsspec knows (`s3://bucket/prefix`) another, shared by machines.
"""

import hashlib
import io
import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from edu_site.fleet.receipts import write_whole

DIGEST_SIZE = 32
ROOMS = (
    "edu_site.model.",
    "edu_site.plan.",
    "edu_site.problems",
    "edu_site.fleet.state",
)  # whose values may lie in a store
MOMENTS = ("date", "datetime", "timedelta", "timezone")


class Store(Protocol):
    def read(self, kind: str, key: str) -> bytes | None: ...

    def write(self, kind: str, key: str, data: bytes) -> str:
        """ "" or why the object could not be kept."""


class FolderStore:
    """Objects as files `kind/ab/abcd...` of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / key

    def read(self, kind: str, key: str) -> bytes | None:
        try:
            return opened(self.path(kind, key).read_bytes())
        except OSError:
            return None

    def write(self, kind: str, key: str, data: bytes) -> str:
        try:
            write_whole(self.path(kind, key), sealed(data))
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def keep(self, kind: str, keys: Iterable[str]) -> None:
        """Removes the objects of a kind under other keys."""
        kept = set(keys)
        for path in self.folder.glob(f"{kind}/*/*"):
            if path.name not in kept:
                path.unlink(missing_ok=True)


class ObjectStore:
    """Objects below an address that fsspec understands."""

    def __init__(self, address: str) -> None:
        """Raises ImportError when the library for the address is not installed, ValueError for an unknown one."""
        import fsspec

        self.files, self.root = fsspec.core.url_to_fs(address)

    def path(self, kind: str, key: str) -> str:
        return f"{self.root.rstrip('/')}/{kind}/{key[:2]}/{key}"

    def read(self, kind: str, key: str) -> bytes | None:
        try:
            return opened(self.files.cat_file(self.path(kind, key)))
        except OSError:
            return None

    def write(self, kind: str, key: str, data: bytes) -> str:
        try:
            self.files.pipe_file(self.path(kind, key), sealed(data))
        except OSError as error:
            return error.strerror or str(error)
        return ""


def open_store(address: str, otherwise: Path) -> Store:
    """The store at an address: a folder, or anything with `://`; "" is the folder `otherwise`. Raises as `ObjectStore` does."""
    if "://" in address:
        return ObjectStore(address)
    return FolderStore(Path(address) if address else otherwise)


def sealed(data: bytes) -> bytes:
    return hashlib.sha256(data).digest() + data


def opened(data: bytes) -> bytes | None:
    """The bytes of an object, None when they are not what was put there."""
    inside = data[DIGEST_SIZE:]
    return inside if hashlib.sha256(inside).digest() == data[:DIGEST_SIZE] else None


class Values(pickle.Unpickler):
    """Reads values of the model and nothing else: a store may be shared, and an object of it is never code."""

    def find_class(self, module: str, name: str) -> Any:
        of_the_house = module.startswith(ROOMS) and name.isidentifier() and name[0].isupper()
        if of_the_house or (module == "datetime" and name in MOMENTS):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def to_bytes(value: Any) -> bytes:
    return pickle.dumps(value, protocol=5)


def from_bytes(data: bytes | None) -> Any:
    """The value, or None when there is none or it was written by another program."""
    if data is None:
        return None
    try:
        return Values(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, TypeError, ValueError, IndexError, KeyError):
        return None
