"""A broken organisation stops its own site and no other: built for real, compared byte for byte."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from edu_site.cli import main
from edu_site.model.plan import PagePlan, SitePlan
from edu_site.render.blocks import PageView
from edu_site.render.engine.pages import Engine
from edu_site.render.site import Renderer
from tests.bad_input.project import BASE, make_project

ROOT = Path(__file__).parents[2]
SCHOOL = "content/abai/school-1"
IIN = "060112500012"
ABAI = (BASE / "content/abai/organisation.yml").read_text(encoding="utf-8")
RECORD = (BASE / SCHOOL / "organisation.yml").read_text(encoding="utf-8")
MANGYSTAU = (
    ABAI.replace("Абай облысының", "Маңғыстау облысының")
    .replace("области Абай", "Мангистауской области")
    .replace("100000000", "470000000")
)
FILES: dict[str, str] = {
    "content/mangystau/organisation.yml": MANGYSTAU + "contacts: {phone: +7 (7292) 00-00-01}\n",
    "content/mangystau/school-3/organisation.yml": RECORD.replace("№ 1", "№ 3").replace("101010000", "471010000"),
    "content/mangystau/lyceum/organisation.yml": "id: lyceum-4\n"
    + RECORD.replace("№ 1", "№ 4").replace("101010000", "471010000"),
}
ALL = {"republic", "abai", "school-1", "school-2", "mangystau", "school-3", "lyceum-4"}
REPUBLIC = (BASE / "content/organisation.yml").read_text(encoding="utf-8")
Bytes = dict[str, bytes]


@dataclass
class Fleet:
    """A built project that can be broken and built again."""

    folder: Path
    good: Bytes = field(default_factory=dict)
    said: str = ""

    def build(self, *more: str) -> int:
        """The exit code of `edu-site build`."""
        where = ["-p", str(self.folder), "--site", str(self.folder / "site")]
        result = CliRunner().invoke(main, ["build", "-j", "0", "--today", "2026-11-24", "--json", *where, *more])
        self.said = result.stdout
        return result.exit_code

    def states(self) -> dict[str, str]:
        return {name: one["state"] for name, one in json.loads(self.said)["organisations"].items()}

    def site(self) -> Bytes:
        site = self.folder / "site"
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}

    def changed(self) -> set[str]:
        """Organisations whose files are others than in the good build."""
        now = self.site()
        paths = {path for path in now.keys() | self.good.keys() if now.get(path) != self.good.get(path)}
        return {path.split("/")[1] if path.startswith("org/") else "republic" for path in paths}

    def break_with(self, files: Mapping[str, str | bytes | None]) -> None:
        for name, text in files.items():
            path = self.folder / name
            if text is None:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.fixture(scope="module")
def engines() -> Iterator[None]:
    """The templates are compiled once for all builds here, as they are for all sites of one build."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("edu_site.render.engine.pages.Engine", cache(Engine))
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, engines: None) -> Fleet:
    """The good fleet, built once, with a copy of all of it beside."""
    folder = make_project(tmp_path_factory.mktemp("fleet") / "project", FILES)
    shutil.copyfile(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    fleet = Fleet(folder)
    assert fleet.build() == 0, fleet.said
    fleet.good = fleet.site()
    shutil.copytree(folder, folder.with_name("copy"))
    return fleet


@pytest.fixture
def fleet(built: Fleet) -> Fleet:
    """The good fleet as it was first built."""
    shutil.rmtree(built.folder)
    shutil.copytree(built.folder.with_name("copy"), built.folder)
    return built


UNREADABLE = "name: [\n"
SCRIPT = "javascript:alert(1)"
# what is broken: the files, whose sites stay to the byte, who may say less than before because of it
BROKEN: dict[str, tuple[Mapping[str, str | bytes | None], set[str], set[str]]] = {
    "a text of a school": (
        {f"{SCHOOL}/news/opening.ru.md": "---\ntitle: А\n---\n<b>Б</b>\n"},
        {"school-1"},
        {"abai", "republic"},
    ),
    "a record of a school": ({f"{SCHOOL}/organisation.yml": RECORD + "adress: 1\n"}, {"school-1"}, {"abai", "republic"}),
    "a school that cannot be read": ({f"{SCHOOL}/organisation.yml": UNREADABLE}, {"school-1"}, {"abai", "republic"}),
    "a school in UTF-16": ({f"{SCHOOL}/organisation.yml": RECORD.encode("utf-16")}, {"school-1"}, {"abai", "republic"}),
    "a school without its record": ({f"{SCHOOL}/organisation.yml": None}, {"school-1"}, {"abai", "republic"}),
    "a school with another id that cannot be read": (
        {"content/mangystau/lyceum/organisation.yml": "id: lyceum-4\nname: [\n"},
        {"lyceum-4"},
        {"mangystau", "republic"},
    ),
    "a region with a misspelt field": (
        {"content/mangystau/organisation.yml": FILES["content/mangystau/organisation.yml"] + "adress: 1\n"},
        {"mangystau"},
        set(),
    ),
    "a region that cannot be read": (
        {"content/mangystau/organisation.yml": UNREADABLE},
        {"mangystau"},
        {"school-3", "lyceum-4", "republic"},
    ),
    "a republic that cannot be read": ({"content/organisation.yml": UNREADABLE}, ALL, set()),
    "a republic with a wrong address": ({"content/organisation.yml": REPUBLIC + "site: http://portal.kz\n"}, ALL, set()),
    "a republic without its record": ({"content/organisation.yml": None}, ALL, set()),
    "an id taken from another school": (
        {"content/abai/school-2/organisation.yml": "id: school-1\n" + RECORD.replace("№ 1", "№ 2")},
        {"school-2", "school-1"},
        {"abai", "republic"},
    ),
    "a second folder of the same name": (
        {"content/mangystau/school-1/organisation.yml": RECORD.replace("№ 1", "№ 5")},
        {"school-1"},
        {"abai", "mangystau", "republic"},
    ),
    "a circle": (
        {"content/abai/organisation.yml": ABAI + "parent: school-2\n"},
        {"abai"},
        {"school-1", "school-2", "republic"},
    ),
    "a group that is too small": (
        {f"{SCHOOL}/organisation.yml": RECORD + "disclosure: {minimum_group: 7}\n"},
        {"school-1"},
        {"abai", "republic"},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_only_the_broken_site_stays_behind(name: str, fleet: Fleet) -> None:
    files, kept, poorer = BROKEN[name]
    fleet.break_with(files)
    assert fleet.build() == 1, fleet.said
    assert fleet.changed() & kept == set()
    assert fleet.changed() <= poorer
    assert {path for path in fleet.good if path.startswith("assets/")} <= fleet.site().keys()
    assert [path for path in fleet.site() if path.endswith(".part") or "making" in path] == []


def test_a_correction_brings_everything_back(fleet: Fleet) -> None:
    fleet.break_with({"content/mangystau/organisation.yml": UNREADABLE, f"{SCHOOL}/organisation.yml": None})
    fleet.build()
    fleet.break_with(
        {
            "content/mangystau/organisation.yml": FILES["content/mangystau/organisation.yml"],
            f"{SCHOOL}/organisation.yml": RECORD,
        }
    )
    assert fleet.build() == 0
    assert fleet.site() == fleet.good


def test_a_school_that_is_really_gone_has_no_site(fleet: Fleet) -> None:
    fleet.break_with({"content/mangystau/lyceum": None})
    assert fleet.build() == 0
    assert [path for path in fleet.site() if path.startswith("org/lyceum-4/")] == []


def test_nothing_wrong_is_inherited(fleet: Fleet) -> None:
    settings = f"menu: {{add: [{{title: {{kk: а, ru: а}}, url: '{SCRIPT}'}}]}}\nbrand: gold\nsite: {SCRIPT}\ncontacts: {{phone: 'ЖСН {IIN}'}}\n"
    fleet.break_with({"content/abai/organisation.yml": ABAI + settings})
    assert fleet.build("--force") == 1
    assert fleet.states()["abai"] == "kept"
    assert fleet.states()["school-1"] == "built"
    published = b"".join(fleet.site().values())
    for planted in (SCRIPT, IIN, "brands/gold"):
        assert planted.encode() not in published


def test_a_personal_number_reaches_no_file(fleet: Fleet) -> None:
    news = f"---\ntitle: Тізім\npublished: 2026-10-14\n---\nЖСН {IIN}\n"
    fleet.break_with(
        {
            f"{SCHOOL}/news/list.kk.md": news,
            "content/abai/school-2/organisation.yml": RECORD.replace("№ 1", f"№ {IIN}"),
            "content/abai/school-2/news/list.kk.md": news,
            f"content/abai/{IIN}/organisation.yml": RECORD.replace("№ 1", "№ 6"),
            "content/mangystau/school-3/organisation.yml": f'id: "{IIN}"\n' + RECORD.replace("№ 1", "№ 3"),
        }
    )
    assert fleet.build("--force") == 1
    made = [path for folder in ("site", "build") for path in (fleet.folder / folder).rglob("*")]
    assert [path for path in made if IIN in path.as_posix()] == []
    assert [path for path in made if path.is_file() and IIN.encode() in path.read_bytes()] == []
    assert IIN not in fleet.said


def test_a_fault_while_a_page_is_rendered_is_b01_and_changes_nothing(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    view = Renderer.view

    def failing(renderer: Renderer, site: SitePlan, plan: PagePlan) -> PageView:
        if site.organisation.id == "school-1":
            rendered.append(plan.url)
            if len(rendered) == 4:
                raise RecursionError("a page without end")
        return view(renderer, site, plan)

    monkeypatch.setattr(Renderer, "view", failing)
    assert fleet.build("--force") == 1
    assert len(rendered) == 4
    assert fleet.states() == {name: "kept" if name == "school-1" else "built" for name in sorted(ALL)}
    assert fleet.site() == fleet.good
    (problem,) = json.loads(fleet.said)["problems"]
    assert (problem["code"], problem["path"]) == ("B01", SCHOOL)
    monkeypatch.undo()
    assert fleet.build() == 0
    assert fleet.states()["school-1"] == "unchanged"


def test_check_tells_the_same_exit_code(fleet: Fleet) -> None:
    assert CliRunner().invoke(main, ["check", "-p", str(fleet.folder), "--today", "2026-11-24"]).exit_code == 0
    fleet.break_with({f"{SCHOOL}/news/opening.ru.md": "---\ntitle: А\n---\n[а](ref:nobody)\n"})
    found = CliRunner().invoke(main, ["check", "-p", str(fleet.folder), "--today", "2026-11-24", "--lang", "en"])
    assert found.exit_code == 1
    assert f"{SCHOOL}/news/opening.ru.md:4:1: R01 The reference nobody leads nowhere" in found.output
