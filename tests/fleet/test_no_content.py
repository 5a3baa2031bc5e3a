"""A project that lost its content is a mistake; its sites stay."""

import shutil
from pathlib import Path

from tests.fleet.builds import build, tree_of


def test_sites_stay_when_the_content_is_gone(fleet: Path) -> None:
    before = tree_of(fleet)
    shutil.rmtree(fleet / "content")
    report = build(fleet)
    assert [problem.code for problem in report.problems] == ["F15"]
    assert tree_of(fleet) == before
