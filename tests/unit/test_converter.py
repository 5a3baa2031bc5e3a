"""The quick converter gives what Python-Markdown itself gives."""

from functools import cache
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_site.render.engine.configuration import load_base
from edu_site.render.engine.markdown import Converter
from edu_site.render.sanitise import sanitise

PROJECT = Path(__file__).parents[2]
PIECES = [
    "`",
    "``",
    "\\",
    "[",
    "](a)",
    "]",
    "[^1]",
    "![",
    "<",
    ">",
    "<https://a.kz>",
    "&",
    "&amp;",
    "*",
    "**",
    "_",
    "  \n",
    "\n",
    "\n\n",
]
PIECES += [
    "- ",
    "1. ",
    "## ",
    "> ",
    "    ",
    "| a | b |\n|---|---|\n| c | d |\n",
    "Әліппе",
    " ",
    "текст",
    "\n[^1]: note\n",
    "!!! note\n    x\n",
]


@cache
def both() -> tuple[Converter, markdown.Markdown]:
    config = load_base(PROJECT, "kk")
    plain = markdown.Markdown(extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"] or {})
    return Converter(config), plain


def plainly(text: str) -> str:
    plain = both()[1]
    plain.reset()
    return sanitise(plain.convert(text))


BODIES = sorted(path.relative_to(PROJECT).as_posix() for path in (PROJECT / "content").rglob("*.md"))


@pytest.mark.parametrize("section", sorted({Path(body).parts[-2] for body in BODIES}))
def test_every_text_of_the_demonstration_is_converted_as_python_markdown_does(section: str) -> None:
    for body in BODIES:
        if Path(body).parts[-2] == section:
            text = (PROJECT / body).read_text(encoding="utf-8").split("\n---\n", 1)[1]
            assert both()[0].convert_once(text).html == (plainly(text) if text.strip() else ""), body


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_mix_of_signs_is_converted_as_python_markdown_does(text: str) -> None:
    expected = plainly(text) if text.strip() else ""
    assert both()[0].convert_once(text).html == expected
