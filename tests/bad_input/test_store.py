"""A store that cannot keep anything: B06 is told once, every site is made all the same."""

from pathlib import Path

from tests.fleet.builds import build, pages_of, tree_of
from tests.projects import new_project, schools


def test_a_store_that_keeps_nothing_is_told_of_and_does_no_harm(tmp_path: Path) -> None:
    project = new_project(tmp_path / "project", schools(2))
    (tmp_path / "no-folder").write_text("a file stands where the folder should be")
    report = build(project, store=str(tmp_path / "no-folder"))
    assert [problem.code for problem in report.problems] == ["B06"]
    assert {one.state for one in report.built} == {"built"}
    found = pages_of(tree_of(project))
    other = new_project(tmp_path / "other", schools(2))
    build(other)
    assert found == pages_of(tree_of(other))
