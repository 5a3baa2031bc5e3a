"""Digests that decide what has to be done: of plans, of the theme, of the program.

In: values and files. Out: hexadecimal SHA-256. No clock, no file times; the same input gives the same digest anywhere.
"""

import dataclasses
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from edu_site.places import HOUSE
from edu_site.values import to_json

if TYPE_CHECKING:
    from edu_site.model.plan import PagePlan, SitePlan

PACKAGES = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Jinja2", "Babel", "nh3", "pydantic", "Pillow")
PROGRAM_FILES = ("*.py", "*.po")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def frame_digest(sites: "Iterable[SitePlan]") -> str:
    """Of what all pages of a site share: everything but the pages and files themselves."""
    return digest(b"\0".join(to_json(dataclasses.replace(site, pages=(), files=())) for site in sites))


def page_digest(page: "PagePlan") -> str:
    return digest(to_json(page))


def content_digest(folder: Path, without: Iterable[str] = ()) -> str:
    """Names and contents of the files below a folder, but for the folders in it called `without`, in order of their names."""
    left_out = {folder / name for name in without}
    parts = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if "__pycache__" in path.parts or left_out.intersection(path.parents):
            continue
        parts.update(path.relative_to(folder).as_posix().encode() + b"\0")
        if path.suffix != ".mo":  # made from the .po beside it, perhaps again while a build runs
            parts.update(file_digest(path).encode())
    return parts.hexdigest()


def file_digest(path: Path) -> str:
    """Of a file's bytes, "" when there is none."""
    return digest(path.read_bytes()) if path.is_file() else ""


@cache
def program_digest() -> str:
    """The program that runs and the libraries that make its pages."""
    versions = "\n".join(f"{name} {version(name)}" for name in PACKAGES)
    files = sorted(path for pattern in PROGRAM_FILES for path in HOUSE.rglob(pattern))
    parts = (f"{path.relative_to(HOUSE)}\0{file_digest(path)}" for path in files)
    return digest("\n".join((versions, *parts)).encode())
