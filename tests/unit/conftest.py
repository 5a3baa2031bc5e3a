"""The little republic, written and planned once."""

from pathlib import Path

import pytest

from tests.projects import Planned, little_republic, new_project, planned


@pytest.fixture(scope="session")
def republic(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    return planned(new_project(tmp_path_factory.mktemp("little-republic"), little_republic()))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder for a project of one test."""
    return tmp_path / "project"
