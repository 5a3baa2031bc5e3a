"""The builders that are compared. A peer is one class: how it is prepared, which commands it runs, where it writes.

In: a project as `corpus` writes it. Out: `Measured` values. To add a peer, subclass `Peer` and name it in `PEERS`.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

from benchmarks.builds.corpus import ROOT, Place
from benchmarks.builds.measure import Measured, measure
from benchmarks.builds.texts import texts

TODAY = "2026-11-24"
STATES = ("cold", "unchanged", "one page")
TAG = re.compile(r"<[^>]+>")
ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
HOUSE = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}


class Peer:
    """One builder over one project. `prepare` and `change_page` are not measured, `build` is."""

    name: ClassVar[str] = ""
    repeated: ClassVar[bool] = True  # False: one round is enough (it is many processes anyway)

    def __init__(self, project: Path, places: tuple[Place, ...], sample: int) -> None:
        """`sample`: how many organisations a peer may measure that needs a run for each."""
        self.project = project
        self.places = places
        self.sample = sample

    def prepare(self) -> None:
        """Everything that happens once before the first build."""

    def clean(self) -> None:
        """Removes what an earlier build left."""
        raise NotImplementedError

    def change_page(self, number: int) -> None:
        """A sentence more in one Kazakh news item of the school in the middle."""
        raise NotImplementedError

    def build(self, state: str) -> Measured:
        """A whole build; a peer that measures a sample scales it up."""
        raise NotImplementedError

    def pages(self) -> int:
        """HTML pages of a whole build."""
        raise NotImplementedError

    def note(self) -> str:
        """What a reader must know about this peer's numbers."""
        return ""

    @property
    def changed(self) -> Place:
        return self.places[len(self.places) * 3 // 4]


def append_sentence(file: Path, number: int) -> None:
    sentences = texts("sentence")
    with file.open("a", encoding="utf-8") as opened:
        opened.write(f"\n{sentences[number % len(sentences)][0].replace('{a}', str(number + 5))}\n")


def html_pages(folder: Path) -> int:
    return sum(1 for _ in folder.rglob("*.html"))


class EduSite(Peer):
    """`edu-site build` of the checkout."""

    workers: ClassVar[int] = 1

    def clean(self) -> None:
        for folder in ("site", "build"):
            shutil.rmtree(self.project / folder, ignore_errors=True)

    def change_page(self, number: int) -> None:
        append_sentence(self.project / "content" / self.changed.folder / "news" / "item-00.kk.md", number)

    def build(self, state: str) -> Measured:
        command = [sys.executable, "-m", "edu_site.cli", "build", "-q", "-j", str(self.workers), "--today", TODAY]
        return measure(command, self.project, (self.project / "site", self.project / "build"), HOUSE)

    def pages(self) -> int:
        return html_pages(self.project / "site")


class EduSiteOneWorker(EduSite):
    name = "edu-site, 1 worker"
    workers = 1


class EduSiteTwoWorkers(EduSite):
    name = "edu-site, 2 workers"
    workers = 2


class StockMkDocs(Peer):
    """`mkdocs build` of each organisation's export, one after another: same pages, Material, mkdocs-static-i18n."""

    name = "stock MkDocs, one build each"
    repeated = False

    def prepare(self) -> None:
        """Exports the organisations that will be measured, evenly over the tree, and the one that will change."""
        step = max(1, len(self.places) // self.sample)
        self.measured = self.places[::step][: self.sample]
        self.each: dict[str, Measured] = {}
        self.exports = self.project / "exports"
        ids = sorted({place.id for place in self.measured} | {self.changed.id})
        command = [sys.executable, "-m", "benchmarks.builds.exports", str(self.project), str(self.exports), TODAY, *ids]
        subprocess.run(command, check=True, env={**os.environ, **HOUSE}, cwd=ROOT)

    def clean(self) -> None:
        for place in self.places:
            shutil.rmtree(self.exports / place.id / "site", ignore_errors=True)

    def change_page(self, number: int) -> None:
        append_sentence(self.exports / self.changed.id / "docs/kk/news/item-00/index.md", number)

    def build(self, state: str) -> Measured:
        """MkDocs keeps nothing between builds: unchanged costs what cold costs, and with a sample is not measured again."""
        if state == "one page":
            return self.build_one(self.changed)
        if state == "unchanged" and len(self.measured) < len(self.places):
            return self.scaled()
        self.each = {place.id: self.build_one(place) for place in self.measured}
        return self.scaled()

    def scaled(self) -> Measured:
        """The republic as it is, for there is one; the others as many times as there are more of them."""
        republic, *others = self.each.values()
        return republic + sum(others, Measured()).scaled(self.more)

    @property
    def more(self) -> float:
        return (len(self.places) - 1) / max(1, len(self.measured) - 1)

    def build_one(self, place: Place) -> Measured:
        folder = self.exports / place.id
        return measure([sys.executable, "-m", "mkdocs", "build", "-q"], folder, (folder / "site",))

    def pages(self) -> int:
        republic, *others = (html_pages(self.exports / place.id / "site") for place in self.measured)
        return round(republic + sum(others) * self.more)

    def note(self) -> str:
        if len(self.measured) == len(self.places):
            return "every organisation built"
        return (
            f"{len(self.measured)} of {len(self.places)} organisations built, every {len(self.places) // self.sample}th, scaled"
        )

    def compared(self) -> Iterator[tuple[str, bool]]:
        """Each page of the measured exports, and whether its article says what edu-site's says; not the one that was changed."""
        for place in (place for place in self.measured if place != self.changed):
            stock = self.exports / place.id / "site"
            for page in sorted(stock.rglob("*.html")):
                path = page.relative_to(stock)
                own = self.project / "site" / place.folder_of_site / path
                yield f"{place.id}/{path}", own.is_file() and article(own) == article(page)


def article(page: Path) -> list[str]:
    """The words of a page's article."""
    found = ARTICLE.search(page.read_text(encoding="utf-8"))
    return TAG.sub(" ", found[0]).split() if found else []


PEERS: tuple[type[Peer], ...] = (EduSiteTwoWorkers, EduSiteOneWorker, StockMkDocs)


def versions() -> str:
    names = ("mkdocs", "mkdocs-material", "mkdocs-static-i18n", "Markdown", "pymdown-extensions", "Jinja2")
    return ", ".join(f"{name} {version(name)}" for name in names)
