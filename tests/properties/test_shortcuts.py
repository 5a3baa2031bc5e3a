"""What is told sooner is told the same: every shortcut at the door against the whole way, which it only leaves out."""

import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edu_site import problems
from edu_site.source import markdown, personal
from edu_site.source.markdown import body_links, body_problems

FEW = settings(max_examples=400, deadline=None)
BODY = st.lists(
    st.sampled_from(
        ["\n", "\n\n", " ", "\t", "# ", "## ", "### ", "#", "====", "=", "> ", "- ", "1. ", "    ", "* * * ", "[", "]", "](", "![", "!", "\\", "]: ",
         "[a](b.csv)", "[х](ref:news/a)", "![](a.png)", "[k]: https://egov.kz", "[a]: //x", "javascript:", "ref:", "REF:", "https://a.kz", "&#106;",
         ")", "`", "``", "<b>", "сөз", "Мәтін. ", "9" * 6, "010203500", "12 ", "\u00a0", "\u0661", "\U0001d7d9"]
    ),
    max_size=40,
).map("".join)  # fmt: skip
NAMES = [
    "Ахметов Ж.",
    "Серік Айгүл",
    "Ким-Ли Анна",
    "Ахметов\u00a0Ж. Ә.",
    "Оқушы",
    "Әлия  Серікқызы",
    "ӘЛИЯ Серік",
    "айгүл Серік",
]
MARKS = ["5", "4+", "100%", "95,5%", "н/а", "осв", "зачёт", "сөз", "№ 7", "17"]
ROW = st.builds(
    lambda name, gap, marks: name + gap + gap.join(marks),
    st.sampled_from(NAMES), st.sampled_from([" ", " | ", ", ", ": ", ";", "\u00a0"]), st.lists(st.sampled_from(MARKS), min_size=1, max_size=4),
)  # fmt: skip
LIST = st.lists(ROW | st.sampled_from(["", "Оқушылар", "класс 5", *NAMES]), max_size=9).map("\n".join)


def whole_way(patch: pytest.MonkeyPatch) -> None:
    """Nothing is taken for harmless before it was looked at."""
    patch.setattr(problems, "may_hold_numbers", lambda _text: True)
    patch.setattr(markdown, "DEEP", re.compile(""))
    patch.setattr(markdown, "in_steps", lambda _levels: False)
    patch.setattr(markdown, "NEAR", 0)
    patch.setattr(markdown, "HARMLESS", ())
    patch.setattr(personal, "LIKELY_NAME", {"": re.compile("(?m)^")})


def both_ways(ask: Callable[[], Any]) -> tuple[Any, Any]:
    forget()
    sooner = ask()
    forget()
    with pytest.MonkeyPatch.context() as patch:
        whole_way(patch)
        return sooner, ask()


def forget() -> None:
    for function in (markdown.without_code, markdown.openings, markdown.body_links):
        function.cache_clear()


@FEW
@given(body=BODY)
def test_a_body_is_told_the_same_of(body: str) -> None:
    sooner, whole = both_ways(lambda: (list(body_problems(body, "a.md", 3)), body_links(body, "a.md", 3)))
    assert sooner == whole


@FEW
@given(text=LIST)
def test_lists_of_pupils_are_the_same(text: str) -> None:
    sooner, whole = both_ways(lambda: personal.scan_text(text))
    assert sooner == whole


def test_every_decimal_digit_keeps_a_byte_when_letters_are_left_out() -> None:
    digits = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isdecimal()]
    assert [one for one in digits if not one.encode().translate(None, problems.WITHOUT_DIGITS)] == []
    assert problems.may_hold_numbers("ЖСН 010203 500123.") and problems.may_hold_numbers("a010203\u00a0500123")
    assert not problems.may_hold_numbers("2026-11-24T09:00+05:00, 12 сурет, № 19, +7 (7172) 00-00-01")
