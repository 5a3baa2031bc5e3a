"""The view of a rating: places with their intervals, the method, every indicator with its source.

In: the result computed in the plan. Out: `Parts`. A place is never shown without the interval it could lie in.
"""

from edu_site.model.content import Rating
from edu_site.model.plan import ItemSubject, LinkPlan, RatedPlan, RatingResult
from edu_site.model.texts import RatingTexts
from edu_site.render import blocks
from edu_site.render.views import names
from edu_site.render.views.parts import Parts
from edu_site.render.views.pieces import Context, fact, file_block, paragraphs

Rows = tuple[tuple[RatedPlan, LinkPlan], ...]


def rating(item: Rating, texts: RatingTexts, subject: ItemSubject, result: RatingResult, context: Context) -> Parts:
    """Places, what they are made of, indicators, exclusions, how to read it."""
    words = context.words
    links = dict(subject.names)
    rows = tuple((row, links[row.organisation_id]) for row in result.rated if row.organisation_id in links)
    period = f"{words.date(item.period.start)} – {words.date(item.period.end)}"
    facts = (
        *fact(words("Purpose"), texts.purpose),
        *fact(words("Reporting period"), period),
        *fact(words("Normalisation"), words(names.NORMALISATION[item.normalisation])),
        *fact(words("Aggregation"), words(names.AGGREGATION[item.aggregation])),
        *fact(words("Missing data"), texts.missing_rule),
    )
    after: list[blocks.Block] = [places_table(item, rows, subject, context), contributions(item, rows, context)]
    after.append(indicators_table(item, context))
    left_out = tuple(
        blocks.Link(f"{links[e.organisation].title}: {e.reason.of(context.language)}", links[e.organisation].url)
        for e in item.excluded
        if e.organisation in links
    )
    if left_out:
        after.append(blocks.Items(left_out, "bullets", "excluded", words("Not included in the rating")))
    after.append(recompute(result.variants, context))
    return Parts(facts, after=tuple(after))


def places_table(item: Rating, shown: Rows, subject: ItemSubject, context: Context) -> blocks.Table:
    words = context.words
    columns = (
        blocks.Column(words("Organisation of education")),
        blocks.Column(words("Peer group")),
        blocks.Column(words("Rank (place)"), True),
        blocks.Column(words("Rank range"), True),
        blocks.Column(words("Score, points"), True),
        *(blocks.Column(i.title.of(context.language), True, i.unit.of(context.language)) for i in item.indicators),
    )
    rows = tuple(place_row(row, link, context) for row, link in shown)
    files = {file.name: file for file in subject.entry.files}
    caption = words("Places and the values behind them")
    download = file_block(files[item.file], words("Values as a table"), None, context)
    return blocks.Table(caption, columns, rows, downloads=(download,), id="places", title=caption)


def place_row(row: RatedPlan, link: LinkPlan, context: Context) -> tuple[blocks.Cell, ...]:
    words = context.words
    none = words("Not ranked")
    interval = f"{row.low}–{row.high}" if row.low != row.high else str(row.low)
    return (
        blocks.Cell(link.title, url=link.url),
        blocks.Cell(words(names.PEER_GROUP[row.peer_group]) if row.peer_group in names.PEER_GROUP else row.peer_group),
        blocks.Cell(str(row.place) if row.place else none, row.place),
        blocks.Cell(interval if row.place else none, row.low),
        blocks.Cell(words.number(row.score) if row.score is not None else none, row.score),
        *(blocks.Cell(words.number(v) if v is not None else words("No data"), v) for v in row.values),
    )


def contributions(item: Rating, shown: Rows, context: Context) -> blocks.Chart:
    """How much each indicator adds to the score: normalised value times its share of the weights that are present."""
    words = context.words
    columns = (
        blocks.Column(words("Organisation of education")),
        *(blocks.Column(i.title.of(context.language), True, words("points")) for i in item.indicators),
    )
    rows = []
    for row, link in shown:
        total = sum(i.weight for i, v in zip(item.indicators, row.contributions, strict=True) if v is not None)
        cells = [blocks.Cell(link.title, url=link.url)]
        for indicator, value in zip(item.indicators, row.contributions, strict=True):
            part = None if value is None or not total else round(value * indicator.weight / total, 1)
            cells.append(blocks.Cell(words("No data") if part is None else words.number(part), part))
        rows.append(tuple(cells))
    caption = words("What the score is made of")
    table = blocks.Table(caption, columns, tuple(rows))
    return blocks.Chart("stacked", table, "", "contributions", caption)


def indicators_table(item: Rating, context: Context) -> blocks.Table:
    words, language = context.words, context.language
    titles = ("Indicator", "Definition", "Source", "Direction", "Weight (of an indicator)", "Why this weight")
    columns = tuple(blocks.Column(words(title), title.startswith("Weight")) for title in titles)
    total = sum(indicator.weight for indicator in item.indicators)
    rows = tuple(
        (
            blocks.Cell(i.title.of(language)),
            blocks.Cell(i.definition.of(language)),
            blocks.Cell(i.source.of(language)),
            blocks.Cell(words(names.DIRECTION[i.direction])),
            blocks.Cell(f"{words.number(round(100 * i.weight / total))} %", i.weight),
            blocks.Cell(i.rationale.of(language)),
        )
        for i in item.indicators
    )
    caption = words("Indicators and weights")
    return blocks.Table(caption, columns, rows, id="indicators", title=caption)


def recompute(variants: int, context: Context) -> blocks.Paragraphs:
    """How the interval of places was found."""
    text = context.words(
        "The rank range holds the places from the 5th to the 95th percentile over {n} variants of the method: every weight "
        "a quarter larger and smaller, every indicator left out, the other normalisation, the other aggregation. Places "
        "whose ranges overlap do not differ reliably."
    ).format(n=variants)
    return blocks.Paragraphs(paragraphs(text), "method", context.words("How to read the places"))
