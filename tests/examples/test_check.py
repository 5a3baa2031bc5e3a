"""`edu-site check`: what it prints for people and for machines, in which language, and how it ends."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from edu_site.cli import main
from edu_site.codes import CODES, Severity
from tests.examples.conftest import Command

NEWS = "content/demo-region/demo-school/news"


@pytest.fixture
def faulty(project: Path) -> Path:
    """One error, in a line and a column; one warning, in another organisation."""
    (project / NEWS / "bad.yml").write_text(
        "published: 2026-13-01\nkk: {title: А, body: Мәтін.}\nru: {title: Б, body: Текст.}\n", encoding="utf-8"
    )
    only = project / "content/demo-region/news"
    only.mkdir()
    (only / "only.kk.md").write_text("---\ntitle: А\npublished: 2026-11-02\n---\n\nМәтін.\n", encoding="utf-8")
    return project


def test_published_figures_in_a_folder_of_their_own_are_checked_too(project: Path, tmp_path: Path, edu_site: Command) -> None:
    figures = tmp_path / "figures"
    (figures / "2026-2027-Q1").mkdir(parents=True)
    (figures / "2026-2027-Q1" / "demo-school.json").write_text("{}", encoding="utf-8")
    assert edu_site("check", "-p", project).exit_code == 0
    found = edu_site("check", "-p", project, "--progress", figures)
    assert found.exit_code == 1
    assert "2026-2027-Q1/demo-school.json: T01 " in found.output


def test_a_problem_is_a_line_with_its_place_its_code_and_what_to_do(faulty: Path, edu_site: Command) -> None:
    found = edu_site("check", "-p", faulty)
    lines = found.output.splitlines()
    assert (
        "content/demo-region/news/only.kk.md:2:1: C02 The text exists only in kk (add ru; until then the page says so)"
        in lines[:2]
    )
    assert [line for line in lines[:2] if line.startswith("content/demo-region/demo-school/news/bad.yml:1:12: S05 ")]
    assert len(lines) == 3
    assert re.fullmatch(r"3 organisations, \d+ items?, 1 error, 1 warning, [\d.,]+ s", lines[-1])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("content/demo-region/demo-school",), 1),
        (("content/demo-region/news",), 0),
        (("content/demo-region/news", "--strict"), 1),
        (("content/demo-region/demo-school/services", "--strict"), 0),
        (("content/demo-region/demo-school/news/bad.yml",), 1),
    ],
)
def test_a_path_limits_the_report_and_strict_counts_warnings(
    faulty: Path, edu_site: Command, arguments: tuple[str, ...], code: int
) -> None:
    path, *options = arguments
    found = edu_site("check", faulty / path, *options)
    assert found.exit_code == code, found.output


def test_exit_codes_tell_errors_wrong_use_and_failure_apart(faulty: Path, edu_site: Command, tmp_path: Path) -> None:
    assert edu_site("check", "-p", faulty).exit_code == 1
    assert edu_site("build", "-p", faulty, "-j", 1, "--quiet").exit_code == 1
    assert edu_site("check", tmp_path / "nowhere").exit_code == 2
    assert edu_site("check", tmp_path).exit_code == 2  # not in the content of a project
    assert edu_site("build", "-p", faulty, "demo-shcool").exit_code == 2
    assert edu_site("build", "--no-such-option").exit_code == 2
    (faulty / "mkdocs.yml").unlink()
    failed = edu_site("build", "-p", faulty)
    assert failed.exit_code == 3
    assert "mkdocs.yml is missing" in failed.output


@pytest.mark.parametrize("text", ["site_name: [", "- a list", "plugins: [nosuch]", "site_name: 5"])
def test_a_configuration_that_cannot_be_used_is_a_failure_not_a_traceback(project: Path, edu_site: Command, text: str) -> None:
    (project / "mkdocs.yml").write_text(f"{text}\n", encoding="utf-8")
    failed = edu_site("build", "-p", project)
    assert failed.exit_code == 3, failed.output
    assert "Traceback" not in failed.output


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("kk", "2:1: C02 Мәтін бір тілде ғана бар: kk"),
        ("ru", "2:1: C02 Текст есть только"),
        ("en", "2:1: C02 The text exists only in kk (add ru;"),
    ],
)
def test_problems_are_told_in_the_asked_language(faulty: Path, edu_site: Command, language: str, line: str) -> None:
    found = edu_site("check", "-p", faulty, "--lang", language)
    assert line in found.output


def test_the_language_is_taken_from_the_environment_when_nobody_asks(faulty: Path) -> None:
    for environment, line in (("ru_RU.UTF-8", "1 ошибка"), ("kk_KZ.UTF-8", "1 қате"), ("de_DE.UTF-8", "1 error")):
        runner = CliRunner(env={"EDU_SITE_LANG": None, "LC_ALL": environment})
        assert line in runner.invoke(main, ["check", "-p", str(faulty)]).output


def test_quiet_prints_problems_only(faulty: Path, project: Path, edu_site: Command) -> None:
    assert len(edu_site("check", "-p", faulty, "--quiet").output.splitlines()) == 2
    assert edu_site("check", faulty / "content/demo-region/demo-school/services", "--quiet").output == ""


def test_json_holds_every_problem_with_its_place(faulty: Path, edu_site: Command) -> None:
    found = edu_site("check", "-p", faulty, "--json", "--quiet")
    told = json.loads(found.output)
    assert told["organisations"] == 3
    assert [(one["code"], one["severity"]) for one in sorted(told["problems"], key=lambda one: one["code"])] == [
        ("C02", "warning"),
        ("S05", "error"),
    ]
    for one in told["problems"]:
        assert one.keys() == {"path", "line", "column", "code", "severity", "message", "hint", "organisation"}
        assert (faulty / one["path"]).is_file()
    assert json.loads(edu_site("check", "-p", faulty, "--format", "json", "--quiet").output) == told["problems"]


def test_sarif_is_a_log_of_version_2_1_0(faulty: Path, edu_site: Command) -> None:
    """The parts of the OASIS standard that readers rely on: 3.13 (log), 3.14 (run), 3.18-3.19 (tool), 3.27 (result), 3.28-3.30."""
    log: dict[str, Any] = json.loads(edu_site("check", "-p", faulty, "--format", "sarif", "--quiet").output)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "edu-site"
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(rules) == len(set(rules))
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    assert len(run["results"]) == 2
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["level"] == ("error" if CODES[result["ruleId"]].severity is Severity.ERROR else "warning")
        assert result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert not place["artifactLocation"]["uri"].startswith("/")
        assert place["region"]["startLine"] >= 1
        assert place["region"]["startColumn"] >= 1


def test_github_gets_workflow_commands(faulty: Path, edu_site: Command) -> None:
    lines = edu_site("check", "-p", faulty, "--format", "github").output.splitlines()
    assert len(lines) == 2
    for line in lines:
        assert re.fullmatch(r"::(error|warning) file=content/[^,:]+,line=\d+,col=\d+,title=[A-Z]\d\d::.+", line)


def test_gitlab_gets_a_code_quality_report(faulty: Path, edu_site: Command) -> None:
    report = json.loads(edu_site("check", "-p", faulty, "--format", "gitlab", "--quiet").output)
    assert len({entry["fingerprint"] for entry in report}) == len(report) == 2
    for entry in report:
        assert entry["description"]
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] >= 1


def test_a_fingerprint_stays_when_other_lines_move(faulty: Path, edu_site: Command) -> None:
    def prints() -> set[str]:
        return {
            entry["fingerprint"]
            for entry in json.loads(edu_site("check", "-p", faulty, "--format", "gitlab", "--quiet").output)
        }

    before = prints()
    bad = faulty / NEWS / "bad.yml"
    bad.write_text("# a comment\n" + bad.read_text(encoding="utf-8"), encoding="utf-8")
    assert prints() == before


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab"])
def test_without_problems_machines_still_get_a_document(project: Path, edu_site: Command, form: str) -> None:
    found = edu_site("check", "-p", project, "--format", form)
    assert found.exit_code == 0
    assert json.loads(found.output) == [] or json.loads(found.output)["runs"][0]["results"] == []
