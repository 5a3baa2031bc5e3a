"""The chart macro: a table whose text is the data and whose classes are the picture."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import jinja2
import pytest

from edu_site.render.blocks import Cell, Chart, Column, File, Table

THEME = Path(__file__).parents[2] / "themes/base"
CHART_CSS = (THEME / "assets/edu/chart.css").read_text("utf-8")
STYLES = ("bars", "columns", "line", "stacked")
Style = Literal["bars", "columns", "line", "stacked"]
NO_DATA = "Деректер жоқ"


class Reader(HTMLParser):
    """Collects the rows of cells (tag, attributes, text) of the table, and every attribute of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, dict[str, str], str]]] = []
        self.attributes: set[str] = set()
        self.tags: set[str] = set()
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self._open = True
            self.rows[-1].append((tag, {name: value or "" for name, value in attrs}, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, attributes, text = self.rows[-1][-1]
            self.rows[-1][-1] = tag, attributes, text + data

    def texts(self) -> list[list[str]]:
        return [[text for _, _, text in row] for row in self.rows]

    def marks(self) -> list[list[str]]:
        return [[attributes.get("class", "") for tag, attributes, _ in row if tag == "td"] for row in self.rows[1:]]


def cell(value: float | None) -> Cell:
    return Cell(NO_DATA) if value is None else Cell(f"{value:g}".replace(".", ","), value)


def make_chart(style: Style, rows: Sequence[tuple[str, *tuple[float | None, ...]]], unit: str = "") -> Chart:
    series = len(rows[0]) - 1
    columns = (Column("Пән"), *(Column(f"Қатар {index}", numeric=True, unit=unit) for index in range(1, series + 1)))
    table = Table("Білім сапасы", columns, tuple((Cell(label), *map(cell, values)) for label, *values in rows))
    return Chart(style, table)


def render(chart: Chart, *, autoescape: bool = True) -> str:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(THEME), extensions=["jinja2.ext.i18n"])
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda word: {"Source": "Дереккөз"}.get(word, word), lambda one, many, n: one if n == 1 else many
    )
    call = "{% from 'partials/edu/chart.html' import chart %}{% autoescape flag %}{{ chart(block) }}{% endautoescape %}"
    return environment.from_string(call).render(block=asdict(chart), flag=autoescape)


def span(classes: str) -> tuple[int, int]:
    start, end = re.search(r"\bs-(\d+)", classes), re.search(r"\be-(\d+)", classes)
    return int(start[1]) if start else 0, int(end[1]) if end else 0


ROWS = (("Қазақ тілі мен әдебиеті", 71.5, 20), ("Алгебра", 48.9, None), ("Физика", 0, 12.25))


@pytest.mark.parametrize("style", STYLES)
def test_the_text_of_the_table_is_the_data(style: Style) -> None:
    texts = Reader(render(make_chart(style, ROWS))).texts()
    assert texts[0] == ["Пән", "Қатар 1", "Қатар 2"]
    assert texts[1:] == [[label, *(cell(value).text for value in values)] for label, *values in ROWS]


@pytest.mark.parametrize("style", STYLES)
def test_nothing_inline_and_no_script(style: Style) -> None:
    reader = Reader(render(make_chart(style, ROWS)))
    assert "style" not in reader.attributes
    assert not {"script", "style", "svg"} & reader.tags
    assert not any(name.startswith("on") for name in reader.attributes)


@pytest.mark.parametrize("style", STYLES)
def test_it_is_a_table_with_caption_and_header_scopes(style: Style) -> None:
    page = render(make_chart(style, ROWS))
    reader = Reader(page)
    assert "<caption>Білім сапасы</caption>" in page
    assert {attributes["scope"] for _, attributes, _ in reader.rows[0]} == {"col"}
    assert [row[0][1]["scope"] for row in reader.rows[1:]] == ["row"] * 3
    assert page.startswith("<figure")
    assert page.endswith("</figure>")


