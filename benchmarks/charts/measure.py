"""Measure ways to draw one chart, and print the table of docs/decisions/0003-charts.md.

In: two data sets with the labels of real reports (1 series x 12 subjects, 4 series x 5 grades). Out: bytes, processor
time, inline styles and scripts per candidate. `--pages FOLDER` also writes one page per candidate to look at.
The SVG candidates are not part of the product: see README.md for what to install.
"""

import argparse
import gzip
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import jinja2

THEME = Path(__file__).parents[2] / "themes/base"
CHART_CSS = THEME / "assets/edu/chart.css"
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Data:
    name: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def numbers(self, column: int) -> list[float | None]:
        return [number(row[column]) for row in self.rows]


SUBJECTS = Data(
    "1 x 12",
    "Пәндер бойынша білім сапасы, 2025–2026 оқу жылы",
    ("Пән", "Білім сапасы"),
    (
        ("Қазақ тілі мен әдебиеті", "71,5"),
        ("Орыс тілі мен әдебиеті (қазақ сыныптары)", "66,2"),
        ("Алгебра және анализ бастамалары", "48,9"),
        ("Геометрия", "52,4"),
        ("Физика", "55,0"),
        ("Химия", "58,1"),
        ("Биология", "69,3"),
        ("География", "72,0"),
        ("Қазақстан тарихы мен құқық негіздері", "77,4"),
        ("Информатика және цифрлық сауаттылық", "81,2"),
        ("Ағылшын тілі", "63,6"),
        ("Алғашқы әскери және технологиялық дайындық", "92,5"),
    ),
)
GRADES = Data(
    "4 x 5",
    "Сынып параллельдері бойынша оқушылар саны",
    ("Параллель", "Өте жақсы", "Жақсы", "Қанағаттанарлық", "Қанағаттанарлықсыз"),
    (
        ("5-сыныптар", "24", "41", "30", "2"),
        ("6-сыныптар", "19", "44", "35", "Деректер жоқ"),
        ("7-сыныптар", "17", "39", "41", "4"),
        ("8-сыныптар", "15", "36", "44", "5"),
        ("9-сыныптар", "21", "40", "33", "0"),
    ),
)


def number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def block(data: Data) -> dict[str, object]:
    columns = [{"title": title, "numeric": index > 0, "unit": ""} for index, title in enumerate(data.head)]
    rows = [
        [{"text": text, "value": number(text) if index else None, "url": "", "lang": ""} for index, text in enumerate(row)]
        for row in data.rows
    ]
    table = {"caption": data.caption, "columns": columns, "rows": rows, "source": "", "note": "", "downloads": []}
    return {"style": "bars", "table": table, "summary": "", "type": "chart"}


def plain_table(data: Data) -> str:
    """The table that must stand beside a picture which is not itself a table."""
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in data.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(text)}</td>" for text in row[1:]) + "</tr>"
        for row in data.rows
    )
    caption = f"<caption>{escape(data.caption)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


# ---------------------------------------------------------------- candidates: data -> HTML


def charts_css() -> Callable[[Data], str]:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(THEME), extensions=["jinja2.ext.i18n"])
    environment.install_null_translations()  # type: ignore[attr-defined]
    template = environment.from_string("{% from 'partials/edu/chart.html' import chart %}{{ chart(block) }}")
    return lambda data: template.render(block=block(data))


