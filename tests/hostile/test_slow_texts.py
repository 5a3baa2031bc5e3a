"""The worst texts the door lets in are converted and sanitised in bounded time; those that would not be are refused by name."""

import time
from functools import cache
from pathlib import Path

import pytest

from edu_site.render.engine.configuration import load_base
from edu_site.render.engine.markdown import Converter
from edu_site.source.files import TEXT_LIMIT
from edu_site.source.markdown import body_problems

ROOT = Path(__file__).parents[2]
SECONDS = 20  # of processor time; the worst below needs three on a slow machine


@cache
def converter() -> Converter:
    return Converter(load_base(ROOT, "kk"))


def lines(unit: str, width: int = 19_000, size: int = 240_000) -> str:
    """As much of a unit as the limits of line and text allow."""
    line = unit * (width // len(unit))
    return "\n\n".join([line] * (size // len(line)))


WORST = {
    "links": "[a](b " * 1_990,
    "references": "[a][" * 990,
    "pictures": "![a](" * 1_900,
    "pictures-in-pictures": "![" * 990 + "a" + "](b)" * 990,
    "emphasis": lines("**a*"),
    "open-emphasis": lines("*a "),
    "rows-of-stars": lines("*" * 1_000 + "a"),
    "backticks": "\n".join("`" * (number % 40 + 1) + "a" for number in range(2_900)),
    "notes": "[^1] " * 1_900 + "\n\n[^1]: a",
    "abbreviations": "\n".join(f"*[{'A' * number}]: b" for number in range(1, 300)) + "\n\n" + "A" * 19_000,
    "rules": "\n".join("- - -" for _ in range(2_900)),
    "lists": "\n".join(" " * 4 * (number % 10) + "- a" for number in range(2_900)),
    "quotations": "\n".join("> " * 11 + "a" for _ in range(2_900)),
    "cells": "|" * 18_000 + "\n|-|",
    "notices": "\n".join("    " * depth + "!!! note" for depth in range(11)) + "\n" + "    " * 11 + "a",
}


@pytest.mark.parametrize("name", WORST)
def test_the_worst_texts_end(name: str) -> None:
    text = WORST[name]
    assert len(text) < TEXT_LIMIT
    assert {problem.code for problem in body_problems(text, "a.md", 1)} <= {"M11"}
    begun = time.process_time()
    converter().convert_once(text)
    assert time.process_time() - begun < SECONDS


REFUSED = {
    "backticks-of-every-length": ("\n".join("`" * number for number in range(1, 700)), "M14"),
    "deep-lists": ("\n".join(" " * 4 * depth + "- a" for depth in range(300)), "M07"),
    "deep-quotations": (">" * 300 + "a", "M07"),
    "brackets": ("[" * 100_000, "M05"),
    "brackets-in-lines": ("[[[[[[[[[[\n" * 300, "M06"),
    "one-line": ("a" * 20_001, "M05"),
    "lines": ("a\n" * 3_001, "M13"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_not_end_is_refused_at_once(name: str) -> None:
    text, code = REFUSED[name]
    begun = time.process_time()
    assert code in {problem.code for problem in body_problems(text, "a.md", 1)}
    assert time.process_time() - begun < 2
