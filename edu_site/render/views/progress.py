"""The pages of progress and attendance: bands as words, hidden figures with their reason, how everything was made.

In: a `ProgressSubject`. Out: the blocks of a page. `shown_cell` is the only place that writes a figure; nothing here computes one.
"""

from collections.abc import Iterator

from edu_site.language import Words
from edu_site.model.plan import HomeSubject
from edu_site.model.progress import FigureLine, FigureTable, Headline, IndicatorText, ProgressSubject, ReleasePlan
from edu_site.model.safe import Band, Cell, NotApplicable, Suppressed, Value
from edu_site.plan.figure_files import FIELD_TITLES, TABLE_TITLES
from edu_site.plan.progress import PART_TITLES
from edu_site.render import blocks
from edu_site.render.views import names
from edu_site.render.views.parents import parents
from edu_site.render.views.pieces import Context, day, external

Block = blocks.Block

PERCENT = 100
MARK_PLACES = 2  # of a mean mark, in both ends of a band
HIDDEN_WORDS = {
    "small_group": "Hidden: group too small",
    "few_organisations": "Hidden: too few organisations",
    "complement": "Hidden: would give another figure away",
    "policy": "Hidden: not published",
}
WHY_HIDDEN = {
    "small_group": (
        "Behind this figure stand fewer pupils than the smallest group that may be shown. In so small a group a percentage "
        "would tell something about single children: whoever knows the class could work out whose mark it is."
    ),
    "few_organisations": (
        "Only one or two organisations stand behind this figure. A sum over them would tell each of them the other's figure, "
        "so it is not shown."
    ),
    "complement": (
        "This figure itself would tell nothing about a child, but together with its neighbours in the table it would give away "
        "another one that is hidden. So it is hidden too."
    ),
    "policy": "The policy of publication does not show this figure at this level of detail.",
}
ABOUT_BANDS = (
    "Instead of an exact number a band is shown: the true value lies inside it. The smaller the group, the wider the band, and the "
    "ends 0 % and 100 % are never shown alone. So nobody can work out the marks of a single child, while the picture stays right."
)
SEXES = {"f": "Girls", "m": "Boys"}
CHARTS: dict[str, tuple[str, tuple[str, ...]]] = {  # table -> style, what is drawn; the rest stays a table
    "trend": ("line", ("progress", "quality_marks", "progress_pupils", "quality_pupils")),
    "comparison": ("bars", ("progress", "quality_marks", "attendance")),
    "subjects": ("bars", ("progress", "quality_marks")),
    "grades": ("columns", ("progress_pupils", "quality_pupils")),
    "attendance": ("line", ("attendance",)),
}
KEY_CARDS = ("progress", "quality_marks", "mean_mark", "attendance")
ON_HOME = ("progress", "quality_marks", "attendance")


# ---------------------------------------------------------------- one figure
HOW_TO_CHECK = (
    "Certificates are signed off by those who answer for the figures; the table names them. To check a signature, save the table, "
    "the certificate and the signature from this page into one folder and run: edu-site audit FOLDER --key KEY. Take the public key "
    "from those who signed, not from this site: the number shown here only tells keys apart."
)


def shown_cell(cell: Cell | None, unit: str, words: Words) -> blocks.Cell:
    """A figure as a reader sees it; the number behind a band is its middle, and there is none behind a hidden figure."""
    match cell:
        case Band(low=low, high=high):
            return blocks.Cell(shown_band(low, high, unit, words), round((low + high) / 2, 2))
        case Value(value=value):
            return blocks.Cell(shown_number(value, unit, words), value)
        case Suppressed(reason=reason):
            return blocks.Cell(words(HIDDEN_WORDS[reason]))
        case NotApplicable():
            return blocks.Cell(words("Not assessed here"))
        case _:
            return blocks.Cell(words("No data"))


def shown_band(low: float, high: float, unit: str, words: Words) -> str:
    """«60–65 %», «≥ 95 %» for a band that reaches 100, «3,80–4,00» for marks."""
    if unit == "percent" and high >= PERCENT:
        return f"≥ {shown_number(low, unit, words)}"
    if unit == "percent" and low <= 0:
        return f"≤ {shown_number(high, unit, words)}"
    if low == high:
        return shown_number(low, unit, words)
    return f"{shown_number(low, '' if unit == 'percent' else unit, words)}–{shown_number(high, unit, words)}"


