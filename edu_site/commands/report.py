"""Problems printed for people and for machines: text, JSON, SARIF 2.1.0, GitHub and GitLab annotations.

In: problems in order. Out: text. GitLab's is its Code Quality format, GitHub's its workflow commands.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from edu_site import __version__
from edu_site.codes import CODES, Severity
from edu_site.language import Words
from edu_site.problems import Problem

FORMATS = ("text", "json", "sarif", "github", "gitlab")
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def rendered(problems: Sequence[Problem], form: str, words: Words) -> str:
    """All problems in a format; "" when a textual format has none."""
    if form == "text":
        return "\n".join(problem.line(words) for problem in problems)
    if form == "github":
        return "\n".join(github(problem, words) for problem in problems)
    made: Any = sarif(problems, words) if form == "sarif" else [MAKERS[form](problem, words) for problem in problems]
    return json.dumps(made, ensure_ascii=False, indent=2)


def as_json(problem: Problem, words: Words) -> dict[str, Any]:
    return {
        "path": problem.where.path,
        "line": problem.where.line,
        "column": problem.where.column,
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.text(words),
        "hint": problem.hint_text(words),
        "organisation": problem.organisation_id,
    }


def with_hint(problem: Problem, words: Words) -> str:
    hint = problem.hint_text(words)
    return f"{problem.text(words)} ({hint})" if hint else problem.text(words)


def github(problem: Problem, words: Words) -> str:
    """`::error file=...,line=...::message`; line ends and percent signs are escaped as GitHub asks."""
    level = "error" if problem.severity is Severity.ERROR else "warning"
    place = f"file={escaped(problem.where.path, True)}"
    if problem.where.line:
        place += f",line={problem.where.line},col={problem.where.column}"
    return f"::{level} {place},title={problem.code}::{escaped(with_hint(problem, words), False)}"


def escaped(text: str, is_property: bool) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if is_property else text


def gitlab(problem: Problem, words: Words) -> dict[str, Any]:
    """One entry of a Code Quality report; the fingerprint stays when other lines move."""
    kept = f"{problem.where.path} {problem.code} {sorted(problem.values.items())}"
    return {
        "description": with_hint(problem, words),
        "check_name": problem.code,
        "fingerprint": hashlib.sha256(kept.encode()).hexdigest(),
        "severity": "major" if problem.severity is Severity.ERROR else "minor",
        "location": {"path": problem.where.path, "lines": {"begin": max(problem.where.line, 1)}},
    }


MAKERS = {"json": as_json, "gitlab": gitlab}


def sarif(problems: Sequence[Problem], words: Words) -> dict[str, Any]:
    """A SARIF log with one run; only the rules that were met are described."""
    codes = sorted({problem.code for problem in problems})
    rules = [
        {"id": code, "shortDescription": {"text": words(CODES[code].message)}, "help": {"text": words(CODES[code].hint)}}
        for code in codes
    ]
    driver = {"name": "edu-site", "version": __version__, "rules": rules}
    results = [sarif_result(problem, codes.index(problem.code), words) for problem in problems]
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def sarif_result(problem: Problem, rule: int, words: Words) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": problem.where.path, "uriBaseId": "%SRCROOT%"}}
    if problem.where.line:
        place["region"] = {"startLine": problem.where.line, "startColumn": max(problem.where.column, 1)}
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity.value,
        "message": {"text": with_hint(problem, words)},
        "locations": [{"physicalLocation": place}],
    }
