"""The commands the README shows exist, and print their help."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.rules_of_words import readme_commands

ROOT = Path(__file__).parents[2]
SHOWN = sorted(word for tool, word in readme_commands(ROOT) if tool == "edu-site")


@pytest.mark.parametrize("command", SHOWN)
def test_the_readme_shows_commands_that_exist(command: str) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "from edu_site.cli import main; main()", command, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert started.returncode == 0, started.stderr


def test_make_targets_are_described_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    described = {line.split()[2] for line in makefile.splitlines() if line.startswith("# make ")}
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:")).split()[1:]
    assert described == set(phony)