def shown_number(value: float, unit: str, words: Words) -> str:
    if unit == "mark":
        return words.number(value, MARK_PLACES)
    shown = words.number(int(value) if float(value).is_integer() else round(value, 2))
    return f"{shown}\u00a0%" if unit == "percent" else shown


def period_text(school_year: str, term: str, words: Words) -> str:
    """«2025–2026, 4-тоқсан»."""
    named = words("the year") if term == "Y" else words("quarter {n}").format(n=term[1:])
    return f"{school_year.replace('-', '–')}, {named}"


# ---------------------------------------------------------------- pages


def progress_view(subject: ProgressSubject, context: Context) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks above and below the body of a page of the section."""
    before = (key_figures(subject, context),) if subject.part == "overview" else ()
    after: list[Block] = []
    if subject.part == "parents":
        after += parents(subject, context)
    if subject.part == "method":
        after += method(subject, context)
    for table in subject.tables:
        after += table_blocks(table, subject, context)
        if table.id in ("peers", "same-level"):
            after += peer_counts(subject, context)
    after += why_hidden(subject, context)
    after.append(more_pages(subject, context))
    after.append(about(subject, context))
    return tuple(block for block in before if block.figures), tuple(after)


def notices(subject: ProgressSubject, context: Context) -> tuple[blocks.Notice, ...]:
    """Figures of the demonstration say so on every page."""
    if not subject.headline.synthetic:
        return ()
    text = context.words("The figures were computed from records of invented pupils; no real child stands behind them.")
    return (blocks.Notice("demonstration", context.words("Synthetic data"), text),)


def indicator(subject: ProgressSubject | HomeSubject, name: str) -> IndicatorText | None:
    return next((one for one in subject.indicators if one.id == name), None)


def unit_of(subject: ProgressSubject | HomeSubject, name: str) -> str:
    found = indicator(subject, name)
    return found.unit if found else "percent"


def name_of(subject: ProgressSubject | HomeSubject, name: str, context: Context) -> str:
    found = indicator(subject, name)
    return found.name.of(context.language) if found else name


def key_figures(subject: ProgressSubject, context: Context) -> blocks.KeyFigures:
    """The latest term in a few numbers, and how many learn here."""
    figures = list(cards(subject.headline, subject, KEY_CARDS, "", context))
    if subject.headline.enrolment is not None:
        words = context.words
        figures.append(blocks.KeyFigure(words.number(subject.headline.enrolment), words("Learners"), words("rounded to 5")))
    return blocks.KeyFigures(tuple(figures), "key-figures", context.words("Key figures"))


def cards(
    headline: Headline, subject: ProgressSubject | HomeSubject, wanted: tuple[str, ...], url: str, context: Context
) -> Iterator[blocks.KeyFigure]:
    period = period_text(headline.school_year, headline.term, context.words)
    for name in wanted:
        cell = headline.cell(name)
        if isinstance(cell, (Band, Value, Suppressed)):
            shown = shown_cell(cell, unit_of(subject, name), context.words)
            hidden = isinstance(cell, Suppressed)
            note = f"{period}. {shown.text}" if hidden else period
            yield blocks.KeyFigure(
                "—" if hidden else shown.text.replace("–", "–\u2060"), name_of(subject, name, context), note, url
            )


def on_home(subject: HomeSubject, context: Context) -> Iterator[blocks.KeyFigures]:
    """Cards for the home page, with the way to the section; none where all figures are hidden."""
    headline = subject.headline
    shown = tuple(name for name in ON_HOME if headline is not None and isinstance(headline.cell(name), (Band, Value)))
    if headline is not None and shown:
        figures = tuple(cards(headline, subject, shown, "progress/", context))
        yield blocks.KeyFigures(figures, "progress", context.words("Progress and attendance"))


def table_blocks(table: FigureTable, subject: ProgressSubject, context: Context) -> Iterator[Block]:
    """A chart of what can be compared at a glance, and a table of the rest; the files stand below the last of them."""
    style, wanted = CHARTS.get(table.id, ("", ()))
    title = context.words(TABLE_TITLES[table.id])
    seen = {name for n, name in enumerate(table.indicators) if any(is_shown(line.cells[n]) for line in table.lines)}
    if not seen:
        yield blocks.Paragraphs((context.words("All these figures are hidden; the reason stands below."),), table.id, title)
        yield blocks.Files(downloads(table, title, context))
        return
    drawn = tuple(name for name in table.indicators if name in wanted and name in seen)
    rest = tuple(name for name in table.indicators if name not in drawn)
    if drawn:
        shown = shown_table(table, drawn, table.id, title, subject, context, last=not rest)
        note = context.words("The chart shows the middle of each band; the numbers are the bands themselves.")
        yield blocks.Chart(style, shown, note, table.id, title)  # type: ignore[arg-type]
    if rest:
        more = f"{title}: {context.words('other indicators')}" if drawn else title
        anchor = f"{table.id}-more" if drawn else table.id
        yield shown_table(table, rest, anchor, more, subject, context, last=True)


def is_shown(cell: Cell | None) -> bool:
    return isinstance(cell, (Band, Value))


def downloads(table: FigureTable, title: str, context: Context) -> tuple[blocks.File, ...]:
    return tuple(blocks.File(title, file.url, file.format, context.words.size(file.size)) for file in table.files)


def shown_table(
    table: FigureTable,
    wanted: tuple[str, ...],
    anchor: str,
    title: str,
    subject: ProgressSubject,
    context: Context,
    *,
    last: bool,
) -> blocks.Table:
    words = context.words
    places = [table.indicators.index(name) for name in wanted]
    units = [unit_of(subject, name) for name in wanted]
    columns = tuple(blocks.Column(name_of(subject, name, context), True) for name in wanted)
    rows = tuple(
        (label(table, line, context), *(shown_cell(line.cells[n], unit, words) for n, unit in zip(places, units, strict=True)))
        for line in table.lines
    )
    caption = title
    if table.kind != "term":
        caption = f"{title}. {period_text(subject.school_year, subject.term, words)}"
    files = downloads(table, words(TABLE_TITLES[table.id]), context) if last else ()
    return blocks.Table(
        caption, (blocks.Column(words(FIELD_TITLES[table.kind])), *columns), rows, downloads=files, id=anchor, title=title
    )


def label(table: FigureTable, line: FigureLine, context: Context) -> blocks.Cell:
    """The first cell of a row."""
    words = context.words
    match table.kind:
        case "term":
            school_year, term = line.label.split(" ")
            return blocks.Cell(period_text(school_year, term, words))
        case "subject":
            return blocks.Cell(context.subject(line.label))
        case "grade":
            return blocks.Cell(words("Grade {grades}").format(grades=line.label))
        case "language":
            return blocks.Cell(words(names.LANGUAGE[line.label]))
        case "sex":
            return blocks.Cell(words(SEXES[line.label]))
        case _:
            return blocks.Cell(line.name, url=line.url)


def peer_counts(subject: ProgressSubject, context: Context) -> Iterator[Block]:
    """How many of the same kind and size are clearly above or below; bands that overlap do not differ reliably."""
    words = context.words
    if not subject.peers:
        return
    compared = (blocks.Column(words(title), True) for title in ("Higher", "No reliable difference", "Lower"))
    columns = (blocks.Column(words("Indicator")), *compared)
    rows = tuple(
        (
            blocks.Cell(name_of(subject, one.indicator, context)),
            *(blocks.Cell(words.number(count), count) for count in (one.higher, one.overlapping, one.lower)),
        )
        for one in subject.peers
    )
    caption = words("How many of these organisations are higher or lower")
    note = words("Organisations whose bands overlap do not differ reliably.")
    yield blocks.Table(caption, columns, rows, note=note, id="peer-counts", title=caption)


def why_hidden(subject: ProgressSubject, context: Context) -> Iterator[Block]:
    """In plain words why figures of this page are hidden, and how to read a band."""
    words = context.words
    cells = [cell for table in subject.tables for line in table.lines for cell in line.cells]
    cells += [row.cell for row in subject.headline.rows] if subject.part == "overview" else []
    if not cells and subject.part != "method":
        return
    yield blocks.Paragraphs((words(ABOUT_BANDS),), "bands", words("How to read the figures"))
    present = {cell.reason for cell in cells if isinstance(cell, Suppressed)}
    reasons = tuple(WHY_HIDDEN) if subject.part == "method" else tuple(reason for reason in WHY_HIDDEN if reason in present)
    if reasons:
        texts = tuple(f"{words(HIDDEN_WORDS[reason])}. {words(WHY_HIDDEN[reason])}" for reason in reasons)
        yield blocks.Paragraphs(texts, "hidden", words("Why is this hidden?"))


def more_pages(subject: ProgressSubject, context: Context) -> blocks.Items:
    links = tuple(blocks.Link(context.words(PART_TITLES[part]), url) for part, url in subject.parts)
    return blocks.Items(links, "bullets", "more", context.words("More on progress and attendance"))


# ---------------------------------------------------------------- method


def method(subject: ProgressSubject, context: Context) -> Iterator[Block]:
    """Definitions of all indicators, and the releases with their files."""
    words, language = context.words, context.language
    meanings = tuple(
        blocks.Fact(one.name.of(language), (blocks.Link(one.definition.of(language)),)) for one in subject.indicators
    )
    if meanings:
        yield blocks.Facts(meanings, "indicators", words("Indicators"))
    text = (
        words("Marks and missed lessons come from the exports of e-journals. They are counted where they may be kept, and only "
              "protected figures leave that place: this site has never held a mark of a single pupil."),
        words("Counts are added up from class to organisation, district, region and republic; percentages are never averaged. A "
              "closed term does not change; a mistake is put right by a dated correction that says what and why."),
        words("Figures are made of the quarter marks of schools. Kindergartens give no marks and colleges teach in half-years: for them "
              "nothing is computed, they count in no sum, and their sites have no such section."),
        words("Before a release a program attacks it: it tries to narrow every band by sums, differences and earlier releases. If "
              "it succeeds once, nothing is published. The certificate tells the result and can be checked again by anyone."),
    )  # fmt: skip
    yield blocks.Paragraphs(text, "method", words("Methodology"))
    yield releases(subject, context)
    if any(one.signature_url for one in subject.releases):
        yield blocks.Paragraphs((words(HOW_TO_CHECK),), "signatures", words("Who signed the certificates"))


def releases(subject: ProgressSubject, context: Context) -> blocks.Table:
    words = context.words
    signed = any(one.signature_url for one in subject.releases)
    columns = tuple(blocks.Column(words(title)) for title in ("Release", "Date", "Correction", "Certificate", "Signature"))
    columns = columns if signed else columns[:-1]
    rows = []
    for one in subject.releases:
        release = one.release
        reason = release.reason_kk if context.language == "kk" else release.reason_ru
        told = f"{release.corrects}: {reason}".strip(": ") if release.corrects else "—"
        certificate = blocks.Cell("JSON", url=one.certificate_url) if one.certificate_url else blocks.Cell("—")
        cells = (
            blocks.Cell(release.id, url=one.table_url),
            blocks.Cell(words.date(release.date)),
            blocks.Cell(told),
            certificate,
        )
        rows.append((*cells, signature(one, words)) if signed else cells)
    return blocks.Table(words("Releases"), columns, tuple(rows), id="releases", title=words("Releases"))


def signature(one: ReleasePlan, words: Words) -> blocks.Cell:
    """Who signed a certificate off, with the file that proves it."""
    if not one.signature_url:
        return blocks.Cell("—")
    return blocks.Cell(words("{name}, key {key}").format(name=one.signed_by, key=one.key_id), url=one.signature_url)


def about(subject: ProgressSubject, context: Context) -> blocks.Facts:
    """Period, method, versions and digests: what is needed to check the page."""
    words, last = context.words, subject.releases[0]
    method_url = dict(subject.parts).get("method", "")
    facts = [
        blocks.Fact(words("Reporting period"), (blocks.Link(period_text(subject.school_year, subject.term, words)),)),
        blocks.Fact(words("Methodology"), (blocks.Link(words(PART_TITLES["method"]), method_url),)),
        blocks.Fact(words("Release"), (blocks.Link(last.release.id, last.table_url),)),
        blocks.Fact(words("Published"), (), day(last.release.date, words)),
        blocks.Fact(words("Rules of calculation, version"), (blocks.Link(subject.rules_version),)),
        blocks.Fact(words("Policy of publication, digest"), (blocks.Link(subject.policy_digest[:12]),)),
        blocks.Fact(words("Source data, digest"), (blocks.Link(subject.source_digest[:12]),)),
    ]
    if last.certificate_url:
        facts.append(blocks.Fact(words("Certificate"), (blocks.Link("certificate.json", last.certificate_url),)))
    package = blocks.Link(words("Data package with a dictionary"), subject.package_url, external=external(subject.package_url))
    facts.append(blocks.Fact(words("Open data"), (package,)))
    return blocks.Facts(tuple(facts), "about", words("About these figures"))
