"""What every compared generator is to the benchmark, and how heavy its pages are.

In: a corpus. Out: `Measured` values. To add a generator, subclass `Peer` and name it in `peers.PEERS`.
"""

import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from benchmarks.builds.corpus import Place
from benchmarks.builds.measure import Measured
from benchmarks.builds.texts import texts
from benchmarks.fleet.converted import home_url

STATES = ("cold", "unchanged", "one page")
HERE = Path(__file__).parent
INSTALLED = HERE / ".installed"  # the generators themselves; made by the first run, ignored by Git


class CannotRun(Exception):
    """A generator that cannot be had on this machine; the text says why."""


@dataclass(frozen=True, slots=True)
class Weight:
    """The pages of a whole build: how many, and their bytes."""

    pages: int
    html: int
    others: int  # bytes of the files that are not HTML, without the theme's assets

    @property
    def per_page(self) -> float:
        return self.html / self.pages if self.pages else 0.0


class Peer:
    """One generator over one corpus. `prepare` and `change_page` are not measured, `build` is."""

    name: ClassVar[str] = ""
    largest: ClassVar[int] = 1_000_000  # organisations beyond which the generator is left out

    def __init__(self, project: Path, places: tuple[Place, ...], folder: Path) -> None:
        """`project`: the corpus as edu-site reads it; `folder`: the generator's own place."""
        self.project = project
        self.places = places
        self.folder = folder

    def prepare(self) -> None:
        """Everything that happens once before the first build. Raises CannotRun."""

    def clean(self) -> None:
        """Puts aside what an earlier build left. Deleting it would slow down the next one: ext4 passes over inodes freed in the last
        minutes, one by one, whenever it makes a file."""
        aside = Path(tempfile.mkdtemp(prefix="earlier-", dir=self.project.parent))
        for number, path in enumerate(self.outputs()):
            if path.exists():
                path.rename(aside / str(number))

    def change_page(self, number: int) -> None:
        """A sentence more in one Kazakh news item of the school in the middle."""
        append_sentence(self.changed_file(), number)

    def changed_file(self) -> Path:
        raise NotImplementedError

    def build(self, state: str) -> Measured:
        """A whole build, the process's start included. Raises CommandFailed."""
        raise NotImplementedError

    def outputs(self) -> Sequence[Path]:
        """Folders that a build writes; the first holds the pages."""
        raise NotImplementedError

    def page_file(self, organisation_id: str, language: str, path: str) -> Path:
        """Where a page lies after a build; `path` is below the organisation's home."""
        return self.outputs()[0] / f"{home_url(organisation_id, language)}{path}index.html"[1:]

    def weight(self) -> Weight:
        return weigh(self.outputs()[0])

    def version(self) -> str:
        return ""

    def note(self) -> str:
        """What a reader must know about this generator's numbers."""
        return self.version()

    @property
    def changed(self) -> Place:
        return self.places[len(self.places) * 3 // 4]


def append_sentence(file: Path, number: int) -> None:
    sentences = texts("sentence")
    with file.open("a", encoding="utf-8") as opened:
        opened.write(f"\n{sentences[number % len(sentences)][0].replace('{a}', str(number + 5))}\n")


def weigh(folder: Path) -> Weight:
    """Pages and bytes below a folder."""
    pages = html = others = 0
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "assets"]
        for name in names:
            size = os.stat(os.path.join(parent, name)).st_size
            if name.endswith(".html"):
                pages += 1
                html += size
            else:
                others += size
    return Weight(pages, html, others)


def python_tools() -> Path:
    """The environment with the generators that come as Python wheels, installed from `requirements.txt` when it has changed."""
    wanted = (HERE / "requirements.txt").read_bytes()
    folder = INSTALLED / "python"
    stamp = folder / "requirements.txt"
    if not stamp.is_file() or stamp.read_bytes() != wanted:
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        ran = subprocess.run(
            [*pip, "install", "--require-hashes", "--no-deps", "-r", str(HERE / "requirements.txt")], check=False
        )
        if ran.returncode:
            raise CannotRun("pip cannot install benchmarks/fleet/requirements.txt")
        stamp.write_bytes(wanted)
    return folder


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
