"""Finished sites in a store that machines share: made once, put in place by whoever needs them.

In: rendered files. Out: one object a site. Files that are published as they were written are named with their digest, not packed:
every machine has the content they come from.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from edu_site.fleet.store import Store, from_bytes, to_bytes
from edu_site.model.entries import SourceFile
from edu_site.render.site import RenderedFile

FAST = 1  # of zlib's levels: pages shrink to a sixth in a tenth of the time they took to make


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole site: digests of what its pages share (`frame`) and of each page's plan, its files."""

    frame: str
    pages: dict[str, str]
    files: tuple[RenderedFile, ...]


def write_pack(store: Store, key: str, frame: str, pages: dict[str, str], files: Iterable[RenderedFile]) -> str:
    """Puts a site into the store; "" or why it could not be kept."""
    packed = [(file.path, file.data, file.source) for file in files]
    return store.write("packs", key, zlib.compress(to_bytes((frame, pages, packed)), FAST))


def read_pack(store: Store, key: str) -> Pack | None:
    """A site from the store, None when there is none that can be used."""
    data = store.read("packs", key)
    try:
        found = from_bytes(zlib.decompress(data)) if data else None
        if found is None:
            return None
        frame, pages, files = found
        made = [RenderedFile(str(path), data=data, source=source) for path, data, source in files]
    except (zlib.error, ValueError, TypeError):
        return None
    sound = all(isinstance(file.source, SourceFile) or isinstance(file.data, bytes) for file in made)
    return Pack(frame, dict(pages), tuple(made)) if sound else None
