"""Stock MkDocs with Material: one `mkdocs build` for each organisation, one after another, of the project `edu-site export` writes: the same
pages, mkdocs-static-i18n. MkDocs keeps nothing between builds; its *one page* is the build of the one organisation, as if it were known
which.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from benchmarks.builds.corpus import HOUSE, ROOT, TODAY, Place
from benchmarks.builds.measure import Measured, measure
from benchmarks.fleet.peer import Peer, Weight, weigh

WHOLE = 50  # organisations up to which all are built


class StockMkDocs(Peer):
    name = "MkDocs + Material, one site each"
    largest = 200

    def __init__(self, project: Path, places: tuple[Place, ...], folder: Path) -> None:
        super().__init__(project, places, folder)
        self.built = places if len(places) <= WHOLE else (*places[:10], *places[10::5])

    @property
    def share(self) -> float:
        """How many organisations each built one stands for: builds are independent, and cost the same within some per cent."""
        return len(self.places) / len(self.built)

    @property
    def changed(self) -> Place:
        return self.built[len(self.built) * 3 // 4]

    def note(self) -> str:
        sampled = f"; {len(self.built)} of {len(self.places)} organisations built, scaled by {self.share:.2f}"
        return self.version() + (sampled if self.share > 1 else "")

    def prepare(self) -> None:
        ids = [place.id for place in self.built]
        command = [sys.executable, "-m", "benchmarks.builds.exports", str(self.project), str(self.folder), TODAY, *ids]
        subprocess.run(command, check=True, env={**os.environ, **HOUSE}, cwd=ROOT)

    def changed_file(self) -> Path:
        return self.folder / self.changed.id / "docs/kk/news/item-00/index.md"

    def build(self, state: str) -> Measured:
        if state == "one page":
            return self.build_one(self.changed)
        found = sum(map(self.build_one, self.built), Measured())
        counts = {name: round(getattr(found, name) * self.share) for name in ("written", "files")}
        return replace(found, wall=found.wall * self.share, cpu=found.cpu * self.share, **counts)

    def build_one(self, place: Place) -> Measured:
        folder = self.folder / place.id
        return measure([sys.executable, "-m", "mkdocs", "build", "-q"], folder, (folder / "site",))

    def outputs(self) -> Sequence[Path]:
        return tuple(self.folder / place.id / "site" for place in self.built)

    def weight(self) -> Weight:
        found = [weigh(path) for path in self.outputs()]
        sums = (sum(values) for values in zip(*((one.pages, one.html, one.others) for one in found), strict=True))
        return Weight(*(round(value * self.share) for value in sums))

    def page_file(self, organisation_id: str, language: str, path: str) -> Path:
        return self.folder / organisation_id / "site" / f"{'ru/' if language == 'ru' else ''}{path}index.html"

    def version(self) -> str:
        return f"MkDocs {version('mkdocs')}, Material {version('mkdocs-material')}"
