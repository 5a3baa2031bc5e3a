"""Eleventy: one site for the whole republic. Layouts are JavaScript, the fastest it has; the Markdown is not run through a template
language first; collections by organisation are made once. A process of its own gets all the memory it asks for.
"""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.builds.measure import Measured, measure
from benchmarks.builds.texts import LANGUAGES
from benchmarks.fleet.chrome import make_chrome
from benchmarks.fleet.converted import CSV, Page, front_matter, home_url, pages, words
from benchmarks.fleet.peer import HERE, INSTALLED, CannotRun, Peer

SOURCE = HERE / "sites" / "eleventy"
HEAP = {"NODE_OPTIONS": "--max-old-space-size=16384"}  # MiB; by itself Node ends with 4 GB


class Eleventy(Peer):
    name = "Eleventy, one site"
    largest = 200  # beyond, its collections need more memory than a small server has

    def prepare(self) -> None:
        self.modules = node_tools()
        chrome = make_chrome(self.folder / "chrome")
        for name in ("layouts", "parts"):
            shutil.copytree(SOURCE / name, self.folder / name)
        for name in ("package.json", "eleventy.config.js"):
            shutil.copyfile(SOURCE / name, self.folder / name)
        shutil.copytree(SOURCE / "templates", self.folder / "content")
        shutil.copytree(chrome.site / "assets", self.folder / "static" / "assets")
        (self.folder / "node_modules").symlink_to(self.modules)
        organisations: dict[str, dict[str, Any]] = {language: {} for language in LANGUAGES}
        for page in pages(self.places, admonition):
            if page.kind == "home":
                organisations[page.language][page.place.id] = page.front["organisation"]
            self.write_page(page)
        homes = [
            {"id": place.id, "language": one, "url": home_url(place.id, one)} for place in self.places for one in LANGUAGES
        ]
        data = {
            "organisations": organisations,
            "words": {language: words(language) for language in LANGUAGES},
            "chrome": chrome.pieces,
            "homes": homes,
            "kazakh_homes": homes[::2],
        }
        (self.folder / "data").mkdir()
        for name, value in data.items():
            (self.folder / "data" / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    def write_page(self, page: Page) -> None:
        path = self.page_source(page.place.id, page.language, page.path.strip("/") or "index")
        url = home_url(page.place.id, page.language) + page.path
        front = {
            "title": page.title,
            "kind": page.kind,
            "language": page.language,
            "organisation_id": page.place.id,
            "layout": "page.11ty.js",
            "permalink": url if page.kind == "missing" else f"{url}index.html",
            **{name: value for name, value in page.front.items() if name != "organisation"},
        }
        if page.kind == "list":
            front["section"] = page.path.strip("/")
        if "files" in front:
            front["files"] = [{**file, "size": len(CSV.encode())} for file in front["files"]]
        for file in front.get("files", ()):
            copy = self.folder / "static" / url.strip("/") / file["name"]
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(CSV, encoding="utf-8")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---json\n{front_matter(front)}\n---\n\n{page.body}", encoding="utf-8")

    def page_source(self, organisation_id: str, language: str, name: str) -> Path:
        return self.folder / "content" / language / organisation_id / f"{name}.md"

    def changed_file(self) -> Path:
        return self.page_source(self.changed.id, "kk", "news/item-00")

    def build(self, state: str) -> Measured:
        command = ["node", str(self.modules / "@11ty" / "eleventy" / "cmd.cjs")]
        return measure(command, self.folder, self.outputs(), HEAP)

    def outputs(self) -> Sequence[Path]:
        return (self.folder / "public",)

    def version(self) -> str:
        told = json.loads((self.modules / "@11ty" / "eleventy" / "package.json").read_text(encoding="utf-8"))
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
        return f"Eleventy {told['version']}, Node {node}"


def admonition(title: str, text: str) -> str:
    return f'<div class="admonition note">\n<p class="admonition-title">{title}</p>\n\n{text}\n\n</div>'


def node_tools() -> Path:
    """`node_modules` as the lock file says, installed again when it has changed. Raises CannotRun."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise CannotRun("node and npm are not installed")
    folder, lock = INSTALLED / "node", "package-lock.json"
    if not (folder / lock).is_file() or (folder / lock).read_bytes() != (SOURCE / lock).read_bytes():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", lock):
            shutil.copyfile(SOURCE / name, folder / name)
        if subprocess.run(["npm", "ci", "--silent", "--ignore-scripts"], cwd=folder, check=False).returncode:
            shutil.rmtree(folder)
            raise CannotRun("npm cannot install Eleventy")
    return folder / "node_modules"
