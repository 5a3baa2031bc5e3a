"""What is looked for in every finished page: links that lead nowhere, personal numbers, scripts nobody approved.

In: the files of a release and the folder they lie in. Out: problems with the line and column in the page. Pages that are in the live
release with the same digest, made by the same program, have passed before and are not read again.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from edu_site.problems import IIN, Problem, Where, digits_of, is_iin, masked
from edu_site.publish.compressed import CODINGS, unpacked
from edu_site.publish.policy import inline_scripts, script_digest
from edu_site.publish.release import File
from edu_site.publish.target import read_listed

TEXTS = (".html", ".csv", ".json", ".txt", ".xml", ".md", ".svg")
LINK = re.compile(r"""<[a-zA-Z][^<>]*?\s(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
SOURCE = re.compile(r"""<script\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]*)""", re.I)
SCHEME = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")

# digits as 0; bytes that can begin a digit of another script as 1, which the letters of our languages never do
OTHER_DIGITS = bytes(byte for byte in range(0xD9, 0x100) if byte != 0xE2)
DIGITS = bytes(ord("0") if byte in b"0123456789" else ord("1") if byte in OTHER_DIGITS else ord(" ") for byte in range(256))


@dataclass(frozen=True, slots=True)
class Page:
    """A text file of a site."""

    file: File
    text: str
    shown: str  # how problems call it

    def where(self, offset: int) -> Where:
        line = self.text.count("\n", 0, offset) + 1
        return Where(self.shown, line, offset - self.text.rfind("\n", 0, offset))


def read_pages(site: Path, files: Iterable[File], endings: tuple[str, ...]) -> Iterator[Page]:
    """The text files with these endings, one by one. Raises OSError, and Refusal for one that is not what was listed."""
    for file in files:
        if file.path.endswith(endings):
            yield Page(file, read_listed(site, file).decode("utf-8", errors="replace"), str(site / file.path))


# ------------------------------------------------------------ scripts, personal numbers


def script_problems(page: Page, approved: Callable[[], frozenset[str]]) -> Iterator[Problem]:
    """Scripts written into a page that are not approved by digest, and scripts of other hosts."""
    for found in SOURCE.finditer(page.text):
        if SCHEME.match(found[1]):
            yield Problem(page.where(found.start()), "U13", {"script": found[1]})
    for text in inline_scripts(page.text):
        if script_digest(text) not in approved():
            yield Problem(page.where(page.text.find(text)), "U13", {"script": script_digest(text)})


def copy_problems(site: Path, files: Iterable[File], before: Iterable[File]) -> Iterator[Problem]:
    """Compressed copies that hold something else than the file beside them; those that were published so before are known."""
    known, there = set(before), {file.path: file for file in files}
    for path, file in there.items():
        coding = next((one for one in CODINGS if path.endswith(one.ending)), None)
        if coding is None:
            continue
        original = there.get(path.removesuffix(coding.ending))
        if original and {file, original} <= known:
            continue
        if original is None or unpacked(site / path, coding) != read_listed(site, original):
            yield Problem(Where(str(site / path)), "U26")


def personal_problems(page: Page) -> Iterator[Problem]:
    """Valid personal numbers that are no part of a longer word, such as a digest."""
    seen = page.text.encode().translate(DIGITS)
    if b"000000" not in seen and b"1" not in seen:  # most pages; ten times as fast as the search
        return
    for found in IIN.finditer(page.text):
        around = page.text[max(found.start() - 1, 0) : found.start()] + page.text[found.end() : found.end() + 1]
        if not any(character.isalnum() for character in around) and is_iin(digits := digits_of(found.group())):
            yield Problem(page.where(found.start()), "P01", {"masked": masked(digits)})


# ------------------------------------------------------------ links


@dataclass(slots=True)
class Links:
    """Links of all pages against all files; a broken link is told once, with the first page and how many have it."""

    paths: frozenset[str]
    own_roots: tuple[str, ...]  # folders of sites with an address of their own: / is there their own root
    broken: dict[str, list[Where]]

    def check(self, page: Page) -> None:
        """Notes the links of a page that lead nowhere."""
        folder = posixpath.dirname(page.file.path)
        for link in {one or two or three for one, two, three in LINK.findall(page.text)}:
            missing = self.missing(folder, link)
            if missing:
                self.broken.setdefault(missing, []).append(page.where(max(page.text.find(link), 0)))

    def missing(self, folder: str, link: str) -> str:
        """The file a link on a page of `folder` leads to when it is not there; "" for a good link, and for other hosts."""
        path = link.partition("#")[0].partition("?")[0].replace("&amp;", "&")
        if not path or SCHEME.match(path):
            return ""
        roots = [folder]
        if path.startswith("/"):
            roots = ["", *(root for root in self.own_roots if f"{folder}/".startswith(root))]
        found = [target(root, path.lstrip("/")) for root in roots]
        there = any(one in self.paths or f"{one}/index.html" in self.paths for one in found)
        return "" if there else found[0]

    def problems(self) -> Iterator[Problem]:
        for link, places in sorted(self.broken.items()):
            yield Problem(min(places), "U12", {"link": link, "pages": str(len(places))})


@lru_cache(maxsize=200_000)
def target(folder: str, path: str) -> str:
    """The file a link leads to, as a path from the root of all sites; a folder's is its index."""
    found = posixpath.normpath(posixpath.join(folder, unquote(path)))
    if path.endswith(("/", "/.", "/..")) or path in ("", ".", ".."):
        found = posixpath.join(found, "index.html") if found != "." else "index.html"
    return found
