"""The configuration of a project is found from wherever the command is called."""

import shutil
from pathlib import Path

import pytest

from edu_site.render.engine.configuration import load_base
from tests.projects import ROOT


def test_a_project_with_its_own_theme_is_found_by_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "themes", tmp_path / "project" / "themes")
    shutil.copyfile(ROOT / "mkdocs.yml", tmp_path / "project" / "mkdocs.yml")
    monkeypatch.chdir(tmp_path)
    assert str(tmp_path / "project" / "themes" / "base") in load_base(Path("project"), "kk").theme.dirs