def test_a_unit_stands_in_the_head() -> None:
    assert Reader(render(make_chart("bars", ROWS, unit="%"))).texts()[0][1] == "Қатар 1, %"


@pytest.mark.parametrize("autoescape", [True, False])
def test_data_cannot_become_markup(autoescape: bool) -> None:
    evil = "<script>alert(1)</script>&"
    table = Table(
        evil,
        (Column(evil), Column(evil, numeric=True, unit=evil)),
        ((Cell(evil, url='"><b>', lang='"><b>'), Cell(evil, 1, lang='"><b>')), (Cell(evil), Cell(evil))),
        source=evil,
        note=evil,
        downloads=(File(evil, '"><b>', evil, evil, '"><b>'),),
    )
    page = render(Chart("bars", table, evil), autoescape=autoescape)
    assert "<script" not in page
    assert "<b>" not in page
    assert "&amp;amp;" not in page, "escaped twice"
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;") == 16


@pytest.mark.parametrize("style", STYLES)
def test_a_missing_value_has_its_text_and_no_mark(style: Style) -> None:
    page = render(make_chart(style, ROWS))
    assert Reader(page).marks()[1][1] == "gap"
    assert page.count(NO_DATA) == 1


def test_a_line_without_any_value_has_no_scale() -> None:
    assert "data-low" not in render(make_chart("line", (("2021", None), ("2022", None))))


def test_a_line_is_interrupted_at_a_missing_value() -> None:
    rows = (("2021", 10), ("2022", 12), ("2023", None), ("2024", 15), ("2025", 20))
    marks = [row[0] for row in Reader(render(make_chart("line", rows))).marks()]
    assert [mark.split()[0] for mark in marks] == ["dot", "s-0", "gap", "dot", "s-100"]


def test_a_line_prints_its_scale() -> None:
    page = render(make_chart("line", (("2021", 90.5), ("2022", 97.2))))
    assert 'data-low="90" data-high="98"' in page
    assert 'data-low="0" data-high="1\u00a0000"' in render(make_chart("line", (("2021", 100), ("2022", 900))))
    assert 'data-low="3,6" data-high="3,9"' in render(make_chart("line", (("2021", 3.6), ("2022", 3.9))))
    assert 'data-low="−2" data-high="3"' in render(make_chart("line", (("2021", -1.5), ("2022", 3))))


def test_bars_grow_from_zero_and_a_small_value_is_seen() -> None:
    marks = Reader(render(make_chart("bars", (("А", 1000), ("Ә", 500), ("Б", 0.1), ("В", 0))))).marks()
    assert [span(row[0]) for row in marks] == [(0, 200), (0, 100), (0, 1), (0, 0)]


def test_per_cents_are_drawn_on_a_scale_to_one_hundred() -> None:
    assert span(Reader(render(make_chart("bars", (("А", 80), ("Ә", 40)), unit="%"))).marks()[0][0]) == (0, 160)


@pytest.mark.parametrize("style", ["bars", "columns"])
def test_negative_values_stand_on_the_other_side_of_zero(style: Style) -> None:
    page = render(make_chart(style, (("2021", 3), ("2022", -1), ("2023", 0))))
    assert [span(row[0]) for row in Reader(page).marks()] == [(50, 200), (0, 50), (50, 50)]
    assert page.count('<tr class="s-50">') == 3
    assert "edu-chart--signed" in page


@pytest.mark.parametrize("values", [(-0.001, 100), (-100, 0.001), (-5, -1), (0, 0), (None, None), (1e9, 1)])
@pytest.mark.parametrize("style", STYLES)
def test_every_mark_has_a_rule(style: Style, values: tuple[float | None, ...]) -> None:
    page = render(make_chart(style, (("А", *values), ("Ә", *values[::-1]))))
    for name in re.findall(r"\b([se]-[^\s\"]+)", " ".join(re.findall(r'class="([^"]*)"', page))):
        assert f".{name}{{" in CHART_CSS


