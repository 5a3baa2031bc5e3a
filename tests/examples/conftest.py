"""The demonstration sites, a project as `edu-site init` writes it, and the commands themselves."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edu_site.cli import main
from tests.demonstration import finished_sites
from tests.projects import ROOT

Command = Callable[..., Result]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished_sites(tmp_path_factory)


@pytest.fixture
def edu_site() -> Command:
    """Runs a command in this process: `edu_site("check", "-p", project)`."""

    def run(*arguments: object) -> Result:
        spoken = [] if "--lang" in arguments else ["--lang", "en"]
        name, *rest = (str(argument) for argument in arguments)
        return CliRunner(env={"EDU_SITE_LANG": None, "LC_ALL": "C.UTF-8"}).invoke(main, [name, *spoken, *rest])

    return run


@pytest.fixture
def project(tmp_path: Path, edu_site: Command) -> Path:
    """A fresh project of `edu-site init`."""
    folder = tmp_path / "project"
    made = edu_site("init", folder)
    assert made.exit_code == 0, made.output
    return folder


def mkdocs(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Stock MkDocs, as anybody would run it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=folder,
        env={**environment, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )


__all__ = ["ROOT", "Command", "mkdocs"]
