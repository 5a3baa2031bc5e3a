"""Whatever is edited, in whatever order, step by step: the sites are those of a clean build, byte for byte."""

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from edu_site.fleet import fingerprint
from tests.fleet.builds import build, tree_of
from tests.projects import TODAY, Files, dump, new_project, news, organisation, pair, school, schools, write

FOLDERS = {name: f"abai/semey/{name}" for name in ("school-1", "school-2", "school-3")}
NAMES = st.sampled_from(sorted(FOLDERS))
WORDS = st.sampled_from(["Күз", "Қыс", "Көктем", "Жаз"])
DAYS = st.integers(1, 24)


@dataclass(slots=True)
class World:
    """Content as it should be: files by path, the day, what was added to `mkdocs.yml`, the version of the program."""

    files: Files = field(default_factory=lambda: schools(3))
    today: dt.date = TODAY
    theme: int = 0
    program: int = 0

    def put(self, files: Files) -> None:
        self.files = {**self.files, **files}

    def drop(self, start: str) -> None:
        self.files = {name: text for name, text in self.files.items() if not name.startswith(start)}

    def has(self, name: str) -> bool:
        return f"{FOLDERS[name]}/organisation.yml" in self.files


Edit = Callable[[World], None]


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    name, word, day = draw(NAMES), draw(WORDS), draw(DAYS)
    folder, kind = FOLDERS[name], draw(st.sampled_from(sorted(KINDS)))

    def edit(world: World) -> None:
        if world.has(name) or kind in ("found", "theme", "program", "day", "rename_region"):
            KINDS[kind](world, folder, word, day)

    edit.__qualname__ = f"{kind} {name} {word} {day}"
    return edit


def write_news(world: World, folder: str, word: str, day: int) -> None:
    world.put(news(f"{folder}/news/item-{day % 3}", word, word, f"2026-11-{day:02}", f"{word} келді."))


def forget_news(world: World, folder: str, word: str, day: int) -> None:
    world.drop(f"{folder}/news/item-{day % 3}.")


def only_kazakh(world: World, folder: str, word: str, day: int) -> None:
    world.put(pair(f"{folder}/news/item-0", {"title": word, "body": word}, None, published=f"2026-11-{day:02}"))
    world.files.pop(f"{folder}/news/item-0.ru.md", None)


def hold_seminar(world: World, folder: str, word: str, day: int) -> None:
    texts = {"kk": {"title": word}, "ru": {"title": word}}
    moment = f"2026-11-{min(day + 3, 28):02}"
    world.put(
        {
            f"{folder}/seminars/open.yml": dump(
                {
                    "published": "2026-11-01",
                    "seminar_kind": "training",
                    "audience": "teachers",
                    "format": "offline",
                    "subject": "physics",
                    "start": f"{moment}T10:00+05:00",
                    "end": f"{moment}T12:00+05:00",
                    **texts,
                }
            )
        }
    )


def refer(world: World, folder: str, word: str, day: int) -> None:
    """A page that names an item of another school, by its title."""
    other = FOLDERS[f"school-{day % 3 + 1}"]
    if f"{other}/news/first-bell.kk.md" in world.files:
        body = f"[]({'ref:'}school-{day % 3 + 1}/news/first-bell)"
        text = {"title": word, "body": body if day % 2 else word}
        world.put(pair(f"{folder}/pages/links", text, text, published="2026-09-02", related=[f"school-{day % 3 + 1}"]))


def rename(world: World, folder: str, word: str, day: int) -> None:
    number = int(folder[-1])
    world.put({f"{folder}/organisation.yml": school(number, learners=100 + day, short_name={"kk": word, "ru": word})})


def hide(world: World, folder: str, word: str, day: int) -> None:
    world.put({f"{folder}/organisation.yml": school(int(folder[-1]), menu={"hide": ["news"] if day % 2 else []})})


def close_school(world: World, folder: str, word: str, day: int) -> None:
    for path in [name for name in world.files if "/pages/links." in name]:  # a school that is referred to does not go
        world.files.pop(path)
    world.drop(f"{folder}/")


def found_school(world: World, folder: str, word: str, day: int) -> None:
    world.put({path: text for path, text in schools(3).items() if path.startswith(f"{folder}/")})


def rename_region(world: World, folder: str, word: str, day: int) -> None:
    """Name and telephone of a region: the one is shown, the other inherited by all below."""
    world.put(
        {
            "abai/organisation.yml": organisation(
                f"{word} облысының білім басқармасы",
                f"Управление образования: {word}",
                "region",
                "education_department",
                "100000000",
                contacts={"phone": f"+7 722 212 34 {day:02}"},
            )
        }
    )


def change_theme(world: World, folder: str, word: str, day: int) -> None:
    world.theme = day


def change_program(world: World, folder: str, word: str, day: int) -> None:
    world.program = day


def next_days(world: World, folder: str, word: str, day: int) -> None:
    world.today += dt.timedelta(days=day % 4)


KINDS: dict[str, Callable[[World, str, str, int], None]] = {
    "news": write_news,
    "forget": forget_news,
    "kazakh": only_kazakh,
    "seminar": hold_seminar,
    "refer": refer,
    "rename": rename,
    "hide": hide,
    "close": close_school,
    "found": found_school,
    "rename_region": rename_region,
    "theme": change_theme,
    "program": change_program,
    "day": next_days,
}


def build_as(world: World, project: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The project made to hold the world, built, and what is on the disk."""
    content = project / "content"
    for path in sorted(content.rglob("*"), reverse=True):
        name = path.relative_to(content).as_posix()
        if path.is_file() and name not in world.files:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    held = {name: text for name, text in world.files.items() if not is_there(content / name, text)}
    write(project, held)
    marked = (project / "mkdocs.yml").read_text(encoding="utf-8").partition("\n# theme")[0]
    (project / "mkdocs.yml").write_text(f"{marked}\n# theme {world.theme}\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(fingerprint, "PACKAGES", (*fingerprint.PACKAGES, *("click",) * world.program))
        fingerprint.program_digest.cache_clear()
        report = build(project, today=world.today)
        assert [problem for problem in report.problems if problem.severity.value == "error"] == []
    fingerprint.program_digest.cache_clear()
    return tree_of(project)


def is_there(path: Path, text: str | bytes | None) -> bool:
    data = text if isinstance(text, bytes) else (text or "").encode()
    return path.is_file() and path.read_bytes() == data


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller example would take minutes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.lists(edits(), min_size=1, max_size=3), min_size=2, max_size=4))
def test_step_by_step_gives_what_a_clean_build_gives(
    steps: list[list[Edit]],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    world = World()
    project = new_project(folder / "project", world.files)
    build_as(world, project, monkeypatch)
    found: dict[str, str] = {}
    for step in steps:
        for edit in step:
            edit(world)
        found = build_as(world, project, monkeypatch)
    clean = build_as(world, new_project(folder / "clean", world.files), monkeypatch)
    assert found == clean
    shutil.rmtree(folder)