def test_parts_join_and_fill_the_whole() -> None:
    marks = Reader(render(make_chart("stacked", (("А", 30, 69.9, 0.1), ("Ә", 10, 0, 40)), unit="%"))).marks()
    assert [span(mark) for mark in marks[0]] == [(0, 60), (60, 200), (199, 200)]
    assert [span(mark) for mark in (marks[1][0], marks[1][2])] == [(0, 20), (20, 100)]
    assert marks[1][1] == "zero"


def test_negative_parts_make_no_whole() -> None:
    page = render(make_chart("stacked", (("А", 3, -1),)))
    assert "edu-chart--bars" in page
    assert "edu-chart--stacked" not in page


def test_columns_lie_down_where_labels_or_marks_need_the_room() -> None:
    months = [(month, 90.0) for month in ("қыркүйек", "қазан", "қараша", "желтоқсан")]
    subjects = [(f"Мамандандырылмағандығынан {index}", 90.0) for index in range(6)]
    assert "charts-css column" in render(make_chart("columns", months))
    assert "charts-css bar" in render(make_chart("columns", subjects))
    assert "charts-css bar" in render(make_chart("columns", [(str(year), *range(1, 9)) for year in range(2020, 2026)]))


def test_columns_of_text_follow_the_values_as_text() -> None:
    columns = (Column("Ұйым"), Column("Ескерту"), Column("Үлес", numeric=True))
    page = render(Chart("columns", Table("Үлес", columns, ((Cell("Мектеп"), Cell("жаңа ғимарат"), Cell("5", 5)),))))
    assert Reader(page).texts() == [["Ұйым", "Үлес", "Ескерту"], ["Мектеп", "5", "жаңа ғимарат"]]


def test_summary_source_note_and_downloads() -> None:
    file = File("Кесте", "quality.csv", "CSV", "2 КБ", "kk")
    table = Table("Білім сапасы", (Column("Пән"), Column("Үлес", numeric=True)), (), "Журнал", "Ескерту", (file,))
    page = render(Chart("bars", table, "Көрсеткіш өсті."))
    for text in ("Көрсеткіш өсті.", "Дереккөз: Журнал", ">Ескерту<", 'href="quality.csv"', ">CSV, 2 КБ<"):
        assert text in page


@pytest.mark.parametrize("style", STYLES)
def test_empty_texts_and_tables_are_drawn_as_they_are(style: Style) -> None:
    columns = (Column(""), Column("Үлес", numeric=True))
    for rows in ((), ((Cell(""), Cell("")), (Cell(""), Cell("", 1)))):
        assert len(Reader(render(Chart(style, Table("", columns, rows)))).rows) == 1 + len(rows)
    assert "<figure" in render(Chart(style, Table("", (Column("Пән"),), ((Cell("Физика"),),))))


# ---------------------------------------------------------------- the style sheet


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_series_are_seen_on_light_and_dark_pages() -> None:
    fallback = re.findall(r"--edu-chart-\d: (#[0-9a-f]{6});", CHART_CSS)
    pairs = re.findall(r"--edu-chart-\d: light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", CHART_CSS)
    assert fallback == [light for light, _ in pairs]
    assert len(pairs) == 6
    for light, dark in pairs:
        assert min(contrast(light, ground) for ground in ("#ffffff", "#f7f3d6", "#9dd1ff", "#000000", "#1e2129")) >= 3
        assert min(contrast(dark, ground) for ground in ("#1e2129", "#000000")) >= 4.5


def test_the_library_is_vendored_with_version_and_licence() -> None:
    assert "Charts.css v1.2.0, MIT" in CHART_CSS
    assert "Rami Yushuvaev" in (THEME / "assets/edu/chart.LICENSE.txt").read_text("utf-8")
    assert "url(" not in CHART_CSS
    assert "@import" not in CHART_CSS
