"""What stands on every page alike (the panels of display settings, the search form, the script's configuration), cut out of a page of
edu-site, so that the pages of other generators weigh the same.

In: a corpus. Out: pieces of HTML by name, for each language, and the folder of assets. Not measured.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.builds.corpus import HOUSE, TODAY, Place, write_corpus
from benchmarks.builds.texts import LANGUAGES

ASSETS = re.compile(r'(?<=")(?:\.\./)*assets/')
PIECES = {  # name -> where it begins and what comes after it
    "head": ('<link rel="icon"', '<meta property="og:title"'),
    "links": ('<link rel="preload"', "</head>"),
    "tools": ('<details class="edu-display edu-display--theme"', '</div>\n  </div>\n  <div class="md-grid edu-masthead">'),
    "emblem": ('<img class="edu-identity__emblem"', '<span class="edu-identity__text">'),
    "search": ('<div class="md-search"', '<a class="edu-button edu-nojs"'),
    "demonstration": ('<div class="edu-demonstration">', "</header>"),
    "scripts": ('<script id="__config"', "</body>"),
}


class PieceMissing(Exception):
    """A page of edu-site does not hold a piece any more: `PIECES` has to follow the theme."""


@dataclass(frozen=True, slots=True)
class Chrome:
    """Pieces of HTML by language and name; the folder that holds `assets/`."""

    pieces: dict[str, dict[str, str]]
    site: Path


def make_chrome(folder: Path) -> Chrome:
    """Builds one school into `folder` and cuts its contact pages. Raises PieceMissing."""
    school: Place = write_corpus(folder, 20)[-1]
    command = [sys.executable, "-m", "edu_site.cli", "build", "-q", "-j", "1", "--today", TODAY, school.id]
    subprocess.run(command, check=True, cwd=folder, env={**os.environ, **HOUSE}, stdout=subprocess.DEVNULL)
    home = folder / "site" / school.folder_of_site
    found = {one: ("" if one == "kk" else "ru/") for one in LANGUAGES}
    texts = {one: (home / f"{below}contacts/index.html").read_text(encoding="utf-8") for one, below in found.items()}
    return Chrome({language: cut(text) for language, text in texts.items()}, folder / "site")


def cut(text: str) -> dict[str, str]:
    """The pieces of one page, assets addressed from the root."""
    return {name: ASSETS.sub("/assets/", between(text, *ends)) for name, ends in PIECES.items()}


def between(text: str, start: str, end: str) -> str:
    begun = text.find(start)
    ended = text.find(end, begun)
    if begun < 0 or ended < 0:
        raise PieceMissing(f"{start!r} ... {end!r}")
    return text[begun:ended].rstrip() + "\n"
