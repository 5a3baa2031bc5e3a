"""A built fleet of five schools, and copies of it."""

from pathlib import Path

import pytest

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


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once; not to be changed."""
    project = new_project(tmp_path_factory.mktemp("fleet") / "project", fleet_files())
    report = build(project)
    assert report.problems == ()
    return project


@pytest.fixture
def fleet(built: Path, tmp_path: Path) -> Path:
    """A copy to be changed."""
    return copied(built, tmp_path / "project")
