"""The quick converter of simple texts gives what Python-Markdown itself gives, and nearly every text is simple."""

from functools import cache
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_site.render.engine.configuration import load_base
from edu_site.render.engine.markdown import Converter
from edu_site.render.engine.simple_text import SimpleConverter

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


SIMPLE = st.sampled_from(
    [
        "сөз",
        "**қою** мәтін",
        "a *b c*, d",
        "[сілтеме](../news/x/)",
        "(2026) № 3",
        "## Тақырып",
        "# А",
        "- бір\n- екі",
        "* бір",
        "1. бір\n2. екі",
        "| а | б |\n|---|---:|\n| 1 | *2* |",
        '!!! note "Назар"\n    Мәтін\n    - бір',
        "!!! tip\n    - бір\n    - екі",
        "жол\nжол: үш > екі",
        "«а» — б",
        "5 сынып",
    ]
)


@cache
def converter() -> Converter:
    return Converter(load_base(PROJECT, "kk"))


BODIES = sorted(path.relative_to(PROJECT).as_posix() for path in (PROJECT / "content").rglob("*.md"))


def both_agree(text: str) -> bool:
    """Whether a text is not simple, or converted as Python-Markdown does."""
    return converter().simple.convert(text) in (None, converter().convert_any(text))


def body_of(path: str) -> str:
    return (PROJECT / path).read_text(encoding="utf-8").split("\n---\n", 1)[1]


@pytest.mark.parametrize("section", sorted({Path(body).parts[-2] for body in BODIES}))
def test_every_text_of_the_demonstration_is_converted_as_python_markdown_does(section: str) -> None:
    for body in BODIES:
        if Path(body).parts[-2] == section:
            assert both_agree(body_of(body)), body


def test_nearly_every_text_of_the_demonstration_is_simple() -> None:
    simple = [body for body in BODIES if converter().simple.convert(body_of(body)) is not None]
    assert len(simple) > 0.9 * len(BODIES)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_mix_of_signs_is_converted_as_python_markdown_does(text: str) -> None:
    assert both_agree(text)


@given(st.lists(SIMPLE | st.sampled_from(PIECES), max_size=8), st.sampled_from(["\n\n", "\n", "\n\n\n", " "]))
def test_any_mix_of_simple_blocks_is_converted_as_python_markdown_does(blocks: list[str], between: str) -> None:
    text = between.join(blocks)
    assert both_agree(text)


@pytest.mark.parametrize(
    ("extensions", "settings"),
    [
        ([], {}),
        (["attr_list"], {}),
        ([], {"tables": {"use_align_attribute": True}}),
        ([], {"toc": {"permalink": True}}),
        ([], {"toc": {"baselevel": 2}}),
    ],
)
def test_another_dialect_is_left_to_python_markdown(extensions: list[str], settings: dict[str, dict[str, bool]]) -> None:
    known = list(load_base(PROJECT, "kk")["markdown_extensions"])
    plain = markdown.Markdown(extensions=known + extensions, extension_configs=settings)
    simple = SimpleConverter(plain, known + extensions, settings)
    assert (simple.convert("Мәтін") is not None) == (not extensions and not settings)
