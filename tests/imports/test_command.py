"""`edu-site import` as it is used: what it prints, what it never prints, its exit codes."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edu_site.cli import main
from tests.imports.exports import BOY, CANARY, CANARY_IIN, GIRL, HEADER, PUPILS, REGISTER, ROOT, SCHOOL, row, text, tidy


def run(folder: Path, *arguments: object, organisation: str = SCHOOL, language: str = "en") -> Result:
    command = ["import", *map(str, arguments), "--project", str(ROOT), "--records", str(folder / "records")]
    command += ["--lang", language, "--today", "2026-11-24", *(["--organisation", organisation] if organisation else [])]
    return CliRunner().invoke(main, command)


@pytest.mark.parametrize(("language", "taken"), [("en", ": taken"), ("kk", ": қабылданды"), ("ru", ": принят")])
def test_a_taken_file_is_told_in_one_line(tmp_path: Path, language: str, taken: str) -> None:
    result = run(tmp_path, text(tmp_path, REGISTER, encoding="kz1048"), language=language)
    assert result.exit_code == 0, result.output
    assert taken in result.output
    assert "kz1048 ;" in result.output
    assert result.output.count("\n") == 1


def test_a_refused_file_tells_every_problem_and_exits_with_1(tmp_path: Path) -> None:
    result = run(tmp_path, tidy(tmp_path, [row(0, "9"), row(1, "8")]))
    assert result.exit_code == 1
    assert "export.csv:2:8: I19 9 is not a value of mark" in result.output
    assert "export.csv:3:8: I19" in result.output
    assert "not taken" in result.output


def test_the_same_for_machines(tmp_path: Path) -> None:
    result = run(tmp_path, tidy(tmp_path, [row(0), row(1)]), "--json")
    told = json.loads(result.output)
    assert told["files"][0]["taken"] is True
    assert told["files"][0]["rows"] == {"read": 3, "accepted": 2, "rejected": 0, "repeated": 0, "skipped": 1, "blank": 0}
    assert told["problems"] == []


def test_names_and_numbers_are_never_printed_whatever_is_wrong(tmp_path: Path) -> None:
    """The canary stands in every column, in the header, in a heading, in a wrong encoding and in a broken quote."""
    values = row(0).split(",")
    broken = [text(tmp_path, REGISTER.replace(";ж;5;", f";{CANARY};{CANARY_IIN};"), name="register.csv")]
    for number in range(len(values)):
        for canary in (CANARY, CANARY_IIN):
            cells = [*values]
            cells[number] = canary
            broken.append(tidy(tmp_path, [",".join(cells)], name=f"cell-{number}-{canary[:2].encode().hex()}.csv"))
            broken.append(
                tidy(tmp_path, [row(0)], header=HEADER.replace(HEADER.split(",")[number], canary), name=f"head-{number}.csv")
            )
    broken.append(tidy(tmp_path, [f'"{CANARY}', row(0)], name="quote.csv"))
    broken.append(text(tmp_path, f"{CANARY}\n{CANARY_IIN}\n", name="nothing.csv"))
    broken.append(text(tmp_path, f"{CANARY}\n" * 9, name="utf16.csv", encoding="utf-16-le"))
    for language, more, step in (("en", [], 1), ("kk", [], 7), ("ru", ["--sniff"], 4), ("en", ["--json"], 5)):
        printed = run(tmp_path, *broken[::step], *more, language=language).output
        assert printed
        for word in (*CANARY.split(), CANARY_IIN):
            assert word.lower() not in printed.lower()


def test_a_first_look_shows_columns_by_shape_and_takes_nothing(tmp_path: Path) -> None:
    result = run(tmp_path, text(tmp_path, REGISTER), "--sniff")
    assert result.exit_code == 0
    assert "fits class-register" in result.output
    assert "ФИО" in result.output
    assert "mark (month=9, day=2)" in result.output
    assert not (tmp_path / "records" / "marks").exists()
    assert not list((tmp_path / "records" / "quarantine").glob("*"))


def test_a_first_look_proposes_a_profile_that_can_be_completed(tmp_path: Path) -> None:
    lines = [
        f"{number};{label};{mark};Алгебра" for number, label, mark in ((GIRL, "7А", 5), (BOY, "7Б", 4), (PUPILS[9], "8А", 3))
    ]
    path = text(tmp_path, "\n".join(["Нөмірі;Тобы;Белгісі;Предмет", *lines]))
    result = run(tmp_path, path, "--sniff")
    assert "no profile fits" in result.output
    proposed = result.output[result.output.index("id: new-layout") : result.output.index("export.csv: ")]
    for number, name in ((1, "Нөмірі"), (2, "Тобы"), (3, "Белгісі")):
        proposed = proposed.replace(f'["?"]}}  # write the header of column {number} here', f"[{name}]}}")
    profile = tmp_path / "ours.yml"
    profile.write_text(proposed, encoding="utf-8")
    said = ["--set", "school_year=2026-2027", "--set", "term=Q1", "--set", "language=kk"]
    done = run(tmp_path, path, "--profile", profile, *said)
    assert done.exit_code == 0, done.output + proposed


def test_a_list_imports_for_many_organisations(tmp_path: Path) -> None:
    tidy(tmp_path, [row(0)], name="a.csv")
    text(tmp_path, REGISTER, name="b.csv")
    listed = tmp_path / "imports.tsv"
    listed.write_text(f"{SCHOOL}\ttidy-marks\ta.csv\nsemey-lyceum-1\t\tb.csv\n", encoding="utf-8")
    result = run(tmp_path, "--list", listed, organisation="")
    assert result.exit_code == 0, result.output
    assert result.output.count(": taken") == 2
    assert {path.parent.parent.name for path in (tmp_path / "records").rglob("*.parquet")} == {SCHOOL, "semey-lyceum-1"}


def test_an_import_can_be_withdrawn(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, tidy(tmp_path, [row(0)]), "--json").output)
    assert run(tmp_path, "--withdraw", "0" * 12).exit_code == 2
    assert run(tmp_path, "--withdraw", "../../x").exit_code == 2
    assert run(tmp_path, "--withdraw", told["files"][0]["source"]).exit_code == 0
    assert not list((tmp_path / "records" / "marks").rglob("*.parquet"))


def test_originals_are_forgotten_after_some_days_and_records_stay(tmp_path: Path) -> None:
    run(tmp_path, tidy(tmp_path, [row(0)]))
    run(tmp_path, tidy(tmp_path, [row(0, "9")], name="refused.csv"))
    kept = sorted((tmp_path / "records" / "quarantine").iterdir())
    assert len(kept) == 2
    os.utime(kept[0], (0, 0))
    assert "1 original deleted" in run(tmp_path, "--forget", 30).output
    assert sorted((tmp_path / "records" / "quarantine").iterdir()) == kept[1:]
    assert len(list((tmp_path / "records" / "marks").rglob("*.parquet"))) == 1


def test_control_totals_are_shown_when_asked_for(tmp_path: Path) -> None:
    path = tidy(tmp_path, [row(0), row(1), row(2, label="8А")])
    assert "Q1 7Ә" not in run(tmp_path, path).output
    assert "Q1 7Ә" in run(tmp_path, path, "--totals").output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--set", "colour=red"], "I43"),
        (["--profile", "no-such"], "I34"),
        (["--organisation", "semey-school-1222"], "semey-school-12"),
    ],
)
def test_wrong_use_exits_with_2_and_says_what_is_right(tmp_path: Path, arguments: list[str], told: str) -> None:
    result = run(tmp_path, tidy(tmp_path, [row(0)]), *arguments, organisation="" if "--organisation" in arguments else SCHOOL)
    assert result.exit_code == 2
    assert told in result.output


def test_nothing_to_import_is_wrong_use(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 2
