"""Digests that decide what has to be done: of plans, of the theme, of the program.

In: values and files. Out: hexadecimal SHA-256. No clock, no file times; the same input gives the same digest anywhere.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from edu_site.model.plan import PagePlan, SitePlan
from edu_site.places import HOUSE
from edu_site.values import to_json

PACKAGES = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Jinja2", "Babel")
PROGRAM_FILES = ("*.py", "*.po")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def plan_digest(sites: Iterable[SitePlan]) -> str:
    return digest(b"\0".join(to_json(site) for site in sites))


def page_digest(page: PagePlan) -> str:
    return digest(to_json(page))


def folder_digest(folder: Path, patterns: Iterable[str] = ("*",)) -> str:
    """Names and contents of the files below a folder, in order of their names."""
    found = {path for pattern in patterns for path in folder.rglob(pattern) if path.is_file()}
    parts = hashlib.sha256()
    for path in sorted(found):
        if "__pycache__" not in path.parts:
            parts.update(path.relative_to(folder).as_posix().encode() + b"\0")
            if path.suffix != ".mo":  # made from the .po beside it, perhaps again while a build runs
                parts.update(digest(path.read_bytes()).encode())
    return parts.hexdigest()


@cache
def program_digest() -> str:
    """The program that runs and the libraries that make its pages."""
    versions = "\n".join(f"{name} {version(name)}" for name in PACKAGES)
    return digest((folder_digest(HOUSE, PROGRAM_FILES) + versions).encode())


def theme_digest(project: Path, themes: Path) -> str:
    """Everything a page's look depends on: templates, assets, words, `mkdocs.yml`."""
    configuration = project / "mkdocs.yml"
    written = configuration.read_bytes() if configuration.is_file() else b""
    return digest((folder_digest(themes) + digest(written)).encode())
