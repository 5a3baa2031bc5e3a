"""Small finished sites, orders to publish them, and a reader that tells whether what it sees is one whole release."""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from edu_site.publish.folder import Folder
from edu_site.publish.keys import PublicKey, new_key, public_of
from edu_site.publish.publishing import Order, Outcome, publish
from edu_site.publish.release import FILES_PATH, OWN, RELEASE_PATH, Inputs, Release, Signature, read_files
from edu_site.publish.target import Target
from edu_site.values import read_json

INPUTS = Inputs("content", "tables", "theme", "program", "requirements")
FOLDERS = {"republic": "", "school-1": "org/school-1/", "school-2": "org/school-2/"}
FRESH = dict.fromkeys(FOLDERS, "fresh")
MOMENT = "2026-11-24T10:00:00+05:00"


def silent(stage: str, done: int, total: int) -> None:
    """Nobody looks on."""


@cache
def key() -> Path:
    path = Path(mkdtemp(prefix="edu-site-key-")) / "key.pem"
    new_key(path)
    return path


@cache
def trusted() -> tuple[PublicKey, ...]:
    found = public_of(key())
    assert isinstance(found, PublicKey)
    return (found,)


def page(text: str, depth: int = 0, theme: str = "0123456789ab") -> str:
    up = "../" * depth
    return f'<!doctype html><html><head><link href="{up}assets/{theme}/main.css"></head><body>{text} <a href="{up or "./"}">1</a></body></html>'


def small_site(folder: Path, text: str, theme: str = "0123456789ab", more: Mapping[str, str] | None = None) -> Path:
    """Three organisations; pages and theme say `text`, so that parts of two releases cannot be taken for one."""
    files = {
        "index.html": page(f"Портал {text}", 0, theme),
        "org/school-1/index.html": page(f"№ 1 {text}", 2, theme),
        "org/school-1/news/index.html": page("Ескі жаңалық", 3, theme),
        "org/school-2/index.html": page(f"№ 2 {text}", 2, theme),
        "org/school-2/ru/index.html": page("Школа", 3, theme),
        f"assets/{theme}/main.css": f"/* {theme} */",
        "data.csv": f"a,b\n1,{text}\n",
    }
    for path, content in (files | dict(more or {})).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    return folder


def order(site: Path, **more: object) -> Order:
    made = Order(site, MOMENT, INPUTS, FRESH, FOLDERS, key(), trusted())
    return replace(made, **more)  # type: ignore[arg-type]


def folder_target(path: Path, keep: int = 5) -> Folder:
    return Folder("live", path, keep)


def published(target: Target, site: Path, **more: object) -> Outcome:
    """Publishes without gates."""
    return publish(target, order(site, **more), lambda candidate: (), silent)


def forked(work: Callable[[], object]) -> int:
    """A child process that does some work and leaves with 0, or with 1 when the work raises."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:
        os._exit(1)
    os._exit(0)


def seen(root: Path) -> str:
    """The release a reader of `root/current` sees, read file by file through one handle; "" when there is none yet.

    Raises AssertionError for anything but one whole release."""
    try:
        handle = os.open(root / "current", os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return ""
    try:
        release = read_json(read_at(handle, RELEASE_PATH).partition(b"\n")[0], Release)
        listed = read_at(handle, FILES_PATH)
        assert hashlib.sha256(listed).hexdigest() == release.files_digest
        for file in read_files(listed):
            assert hashlib.sha256(read_at(handle, file.path)).hexdigest() == file.sha256, file.path
        return release.id
    finally:
        os.close(handle)


def read_at(handle: int, path: str) -> bytes:
    file = os.open(path, os.O_RDONLY, dir_fd=handle)
    with os.fdopen(file, "rb") as opened:
        return opened.read()


def live_files(root: Path) -> dict[str, str]:
    """Path -> text of everything readers can see."""
    place = root / "current"
    return {
        path.relative_to(place).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.relative_to(place).as_posix() not in OWN
    }


def signature_of(root: Path) -> Signature:
    return read_json((root / "current" / RELEASE_PATH).read_bytes().partition(b"\n")[2], Signature)
