"""What anyone can find with the published files alone, and what the attack finds before a release: one case for each code."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from edu_site.commands.audit import audit
from edu_site.model.safe import Band, Cell, SafeRow, SafeTable, Suppressed, Value, replace
from edu_site.progress.attack import attack
from edu_site.progress.counts import Counts
from edu_site.progress.disclosure import Rules, Source
from edu_site.progress.groups import Place
from edu_site.progress.recheck import recheck
from edu_site.progress.releases import Folders, make_release
from edu_site.progress.tables import from_bytes
from tests.disclosure.worlds import DEFINITIONS, HOUSE, POLICY, RELEASE, World

WHOLE = ("", None, "", "")
ALGEBRA = ("algebra", None, "", "")


def school(*, pupils: int, small: int = 0) -> Counts:
    """A school with three subjects; `small` pupils of grade 9 among its grades 5 to 8."""
    good = pupils * 6 // 10
    marks = (good // 3, good - good // 3, pupils - good - 1, 1, 0)
    counts = Counts(marks={(subject, ""): marks for subject in ("algebra", "history", "physics")})
    for grade in range(5, 9):
        size = pupils // 4
        counts.pupils["kk", grade] = (2, size // 2, size - size // 2 - 3, 1, 0)
        counts.attendance[grade] = (3, 4, size * 3, size * 60 - size * 3 - 7, 5, size)
    if small:
        counts.pupils["kk", 9] = (1, small - 2, 1, 0, 0)
        counts.attendance[9] = (0, 0, small, small * 59, 0, small)
    return counts


PLACE = World(
    {"big": school(pupils=400, small=7), "middle": school(pupils=90), "village": school(pupils=8)},
    {
        "republic": Place(None, 10),
        "district": Place("republic", 10),
        **{name: Place("district", 10) for name in ("big", "middle", "village")},
    },
)


def changed(
    tables: tuple[SafeTable, ...], name: str, key: tuple[str, tuple[str, int | None, str, str]], cell: Cell
) -> tuple[SafeTable, ...]:
    """The tables with one cell put in place of another, or added."""
    indicator, (subject, grade, language, sex) = key
    found = next(table for table in tables if table.organisation == name)
    row = SafeRow(indicator=indicator, term="Q4", cell=cell, subject=subject, grade=grade, language=language, sex=sex)
    rows = [one for one in found.rows if (one.indicator, (one.subject, one.grade, one.language, one.sex)) != key]
    return tuple(replace(found, rows=(*rows, row)) if table is found else table for table in tables)


def band(low: float, high: float, group: str = "301+") -> Band:
    return Band(low=low, high=high, group=group)  # type: ignore[arg-type]


# ------------------------------------------------------------ the attack before a release


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    protected = PLACE.protected()
    assert attack(protected.tables, PLACE.target(protected)) == ()
    cells = {(row.indicator, row.grade): row.cell for row in protected.tables[0].rows}
    assert protected.tables[0].organisation == "big"
    assert cells["quality_pupils", 9] == Suppressed(reason="small_group")
    assert isinstance(cells["quality_pupils", 8], Band)


LEAKS: list[tuple[str, str, tuple[str, tuple[str, int | None, str, str]], Cell]] = [
    ("D10", "big", ("quality_pupils", ("", 9, "", "")), band(80, 100, "10-20")),  # a hidden grade is shown
    ("D10", "village", ("progress", ALGEBRA), band(80, 100, "10-20")),  # a hidden school is shown
    ("D11", "middle", ("progress", ALGEBRA), band(97, 99, "41-100")),  # narrower than its size allows
    ("D11", "big", ("share_5", ALGEBRA), band(20, 20.5)),
    ("D11", "district", ("quality_pupils", WHOLE), band(53, 54)),  # a whole that opens its parts
    ("D12", "big", ("progress", ALGEBRA), band(1, 2)),  # against what the district says
    ("D13", "district", ("mean_mark", ALGEBRA), band(3.6, 3.61)),  # a derived figure that says more
    ("D13", "big", ("progress", ALGEBRA), Value(value=99.7)),  # an exact value
    ("D14", "big", ("progress", ("algebra", 9, "", "")), band(50, 60, "21-40")),  # subject and grade together
]  # fmt: skip


@pytest.mark.parametrize(("code", "name", "key", "cell"), LEAKS)
def test_a_leak_is_told_by_its_code(
    code: str, name: str, key: tuple[str, tuple[str, int | None, str, str]], cell: Cell
) -> None:
    protected = PLACE.protected()
    found = attack(changed(protected.tables, name, key, cell), PLACE.target(protected))
    assert code in {finding.code for finding in found}, found


def test_an_enrolment_that_is_not_rounded_is_told_as_d15() -> None:
    protected = PLACE.protected()
    tables = tuple(replace(table, enrolment=(table.enrolment or 0) + 1) for table in protected.tables)
    assert {finding.code for finding in attack(tables, PLACE.target(protected))} == {"D15"}


# ------------------------------------------------------------ the published files


@pytest.fixture
def published(tmp_path: Path) -> Path:
    rules = Rules(POLICY, DEFINITIONS, PLACE.places)
    folders = Folders(tmp_path / "records", tmp_path / "published")
    assert make_release(PLACE.own, rules, Source(RELEASE, {}), folders).state == "written"
    return folders.published


def codes(folder: Path) -> set[str]:
    return {problem.code for problem in recheck(folder, POLICY, DEFINITIONS, PLACE.places).problems}


def rewrite(path: Path, edit: Callable[[dict[str, object]], None]) -> None:
    fields = json.loads(path.read_bytes())
    edit(fields)
    path.write_bytes(json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n")


def test_an_untouched_folder_is_clean(published: Path) -> None:
    assert codes(published) == set()


def test_a_changed_line_of_the_ledger_is_d20(published: Path) -> None:
    ledger = published / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(lines[0].replace(b'"release":"2025', b'"release":"2024') + b"".join(lines[1:]))
    assert "D20" in codes(published)


def test_a_line_taken_out_of_the_ledger_is_d20(published: Path) -> None:
    ledger = published / "ledger.jsonl"
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[1:]))
    assert codes(published) >= {"D20", "D24"}


def test_a_broken_ledger_stops_the_next_release(published: Path) -> None:
    (published / "ledger.jsonl").write_bytes(b"{}\n")
    rules = Rules(POLICY, DEFINITIONS, PLACE.places)
    release = replace(RELEASE, id="2025-2026-Q3", term="Q3")
    found = make_release(PLACE.own, rules, Source(release, {}), Folders(published.parent / "records", published))
    assert [problem.code for problem in found.problems] == ["D20"]
    assert not (published / release.id).exists()


def test_a_changed_table_is_d24_and_d26(published: Path) -> None:
    rewrite(published / RELEASE.id / "big.json", lambda fields: fields.update(enrolment=400))
    assert codes(published) == {"D24", "D26"}


def test_a_table_taken_away_is_d24_and_d26(published: Path) -> None:
    (published / RELEASE.id / "big.json").unlink()
    assert codes(published) >= {"D24", "D26"}


def test_a_release_taken_away_is_d24(published: Path) -> None:
    (published / RELEASE.id).rename(published.parent / "elsewhere")
    assert codes(published) == {"D24"}


@pytest.mark.parametrize("text", [b"", b"[]\n", b'{"organisation": "big"}\n', b"\xff\n"])
def test_a_file_that_is_no_table_is_d25(published: Path, text: bytes) -> None:
    (published / RELEASE.id / "big.json").write_bytes(text)
    assert "D25" in codes(published)


def test_a_table_with_a_count_in_it_is_no_table(published: Path) -> None:
    rewrite(published / RELEASE.id / "big.json", lambda fields: fields.update(count=17))
    assert "D25" in codes(published)


def test_a_certificate_of_other_tables_is_d26(published: Path) -> None:
    rewrite(published / RELEASE.id / "certificate.json", lambda fields: fields.update(tables={}))
    assert codes(published) == {"D26"}


def test_a_certificate_that_admits_findings_is_d26(published: Path) -> None:
    rewrite(
        published / RELEASE.id / "certificate.json",
        lambda fields: fields.update(attack={"findings": 1, "groups": 1, "hidden": 0}),
    )
    assert codes(published) == {"D26"}


def row_of(fields: dict[str, object], indicator: str, subject: str = "") -> dict[str, dict[str, object]]:
    rows: list[dict[str, dict[str, object]]] = fields["rows"]  # type: ignore[assignment]
    return next(row for row in rows if row["indicator"] == indicator and row["subject"] == subject and row["grade"] is None)


@pytest.mark.parametrize("ends", [(99.0, 99.0), (0.0, 0.0), (98.4, 99.0), (91.0, 92.0)])
def test_a_band_the_policy_does_not_allow_is_d27(published: Path, ends: tuple[float, float]) -> None:
    def narrow(fields: dict[str, object]) -> None:
        row_of(fields, "progress", "algebra")["cell"].update(low=ends[0], high=ends[1])

    rewrite(published / RELEASE.id / "middle.json", narrow)
    assert "D27" in codes(published)


def test_a_derived_figure_that_says_more_is_d13(published: Path) -> None:
    rewrite(
        published / RELEASE.id / "big.json",
        lambda fields: row_of(fields, "mean_mark", "algebra")["cell"].update(low=3.6, high=3.61),
    )
    assert "D13" in codes(published)


def test_a_row_no_table_has_is_d14(published: Path) -> None:
    rewrite(published / RELEASE.id / "big.json", lambda fields: row_of(fields, "progress", "algebra").update(grade=9))  # type: ignore[arg-type]
    assert "D14" in codes(published)


def test_an_enrolment_that_is_not_rounded_is_d15(published: Path) -> None:
    rewrite(published / RELEASE.id / "big.json", lambda fields: fields.update(enrolment=401))
    assert "D15" in codes(published)


def test_a_district_that_opens_its_only_school_is_found_without_any_size(tmp_path: Path) -> None:
    """A district with one school repeats that school's band; a narrower one is seen in the published files."""
    places = {"republic": Place(None, 10), "district": Place("republic", 10), "only": Place("district", 10)}
    rules = Rules(POLICY, DEFINITIONS, places)
    folders = Folders(tmp_path / "records", tmp_path / "published")
    found = make_release({"only": school(pupils=90)}, rules, Source(RELEASE, {}), folders)
    by_name = {
        table.organisation: {row.indicator: row.cell for row in table.rows if not row.subject}
        for table in map(from_bytes, found.files.values())
    }
    assert by_name["district"]["attendance"] == by_name["only"]["attendance"]

    def narrow(fields: dict[str, object]) -> None:
        cell = row_of(fields, "quality_pupils")["cell"]
        cell.update(high=float(str(cell["low"])) + 1)

    rewrite(folders.published / RELEASE.id / "district.json", narrow)
    problems = recheck(folders.published, POLICY, DEFINITIONS, places).problems
    assert ("D11", "only") in {(problem.code, problem.organisation_id) for problem in problems}


def test_the_command_needs_nothing_but_the_files(published: Path) -> None:
    told = CliRunner().invoke(audit, [str(published), "--project", str(HOUSE), "--lang", "en", "--json"])
    assert told.exit_code == 1  # these schools are not in the content of the checkout
    assert {problem["code"] for problem in json.loads(told.stdout)["problems"]} == {"D14"}
