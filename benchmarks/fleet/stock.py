"""Stock MkDocs with Material: one `mkdocs build` for each organisation, one after another, of the project `edu-site export` writes: the same
pages, mkdocs-static-i18n. MkDocs keeps nothing between builds; its *one page* is the build of the one organisation, as if it were known
which.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.builds.corpus import HOUSE, ROOT, TODAY, Place
from benchmarks.builds.measure import Measured, measure
from benchmarks.fleet.peer import Peer, Weight, weigh


class StockMkDocs(Peer):
    name = "MkDocs + Material, one site each"
    largest = 50

    def prepare(self) -> None:
        ids = [place.id for place in self.places]
        command = [sys.executable, "-m", "benchmarks.builds.exports", str(self.project), str(self.folder), TODAY, *ids]
        subprocess.run(command, check=True, env={**os.environ, **HOUSE}, cwd=ROOT)

    def changed_file(self) -> Path:
        return self.folder / self.changed.id / "docs/kk/news/item-00/index.md"

    def build(self, state: str) -> Measured:
        return sum(map(self.build_one, (self.changed,) if state == "one page" else self.places), Measured())

    def build_one(self, place: Place) -> Measured:
        folder = self.folder / place.id
        return measure([sys.executable, "-m", "mkdocs", "build", "-q"], folder, (folder / "site",))

    def outputs(self) -> Sequence[Path]:
        return tuple(self.folder / place.id / "site" for place in self.places)

    def weight(self) -> Weight:
        found = [weigh(path) for path in self.outputs()]
        return Weight(sum(one.pages for one in found), sum(one.html for one in found), sum(one.others for one in found))

    def page_file(self, organisation_id: str, language: str, path: str) -> Path:
        return self.folder / organisation_id / "site" / f"{'ru/' if language == 'ru' else ''}{path}index.html"

    def version(self) -> str:
        return f"MkDocs {version('mkdocs')}, Material {version('mkdocs-material')}"
