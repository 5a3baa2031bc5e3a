"""OneRoster 1.1 and 1.2: marks of terms out of a complete export; one that contradicts itself is refused whole."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.imports.exports import BOY, CANARY, GIRL, WRONG, load, load_apart
from tests.imports.workbooks import zipped

Files = dict[str, list[list[str]]]


def roster(version: str = "1.1") -> Files:
    """A school with one class, two subjects, two periods, four pupils, a teacher."""
    status = ["", ""]
    return {
        "orgs": [
            ["sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"],
            ["o0", *status, "Семей", "district", "", ""],
            ["o1", *status, "№ 12 мектеп", "school", "", "o0"],
        ],
        "academicSessions": [
            [
                "sourcedId",
                "status",
                "dateLastModified",
                "title",
                "type",
                "startDate",
                "endDate",
                "parentSourcedId",
                "schoolYear",
            ],
            ["y", *status, "2026-2027", "schoolYear", "2026-09-01", "2027-05-25", "", "2027"],
            ["q1", *status, "1-тоқсан", "gradingPeriod", "2026-09-01", "2026-10-25", "y", "2027"],
        ],
        "courses": [
            ["sourcedId", "status", "dateLastModified", "schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId"],
            ["c1", *status, "y", "Алгебра", "", "07", "o1"],
            ["c2", *status, "y", "Информатика", "informatics", "07", "o1"],
        ],
        "classes": [
            [
                "sourcedId",
                "status",
                "dateLastModified",
                "title",
                "grades",
                "courseSourcedId",
                "classCode",
                "classType",
                "schoolSourcedId",
            ],
            ["k1", *status, "7Ә Алгебра", "07", "c1", "7Ә", "scheduled", "o1"],
            ["k2", *status, "7Ә Информатика", "07", "c2", "", "scheduled", "o1"],
        ],
        "users": [
            [
                "sourcedId",
                "status",
                "dateLastModified",
                "enabledUser",
                "orgSourcedIds",
                "role",
                "username",
                "userIds",
                "givenName",
                "familyName",
                "identifier",
            ],
            ["u1", *status, "true", "o1", "student", "a", "", "Тотыбикеш", CANARY, GIRL],
            ["u2", *status, "true", "o1", "student", "b", f"{{IIN:{BOY}}}", "Б", "Б", ""],
            ["u3", *status, "true", "o1", "student", "c", "", "В", "В", ""],
            ["u4", *status, "true", "o1", "student", "d", "", "Г", "Г", ""],
            ["t1", *status, "true", "o1", "teacher", "t", "", "Мұғалім", "Бір", ""],
        ],
        "enrollments": [
            [
                "sourcedId",
                "status",
                "dateLastModified",
                "classSourcedId",
                "schoolSourcedId",
                "userSourcedId",
                "role",
                "primary",
                "beginDate",
                "endDate",
            ],
            *([f"e{k}{u}", *status, k, "o1", u, "student", "", "", ""] for k in ("k1", "k2") for u in ("u1", "u2", "u3")),
            ["e9", *status, "k1", "o1", "u4", "student", "", "2026-11-02", ""],
            ["et", *status, "k1", "o1", "t1", "teacher", "true", "", ""],
        ],
        "categories": [
            ["sourcedId", "status", "dateLastModified", "title"],
            ["g1", *status, "Тоқсандық баға"],
            ["g2", *status, "БЖБ"],
        ],
        "lineItems": [
            [
                "sourcedId",
                "status",
                "dateLastModified",
                "title",
                "assignDate",
                "dueDate",
                "classSourcedId",
                "categorySourcedId",
                "gradingPeriodSourcedId",
                "resultValueMin",
                "resultValueMax",
            ],
            ["l1", *status, "1-тоқсан", "", "", "k1", "g1", "q1", "2", "5"],
            ["l2", *status, "1-тоқсан", "", "", "k2", "g1", "q1", "2", "5"],
            ["l3", *status, "БЖБ 1", "", "", "k1", "g2", "q1", "0", "20"],
        ],
        "results": [
            [
                "sourcedId",
                "status",
                "dateLastModified",
                "lineItemSourcedId",
                "studentSourcedId",
                "scoreStatus",
                "score",
                "scoreDate",
                "comment",
            ],
            ["r1", *status, "l1", "u1", "fully graded", "5", "2026-10-24", ""],
            ["r2", *status, "l1", "u2", "fully graded", "3.0", "2026-10-24", ""],
            ["r3", *status, "l2", "u1", "exempt", "", "2026-10-24", ""],
            ["r4", *status, "l3", "u1", "fully graded", "17", "2026-10-24", ""],
        ],
        "manifest": [["propertyName", "value"], ["manifest.version", "1.0"], ["oneroster.version", version]],
    }


def csv_of(rows: list[list[str]]) -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def with_manifest(files: Files) -> dict[str, str]:
    """All tables as CSV, those in the manifest that are there."""
    said = [[f"file.{name}", "bulk"] for name in files if name != "manifest"]
    whole = {**files, "manifest": [*files["manifest"], *said]}
    return {f"{name}.csv": csv_of(rows) for name, rows in whole.items()}


def archive(folder: Path, files: dict[str, str], name: str = "roster.zip") -> Path:
    path = folder / name
    path.write_bytes(zipped(files))
    return path


EXPECTED = [
    ("2026-2027", "Q1", 7, "7Ә", "kk", "", "algebra", None, "5", "not_assessed"),
    ("2026-2027", "Q1", 7, "7Ә", "kk", "", "informatics", None, "5", "not_assessed"),
    ("2026-2027", "Q1", 7, "7Ә", "kk", "f", "algebra", 5, "5", "assessed"),
    ("2026-2027", "Q1", 7, "7Ә", "kk", "f", "informatics", None, "5", "exempt"),
    ("2026-2027", "Q1", 7, "7Ә", "kk", "m", "algebra", 3, "5", "assessed"),
    ("2026-2027", "Q1", 7, "7Ә", "kk", "m", "informatics", None, "5", "not_assessed"),
]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_the_marks_of_a_term_are_read_from_an_archive(tmp_path: Path, version: str) -> None:
    result = load_apart(tmp_path, archive(tmp_path, with_manifest(roster(version))), language="kk")
    assert result.told == []
    assert result.rows() == EXPECTED
    counts = result.imported.answer.counts
    assert counts.conserved
    assert counts.skipped == 9 + 1, "a header each, and one result that is no mark of a term"
    assert result.imported.answer.profile == f"oneroster {version}"


def test_a_folder_of_tables_is_read_like_an_archive(tmp_path: Path) -> None:
    folder = tmp_path / "roster"
    folder.mkdir()
    for name, text in with_manifest(roster()).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    assert load(tmp_path, folder, language="kk").rows() == EXPECTED


def test_without_categories_the_only_line_item_of_a_class_and_period_is_the_mark(tmp_path: Path) -> None:
    files = roster()
    del files["categories"]
    files["lineItems"] = [[*row[:7], "" if row[0] != "sourcedId" else row[7], *row[8:]] for row in files["lineItems"]]
    two = load(tmp_path, archive(tmp_path, with_manifest(files)), language="kk")
    assert two.told == ["I32 0:0"]
    assert two.imported.problems[0].where.path == "roster.zip › lineItems.csv"
    files["lineItems"], files["results"] = files["lineItems"][:3], files["results"][:4]
    assert len(load(tmp_path, archive(tmp_path, with_manifest(files)), language="kk").rows()) == 6


def test_a_percentage_becomes_a_mark_by_the_bands(tmp_path: Path) -> None:
    files = roster()
    files["lineItems"][1][-1] = "100"
    files["results"][1][6], files["results"][2][6] = "85", "39"
    rows = load(tmp_path, archive(tmp_path, with_manifest(files)), language="kk").rows()
    assert [row[7] for row in rows if row[7]] == [5, 2]


def change(table: str, row: int, column: int, value: str) -> Callable[[Files], None]:
    def apply(files: Files) -> None:
        files[table][row][column] = value

    return apply


BROKEN: list[tuple[str, Callable[[Files], None], str]] = [
    ("a result of nobody", change("results", 1, 4, "u99"), "I32 2:0 results.csv"),
    ("a result of no line item", change("results", 2, 3, "l99"), "I32 3:0 results.csv"),
    ("a class of no course", change("classes", 1, 5, "c99"), "I32 2:0 classes.csv"),
    ("an enrolment in no class", change("enrollments", 1, 3, "k99"), "I32 2:0 enrollments.csv"),
    ("a row that is to be deleted", change("users", 2, 1, "tobedeleted"), "I32 3:0 users.csv"),
    ("an id twice", change("users", 2, 0, "u1"), "I32 3:0 users.csv"),
    ("an organisation of no kind", change("orgs", 1, 4, "castle"), "I32 2:0 orgs.csv"),
    ("a mark beyond the scale", change("results", 1, 6, "6"), "I19 2:0 results.csv"),
    ("a wrong personal number", change("users", 1, 10, WRONG), "I23 2:0 results.csv"),
    ("a subject nobody knows", change("courses", 1, 4, "Алхимия"), "I19 2:0 lineItems.csv"),
    ("a version nobody knows", change("manifest", 2, 1, "3.0"), "I32 0:0 manifest.csv"),
    ("another school", change("orgs", 2, 5, "990140211099"), "I31 0:0 orgs.csv"),
    ("a column too few", lambda files: files["results"][1].pop(), "I11 2:0 results.csv"),
    ("a required column missing", change("results", 0, 6, "points"), "I14 1:0 results.csv"),
]


@pytest.mark.parametrize(("fault", "told"), [pair[1:] for pair in BROKEN], ids=[pair[0] for pair in BROKEN])
def test_an_export_that_contradicts_itself_is_refused_whole(tmp_path: Path, fault: Callable[[Files], None], told: str) -> None:
    files = roster()
    fault(files)
    result = load(tmp_path, archive(tmp_path, with_manifest(files)), language="kk", identifiers=("990140211025",))
    shown = [
        f"{one.code} {one.where.line}:{one.where.column} {one.where.path.rpartition(' ')[2]}"
        for one in result.imported.problems
    ]
    assert told in shown
    assert result.rows() == []
    assert result.imported.answer.counts.conserved


@pytest.mark.parametrize(
    "manifest",
    [
        {"file.results": "delta"},
        {"file.results": "absent"},
        {"file.demographics": "bulk"},
        {"file.users": "perhaps"},
    ],
)
def test_a_manifest_that_disagrees_with_the_tables_is_refused(tmp_path: Path, manifest: dict[str, str]) -> None:
    files = with_manifest(roster())
    for name, mode in manifest.items():
        files["manifest.csv"] = files["manifest.csv"].replace(f'"{name}","bulk"\r\n', "") + f'"{name}","{mode}"\r\n'
    assert load(tmp_path, archive(tmp_path, files), language="kk").told == ["I32 0:0"]


def test_an_archive_without_a_manifest_is_refused(tmp_path: Path) -> None:
    files = with_manifest(roster())
    del files["manifest.csv"]
    assert load(tmp_path, archive(tmp_path, files), language="kk").told == ["I32 0:0"]


def test_two_results_for_one_mark_contradict(tmp_path: Path) -> None:
    files = roster()
    files["results"].append(["r9", "", "", "l1", "u1", "fully graded", "2", "2026-10-25", ""])
    assert load(tmp_path, archive(tmp_path, with_manifest(files)), language="kk").told == ["I18 2:0", "I18 6:0"]
