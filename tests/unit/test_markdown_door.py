"""Markdown at the door: front matter apart, links found as the converter finds them, code left alone."""

import pytest

from edu_site.problems import Where
from edu_site.source.markdown import body_links, body_problems, read_markdown, without_code
from edu_site.source.schema import plain


def targets(body: str) -> list[str]:
    return [link.target for link in body_links(body, "a.md", 1)]


def codes(body: str) -> list[str]:
    return [problem.code for problem in body_problems(body, "a.md", 1)]


@pytest.mark.parametrize(
    ("text", "line", "body"),
    [
        ("---\ntitle: А\n---\nМәтін\n", 4, "Мәтін"),
        ("---\ntitle: А\n---\n\n\nМәтін\n\n", 6, "Мәтін"),
        ("---\ntitle: А\nsummary: Б\n---\nБір\n\n---\n\nЕкі\n", 5, "Бір\n\n---\n\nЕкі"),
        ("---\ntitle: А\n---", 4, ""),
        ("---\ntitle: А\n---\n", 4, ""),
    ],
)
def test_front_matter_and_body_are_taken_apart(text: str, line: int, body: str) -> None:
    read, problems = read_markdown(text, "a.md")
    assert problems == ()
    assert read is not None
    assert plain(read.front)["title"] == "А"
    assert (read.body, read.body_line) == (body, line)


def test_the_line_of_the_body_is_the_line_of_its_problems() -> None:
    _read, problems = read_markdown("---\ntitle: А\n---\n\nБір\n\nЕкі <b>\n", "a.md")
    assert [(problem.code, problem.where) for problem in problems] == [("M03", Where("a.md", 7, 5))]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[а](b.pdf)", ["b.pdf"]),
        ("![а](b.png 'в')", ["b.png"]),
        ("[а](<b.pdf>)", ["b.pdf"]),
        ("[а [б] в](c.pdf)", ["c.pdf"]),
        ("[![а](b.png)](c.pdf)", ["b.png", "c.pdf"]),
        ("[а\nб](c.pdf)", ["c.pdf"]),
        ("[а][1]\n\n[1]: b.pdf", ["b.pdf"]),
        ("[а][1]\n\n> [1]: <b.pdf> 'в'", ["b.pdf"]),
        ("- [1]: b.pdf", ["b.pdf"]),
        ("!!! note\n\n    [1]:\n    b.pdf", ["b.pdf"]),
        ("[^1]: түсініктеме", []),
        ("`[а](b.pdf)`", []),
        ("``[а](b.pdf) ` ``", []),
        ("Мәтін (жақша) және [жақша]", []),
        ("Кесте [1]: мәтін", []),
    ],
)
def test_links_are_found(body: str, expected: list[str]) -> None:
    assert targets(body) == expected


def test_a_link_knows_where_its_target_stands() -> None:
    body = "Бір\nекі [а](ref:school-12) үш"
    (link,) = body_links(body, "a.md", 10)
    assert body[link.start : link.start + len(link.target)] == "ref:school-12"
    assert link.where == Where("a.md", 11, 5)


@pytest.mark.parametrize(
    "body",
    [
        "`<script>`",
        "``a ` <b>``",
        "Бір `<b>` және `[а](javascript:x)`.\nЕкі `<i>`.",
        "5 < 6, a <- b, <3",
        "<https://bilim.example/> және <mektep@bilim.example>",
        "&lt;b&gt; &copy;",
        "Тік сызық | және ~~~",
        "- - -",
        "* * * * * * * * * * * * * *",
        "## Бір\n\n### Екі\n\n## Үш",
        "№ 5 #тег",
        "[а](https://bilim.example) [б](mailto:a@b.kz) [в](tel:+77172000000) [г](#үш) [д](ref:school-12)",
        "![Сызба](plan.png)",
    ],
)
def test_honest_texts_are_left_alone(body: str) -> None:
    assert codes(body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a `b` c", "a     c"),
        ("``a ` b``", "         "),
        ("`a` `b`", "       "),
        ("a ` b", "a ` b"),
        ("a ` b\nc `d`", "a ` b\nc `d`"),
        ("a ` b\n\nc `d`", "a ` b\n\nc    "),
        ("\\`a`", "\\`a`"),
        ("```\na\n```", "```\na\n```"),
    ],
)
def test_code_is_blanked_only_where_nothing_can_be_made_of_it(body: str, expected: str) -> None:
    assert without_code(body) == expected


def test_an_image_by_a_definition_is_an_image() -> None:
    assert codes("![а][Схема  1]\n\n[схема 1]: https://e.kz/x.png") == ["M09"]
    assert codes("![схема]\n\n[схема]: https://e.kz/x.png") == ["M09"]
    assert codes("[схема]\n\n[схема]: https://e.kz/x.html") == []
