"""What two releases differ in: pages, and figures cell by cell in words."""

import json
from pathlib import Path

import pytest

from edu_site.publish.comparison import Cell, Figure, compare
from edu_site.publish.target import Target
from tests.publish.sites import folder_target, key, published, small_site, trusted
from tests.publish.test_publish_commands import project, run

__all__ = ["project"]

DATA = "org/school-1/progress/data"
HEADER = "subject,indicator,state,low,high,group,reason\n"
CSV = (
    HEADER + "mathematics,quality_pupils,band,40,45,41-100,\nphysics,quality_pupils,band,40,45,41-100,\n",
    HEADER + "mathematics,quality_pupils,band,45,50,41-100,\nchemistry,quality_pupils,suppressed,,,,small_group\n"
    "physics,quality_pupils,band,40,45,21-40,\n",
)


def row(subject: str, cell: dict[str, object]) -> dict[str, object]:
    return {"term": "Q4", "indicator": "mean_mark", "subject": subject, "grade": 5, "language": "", "sex": "", "cell": cell}


def table(*rows: dict[str, object]) -> str:
    return json.dumps({"organisation": "school-1", "rows": rows})


JSON = (
    table(row("physics", {"type": "band", "low": 3.0, "high": 4.0}), row("", {"type": "not_available"})),
    table(row("physics", {"type": "suppressed", "reason": "small_group"}), row("", {"type": "not_available"})),
)


@pytest.fixture
def target(tmp_path: Path) -> Target:
    """Two releases."""
    site, target = tmp_path / "site", folder_target(tmp_path / "www")
    for number, text in enumerate(("бір", "екі")):
        more = {
            f"{DATA}/subjects.csv": CSV[number],
            f"{DATA}/2025-2026-Q4.json": JSON[number],
            f"{DATA}/datapackage.json": f'{{"name": "{text}"}}',
            f"news/{number}/index.html": "<p>",
        }
        published(target, small_site(site, text, more=more))
        (site / "news" / str(number) / "index.html").unlink()
    return target


def test_pages_and_figures_that_differ_are_named(target: Target) -> None:
    found, problems = compare(target, "", "", trusted())
    assert problems == () and found
    assert found.added == ("news/1/index.html",) and found.removed == ("news/0/index.html",)
    assert [path for path in found.changed if path.endswith(".html")] == [
        "index.html",
        "org/school-1/index.html",
        "org/school-2/index.html",
    ]
    csv_path, json_path = f"{DATA}/subjects.csv", f"{DATA}/2025-2026-Q4.json"
    assert found.figures == (
        Figure(json_path, "Q4, mean_mark, physics, 5", Cell("band", "3", "4"), Cell("suppressed")),
        Figure(csv_path, "chemistry, quality_pupils", None, Cell("suppressed")),
        Figure(csv_path, "mathematics, quality_pupils", Cell("band", "40", "45"), Cell("band", "45", "50")),
    )


def test_nothing_differs_between_a_release_and_itself(target: Target) -> None:
    found, _problems = compare(target, target.live(), target.live(), trusted())
    assert found and (found.added, found.changed, found.removed, found.figures) == ((), (), (), ())


def test_releases_that_are_not_there_are_told(target: Target) -> None:
    assert [one.code for one in compare(target, "0" * 16, "", trusted())[1]] == ["U17"]
    first = compare(target, "", "", trusted())[0]
    assert first and [one.code for one in compare(target, "", first.before, trusted())[1]] == ["U18"]


def test_the_command_says_it_in_words(project: Path) -> None:
    for number, text in enumerate(("бір", "екі")):
        small_site(project / "site", text, more={f"{DATA}/subjects.csv": CSV[number], f"{number}.html": "<p>"})
        assert run(project, "publish", "--target", "live", "--key", str(key())).exit_code == 0
    told = run(project, "diff", "--target", "live")
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert lines[:4] == ["+ 1.html", "~ ./", "~ org/school-1/", "~ org/school-2/"]
    assert lines[4:6] == [
        f"{DATA}/subjects.csv: chemistry, quality_pupils: not published → hidden",
        f"{DATA}/subjects.csv: mathematics, quality_pupils: 40–45 → 45–50",
    ]
    assert lines[6].endswith(": +1 ~3 -0 pages, 2 figures")
    assert run(project, "diff", "0" * 16, "--target", "live").exit_code == 1
    assert json.loads(run(project, "diff", "--target", "live", "--json").stdout)["added"] == ["1.html"]