def charts_css_inline() -> Callable[[Data], str]:
    """As its documentation shows it, with a custom property in each cell's style attribute."""

    def draw(data: Data) -> str:
        high = max(value for column in range(1, len(data.head)) for value in data.numbers(column) if value is not None)
        head = "".join(f'<th scope="col">{escape(title)}</th>' for title in data.head)
        rows = []
        for row in data.rows:
            cells = "".join(
                f'<td style="--size: {(number(text) or 0) / high:.4f}"><span class="data">{escape(text)}</span></td>'
                for text in row[1:]
            )
            rows.append(f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>')
        name = "charts-css bar show-labels show-heading" + (" multiple" if len(data.head) > 2 else "")
        caption = f"<caption>{escape(data.caption)}</caption>"
        body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
        return f'<figure><table class="{name}">{caption}{body}</table></figure>'

    return draw


def pygal_svg() -> Callable[[Data], str]:
    import pygal  # type: ignore[import-untyped]

    def draw(data: Data) -> str:
        chart = pygal.HorizontalBar(disable_xml_declaration=True, js=(), print_values=True, truncate_label=-1)
        chart.title = data.caption
        chart.x_labels = [row[0] for row in data.rows]
        for column, title in enumerate(data.head[1:], start=1):
            chart.add(title, data.numbers(column))
        return f"<figure>{chart.render(is_unicode=True)}{plain_table(data)}</figure>"

    return draw


def vega_svg() -> Callable[[Data], str]:
    import vl_convert

    def draw(data: Data) -> str:
        values = [
            {"label": row[0], "series": title, "value": value}
            for column, title in enumerate(data.head[1:], start=1)
            for row, value in zip(data.rows, data.numbers(column), strict=True)
        ]
        encoding: dict[str, object] = {
            "y": {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 400}},
            "x": {"field": "value", "type": "quantitative", "title": None},
        }
        if len(data.head) > 2:
            encoding["yOffset"] = {"field": "series", "sort": None}
            encoding["color"] = {"field": "series", "type": "nominal", "sort": None, "title": None}
        spec = {"title": data.caption, "width": 480, "data": {"values": values}, "mark": "bar", "encoding": encoding}
        return f"<figure>{vl_convert.vegalite_to_svg(spec)}{plain_table(data)}</figure>"

    return draw


CANDIDATES: dict[str, Callable[[], Callable[[Data], str]]] = {
    "Charts.css, macro": charts_css,
    "Charts.css, inline": charts_css_inline,
    "pygal": pygal_svg,
    "Vega-Lite (vl-convert)": vega_svg,
}


# ---------------------------------------------------------------- measures


def packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9, mtime=0))


def milliseconds(draw: Callable[[Data], str], data: Data) -> float:
    draw(data)
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        draw(data)
        spent.append((time.process_time_ns() - start) / 1e6)
    return statistics.median(spent)


def measure(name: str, data: Data, draw: Callable[[Data], str]) -> str:
    page = draw(data)
    styles = len(re.findall(r'\sstyle="', page)), page.count("<style"), page.count("<script")
    numbers = (f"{len(page.encode()):,}", f"{packed(page):,}", f"{milliseconds(draw, data):.2f}", *map(str, styles))
    return f"| {name} | {data.name} | " + " | ".join(numbers) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path)
    arguments = parser.parse_args()
    css = CHART_CSS.read_text("utf-8")
    print(f"chart.css, shared by all pages: {len(css.encode()):,} bytes, {packed(css):,} gzip\n")
    print("| candidate | series x labels | bytes | gzip | ms | `style=` | `<style>` | `<script>` |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for name, prepare in CANDIDATES.items():
        try:
            draw = prepare()
        except ImportError as missing:
            print(f"| {name} | not measured: {missing} | | | | | | |")
            continue
        for data in (SUBJECTS, GRADES):
            print(measure(name, data, draw))
        if arguments.pages:
            arguments.pages.mkdir(parents=True, exist_ok=True)
            body = draw(SUBJECTS) + draw(GRADES)
            head = f'<!doctype html><html lang="kk"><meta charset="utf-8"><title>{escape(name)}</title>'
            viewport = '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="chart.css">'
            page_path = arguments.pages / f"{re.sub('[^a-z]+', '-', name.lower()).strip('-')}.html"
            page_path.write_text(f"{head}{viewport}<main>{body}</main></html>", "utf-8")
            (arguments.pages / "chart.css").write_text(css, "utf-8")


if __name__ == "__main__":
    main()
