"""Zensical: one site for each organisation, for a menu cannot differ within one; its own theme (which has no Kazakh words:
Russian ones), both languages below one root. It makes no lists, so they are written as Markdown before, which is not measured; unlike
MkDocs it keeps a cache between builds.
"""

import json
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from benchmarks.builds.corpus import Place
from benchmarks.builds.measure import Measured, measure
from benchmarks.fleet.converted import SECTIONS, Page, home_url, pages, words
from benchmarks.fleet.peer import Peer, Weight, python_tools, weigh

EXTENSIONS = {
    "abbr": {},
    "admonition": {},
    "attr_list": {},
    "def_list": {},
    "footnotes": {},
    "tables": {},
    "toc": {"permalink": False},
}


class Zensical(Peer):
    name = "Zensical, one site each"
    largest = 200

    def prepare(self) -> None:
        self.tools = python_tools()
        of_all: dict[str, list[Page]] = {}
        for page in pages(self.places, lambda title, text: f'!!! note "{title}"\n    {text}'):
            of_all.setdefault(page.place.id, []).append(page)
        for own in of_all.values():
            self.write_site(own)

    def write_site(self, own: Sequence[Page]) -> None:
        """The project of one organisation."""
        folder = self.folder / own[0].place.id
        for page in own:
            path = folder / "docs" / ("ru" if page.language == "ru" else "") / page.path.removesuffix("404.html") / "index.md"
            if page.kind != "missing":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(markdown(page, own), encoding="utf-8")
        (folder / "mkdocs.yml").write_text(json.dumps(configuration(own), ensure_ascii=False), encoding="utf-8")

    def changed_file(self) -> Path:
        return self.folder / self.changed.id / "docs" / "news" / "item-00" / "index.md"

    def build(self, state: str) -> Measured:
        return sum(map(self.build_one, (self.changed,) if state == "one page" else self.places), Measured())

    def build_one(self, place: Place) -> Measured:
        folder = self.folder / place.id
        return measure(
            [str(self.tools / "bin" / "zensical"), "build", "-f", "mkdocs.yml"], folder, (folder / "site", folder / ".cache")
        )

    def outputs(self) -> Sequence[Path]:
        return tuple(self.folder / place.id / name for name in ("site", ".cache") for place in self.places)

    def page_file(self, organisation_id: str, language: str, path: str) -> Path:
        return self.folder / organisation_id / "site" / f"{'ru/' if language == 'ru' else ''}{path}index.html"

    def weight(self) -> Weight:
        found = [weigh(self.folder / place.id / "site") for place in self.places]
        return Weight(sum(one.pages for one in found), sum(one.html for one in found), sum(one.others for one in found))

    def version(self) -> str:
        packages = self.tools.glob("lib/python*/site-packages")
        return "Zensical " + next(one.version for one in distributions(name="zensical", path=[str(path) for path in packages]))


def configuration(own: Sequence[Page]) -> dict[str, Any]:
    """`mkdocs.yml`, as JSON, which is YAML: the same menu as edu-site's, in Kazakh."""
    said, home = words("kk"), next(page for page in own if page.kind == "home")
    about = [
        {page.title: f"{page.path}index.md"} for page in own if page.language == "kk" and page.front.get("section") == "pages"
    ]
    about += [{said[name]: f"{path}/index.md"} for name, path in (("documents", "documents"), ("contacts", "contacts"))]
    return {
        "site_name": home.title,
        "site_url": f"https://bilim.example{home_url(home.place.id, 'kk')}",
        "theme": {"name": "material", "language": "ru", "font": False, "features": ["navigation.tabs", "navigation.indexes"]},
        "markdown_extensions": [{name: options} for name, options in EXTENSIONS.items()],
        "nav": [
            {said["home"]: "index.md"},
            {said["pages"]: about},
            *({said[name]: f"{name}/index.md"} for name in ("news", "services")),
            {said["method"]: [{said[name]: f"{name}/index.md"} for name in ("materials", "seminars")]},
        ],
    }


def markdown(page: Page, own: Sequence[Page]) -> str:
    """A page with everything that other generators take from their templates."""
    same = [one for one in own if one.language == page.language]
    front = {"title": page.title, "description": page.front.get("summary", page.title)}
    lines = [page.front["summary"]] if "summary" in page.front else []
    lines += [f"{fact['label']}: {fact['value']}" for fact in page.front.get("facts", ())]
    lines += [f"{one['title']}\n\n" + "\n".join(f"- {text}" for text in one["items"]) for one in page.front.get("lists", ())]
    parts = [*lines, page.body.rstrip(), "\n".join(f"- {entry(one)}" for one in entries(page, same))]
    return (
        f"---\n{json.dumps(front, ensure_ascii=False)}\n---\n\n# {page.title}\n\n"
        + "\n\n".join(part for part in parts if part)
        + "\n"
    )


def entries(page: Page, same: Sequence[Page]) -> list[Page]:
    """The items a list shows, newest first."""
    found = sorted((one for one in same if one.kind == "item"), key=lambda one: one.front["date"], reverse=True)
    match page.kind:
        case "list":
            return [one for one in found if f"{one.front['section']}/" == page.path]
        case "year":
            return [one for one in found if one.front["date"].startswith(page.front["year"])]
        case "home":
            return [one for section in SECTIONS[:4] for one in [one for one in found if one.front["section"] == section][:5]]
        case "site-map":
            return [one for one in same if one.kind != "missing"]
        case _:
            return []


def entry(page: Page) -> str:
    """A link with its summary and day."""
    return f"[{page.title}]({home_url(page.place.id, page.language)}{page.path}) {page.front.get('summary', '')} {page.front.get('date', '')[:10]}"
