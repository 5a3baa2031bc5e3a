"""Data tables and charts: the cells of a CSV file with the dictionary of its columns, in the page's language.

In: `DataTable` and `TableData`. Out: a `Table`, and a `Chart` over the same cells when the record asks for one.
"""

from collections.abc import Iterator

from edu_site.language import Words
from edu_site.model.entries import SourceFile, TableData
from edu_site.model.parts import DataTable, TableColumn
from edu_site.render import blocks
from edu_site.render.views.pieces import Context, file_block


def table_blocks(table: DataTable, data: TableData, file: SourceFile, number: int, context: Context) -> Iterator[blocks.Block]:
    """The chart, when there is one, or the table; each has the download below it."""
    shown = shown_table(table, data, file, f"table-{number}", context)
    if table.chart == "none":
        yield shown
        return
    summary = table.summary.of(context.language) if table.summary else ""
    yield blocks.Chart(table.chart, shown, summary, shown.id, shown.title)


def shown_table(table: DataTable, data: TableData, file: SourceFile, anchor: str, context: Context) -> blocks.Table:
    language, words = context.language, context.words
    columns = [column for column in table.columns if column.only in (None, language)]
    caption = table.caption.of(language)
    rows = tuple(tuple(cell(row[data.header.index(c.name)], c, words) for c in columns) for row in data.rows)
    return blocks.Table(
        caption=caption,
        columns=tuple(column_block(column, context) for column in columns),
        rows=rows,
        source=table.source.of(language) if table.source else "",
        downloads=(file_block(file, caption, None, context),),
        id=anchor,
        title=caption,
    )


def column_block(column: TableColumn, context: Context) -> blocks.Column:
    unit = column.unit.of(context.language) if column.unit else ""
    return blocks.Column(column.title.of(context.language), column.type != "text", unit)


def cell(value: str, column: TableColumn, words: Words) -> blocks.Cell:
    """A number as the language writes it; an empty numeric cell is "no data", never 0."""
    if column.type == "text":
        return blocks.Cell(value)
    if not value:
        return blocks.Cell(words("No data"))
    number = float(value)
    return blocks.Cell(words.number(int(number) if number.is_integer() else number), number)
