"""A built fleet of five schools, and copies of it."""

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2.bccache import Bucket

from edu_site.render.engine.pages import Engine
from tests.fleet.builds import build, copied
from tests.projects import dump, new_project, schools

SEMINAR = dump(
    {
        "published": "2026-11-01",
        "seminar_kind": "training",
        "audience": "teachers",
        "format": "offline",
        "subject": "physics",
        "start": "2026-11-24T10:00+05:00",
        "end": "2026-11-24T12:00+05:00",
        "kk": {"title": "Ашық сабақ"},
        "ru": {"title": "Открытый урок"},
    }
)


def fleet_files() -> dict[str, str | bytes]:
    return schools(5) | {"abai/semey/school-2/seminars/lesson.yml": SEMINAR}


class Compiled(jinja2.BytecodeCache):
    """Templates compiled by one test, for the next one."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def templates_are_compiled_once() -> Iterator[None]:
    """More than half of a small build is the compilation of templates, the same each time."""
    cache, make = Compiled(), Engine.make_environment

    def make_environment(engine: Engine) -> jinja2.Environment:
        environment = make(engine)
        environment.bytecode_cache = cache
        return environment

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "make_environment", make_environment)
        yield


@pytest.fixture(scope="session")
def built(templates_are_compiled_once: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once; not to be changed."""
    project = new_project(tmp_path_factory.mktemp("fleet") / "project", fleet_files())
    report = build(project)
    assert report.problems == ()
    return project


@pytest.fixture
def fleet(built: Path, tmp_path: Path) -> Path:
    """A copy to be changed."""
    return copied(built, tmp_path / "project")
