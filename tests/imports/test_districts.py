"""A OneRoster export of a whole district: every school its own records, every row counted for one of them or for all, all or none."""

import json
from pathlib import Path

from edu_site.progress.districts import import_district
from edu_site.progress.importing import Imported
from edu_site.progress.job import Member
from edu_site.progress.records import Records
from tests.imports.exports import CANARY, GIRL, MOMENT, job, load, read_here
from tests.imports.test_command import run
from tests.imports.test_oneroster import EXPECTED, Files, archive, roster, with_manifest

SCHOOLS = ("semey-school-12", "semey-school-27", "semey-lyceum-1")
MEMBERS = (Member(SCHOOLS[0], ("990140211025",), "kk"), Member(SCHOOLS[1], ("o-b",), "kk"), Member(SCHOOLS[2], (), "kk"))
# column of each table that holds an id of something of the school itself
IDS = {"classes": (0, 8), "lineItems": (0, 6), "enrollments": (0, 3, 4, 5), "results": (0, 3, 4), "users": (0, 4)}


def district() -> Files:
    """Three schools with the same classes: found by BIN, by a name that was given, by the id of the site."""
    one = roster()
    files = {name: [row[:] for row in rows] for name, rows in one.items() if name not in IDS}
    files["orgs"] = [*one["orgs"][:2], *([school, "", "", school, "school", number, "o0"] for school, number in ORGS)]
    for table, columns in IDS.items():
        files[table] = [one[table][0]]
        for letter, (school, _number) in zip("abc", ORGS, strict=True):
            for row in one[table][1:]:
                copy = [f"{cell}-{letter}" if place in columns else cell for place, cell in enumerate(row)]
                files[table].append([school if cell == f"o1-{letter}" else cell for cell in copy])
    for row in files["users"][1:]:
        if not row[0].endswith("-a"):
            row[7] = row[10] = ""  # a pupil with a number of the first school only
    return files


ORGS = (("o-a", "990140211025"), ("o-b", ""), (SCHOOLS[2], ""))


def load_district(folder: Path, files: Files, **changes: object) -> tuple[list[Imported], Records]:
    records = Records(folder / "records")
    asked = job(archive(folder, with_manifest(files)), organisation="semey", members=MEMBERS, **changes)
    return import_district(asked, records, MOMENT, False, read_here), records


def told(done: list[Imported]) -> list[str]:
    return [f"{one.code} {one.where}" for imported in done for one in imported.problems]


def test_each_school_gets_its_own_records(tmp_path: Path) -> None:
    done, records = load_district(tmp_path, district())
    assert told(done) == []
    assert [(one.organisation, one.taken, one.answer.marks) for one in done] == [
        ("", True, 0),
        *((school, True, len(EXPECTED)) for school in SCHOOLS),
    ]
    for school in SCHOOLS:
        (receipt,) = records.receipts(school, "2026-2027")
        assert receipt.marks == len(EXPECTED)
    alone = load(tmp_path / "alone", archive(tmp_path, with_manifest(roster()), "one.zip"), language="kk")
    same = set(done[1].answer.pupils) & set(alone.imported.answer.pupils)
    assert len(same) == 2, "a number is the same pupil in either export; an id of the export is not"


def test_every_row_counts_for_one_school_or_for_all(tmp_path: Path) -> None:
    files = district()
    done, _records = load_district(tmp_path, files)
    whole, *schools = (one.answer.counts for one in done)
    assert whole.conserved
    assert all(counts.conserved for counts in schools)
    assert whole.read == sum(map(len, files.values())) - len(files["manifest"])
    shared = sum(len(files[name]) - 1 for name in ("orgs", "academicSessions", "courses", "users", "categories"))
    headers = len(files) - 1
    assert whole.read == shared + headers + sum(counts.read for counts in schools)
    own = [len(files[name]) - 1 for name in ("classes", "lineItems", "enrollments", "results")]
    assert sum(counts.read for counts in schools) == sum(own)


def test_one_wrong_mark_refuses_the_file_for_all(tmp_path: Path) -> None:
    load_district(tmp_path, district())
    files = district()
    files["results"][2][6] = "9"
    done, records = load_district(tmp_path, files)
    assert told(done) == ["I19 roster.zip › results.csv:3:0"]
    assert [one.taken for one in done] == [False] * 4
    assert [one.answer.counts.rejected for one in done] == [1, 1, 0, 0]
    assert all(one.answer.counts.conserved for one in done)
    assert all(len(records.receipts(school, "2026-2027")) == 1 for school in SCHOOLS)


def test_a_school_that_nobody_is_refuses_the_file_unless_it_is_left_out(tmp_path: Path) -> None:
    files = district()
    files["orgs"][3][0] = "o-x"
    for table, columns in IDS.items():
        for row in files[table][1:]:
            row[:] = ["o-x" if cell == "o-b" and place in columns else cell for place, cell in enumerate(row)]
    done, _records = load_district(tmp_path, files)
    assert told(done) == ["I46 roster.zip › orgs.csv:4:0"]
    assert not any(one.taken for one in done)
    assert done[0].answer.counts.conserved
    done, _records = load_district(tmp_path, files, left_out=("o-x",))
    assert [one.organisation for one in done if one.taken] == ["", SCHOOLS[0], SCHOOLS[2]]
    assert done[0].answer.counts.conserved


def test_an_archive_that_contradicts_itself_is_refused_for_all(tmp_path: Path) -> None:
    for change in (("results", 1, 4, "u99"), ("manifest", 2, 1, "3.0")):
        files = district()
        table, row, column, value = change
        files[table][row][column] = value
        done, _records = load_district(tmp_path, files)
        assert {text.split()[0] for text in told(done)} == {"I32"}
        assert not any(one.taken for one in done)
        assert done[0].answer.counts.conserved


def test_a_pupil_in_two_schools_of_the_file_is_noticed(tmp_path: Path) -> None:
    files = district()
    for row in files["users"][1:]:
        if row[0] in ("u1-a", "u1-b"):
            row[10] = GIRL
    done, _records = load_district(tmp_path, files)
    assert told(done) == [f"I24 roster.zip › {SCHOOLS[1]}"]
    assert all(one.taken for one in done)


def test_an_archive_without_marks_deletes_nothing(tmp_path: Path) -> None:
    files = district()
    for name in ("classes", "lineItems", "enrollments", "results"):
        files[name] = files[name][:1]
    done, _records = load_district(tmp_path, files)
    assert told(done) == ["I12 roster.zip"]
    assert not done[0].taken


def test_the_command_takes_the_export_of_a_city_for_its_schools(tmp_path: Path) -> None:
    path = archive(tmp_path, with_manifest(district()))
    schools = tmp_path / "schools.tsv"
    schools.write_text(f"o-a\t{SCHOOLS[0]}\no-b\t{SCHOOLS[1]}\n", encoding="utf-8")
    refused = run(tmp_path, path, "--set", "language=kk", organisation="semey")
    assert refused.exit_code == 1
    assert "I46" in refused.output
    done = run(tmp_path, path, "--schools", schools, "--set", "language=kk", "--json", organisation="semey")
    assert done.exit_code == 0, done.output
    files = json.loads(done.output)["files"]
    assert sorted(one["organisation"] for one in files if one["taken"]) == sorted(("", *SCHOOLS))
    printed = run(tmp_path, path, "--schools", schools, "--set", "language=kk", organisation="semey").output
    assert f"roster.zip › {SCHOOLS[0]}: taken" in printed
    assert CANARY.split()[0] not in printed + done.output
