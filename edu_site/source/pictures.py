"""Pictures beside an item: written anew once, kept by their content, published in several widths.

In: a picture's path and bytes. Out: the files to publish, the first with its size in pixels, or the problem that forbids it. What is
published is never the file a stranger gave, but what `images` made of it, below `build/`.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from edu_site.model.entries import Picture, SourceFile
from edu_site.problems import Problem, Where
from edu_site.source.apart import NoAnswer, ask
from edu_site.source.formats import extension_of

PICTURES = ("jpg", "jpeg", "png", "webp", "gif")
KEPT = "build/pictures"
TOLD = "picture.json"


def rewritten(project: Path, path: str, data: bytes, where: Where) -> tuple[SourceFile, ...] | Problem:
    """The files a picture is published as. Raises OSError when nothing can be kept or no process can be started."""
    name = path.rsplit("/", 1)[-1]
    folder = f"{KEPT}/{fingerprint(name, data)}"
    kept = read_kept(project / folder)
    if kept is None:
        answer = ask("picture", extension_of(path), data)
        if isinstance(answer, NoAnswer):
            return Problem(where, "F21", {"name": name, "reason": answer.reason})
        if answer.told.get("code") in ("F23", "F24"):
            return Problem(where, answer.told["code"], {"name": name, "limit": str(answer.told.get("limit", ""))})
        kept = keep(project / folder, name, answer.told, answer.parts)
    return files_of(folder, kept)


@cache
def rules() -> bytes:
    return (Path(__file__).parent / "images.py").read_bytes()


def fingerprint(name: str, data: bytes) -> str:
    return hashlib.sha256(b"\0".join((rules(), name.encode(), data))).hexdigest()


def keep(folder: Path, name: str, told: Any, parts: tuple[bytes, ...]) -> Any:
    """Writes the files of a picture; another process may be doing the same, with the same bytes. Raises OSError."""
    stem = name.rsplit(".", 1)[0]
    names = [name, *(f"{stem}-{width}.webp" for width in told["widths"])]
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for one, data in zip(names, parts, strict=True):
        write(folder / one, data)
        files.append([one, len(data), hashlib.sha256(data).hexdigest()])
    kept = {"size": told["size"], "widths": told["widths"], "files": files}
    write(folder / TOLD, json.dumps(kept).encode())
    return kept


def write(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.{hashlib.sha256(data).hexdigest()[:8]}.part")
    part.write_bytes(data)
    part.replace(path)


def read_kept(folder: Path) -> Any:
    """What was kept; None when nothing was, or not all of it is there."""
    try:
        kept = json.loads((folder / TOLD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if all((folder / name).is_file() for name, _size, _digest in kept["files"]) else None


def files_of(folder: str, kept: Any) -> tuple[SourceFile, ...]:
    made = [SourceFile(path=f"{folder}/{name}", size=size, digest=digest) for name, size, digest in kept["files"]]
    width, height = kept["size"]
    smaller = tuple(zip(kept["widths"], (file.name for file in made[1:]), strict=True))
    first = SourceFile(
        path=made[0].path,
        size=made[0].size,
        digest=made[0].digest,
        picture=Picture(width=width, height=height, smaller=smaller),
    )
    return (first, *made[1:])
