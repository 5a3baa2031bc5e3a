"""The page for parents: what marks mean, how a quarter mark is made, when terms are, where one's own child's marks are.

In: a `ProgressSubject` with the calendar and the rules of assessment. Out: blocks. Marks of single pupils are in the e-journal behind a password, never here.
"""

from collections.abc import Iterator

from edu_site.model.progress import Assessment, Calendar, ProgressSubject
from edu_site.render import blocks
from edu_site.render.views.pieces import Context

Block = blocks.Block

JOURNAL_STEPS = (
    "Open the school's e-journal by the link above.",
    "Sign in with the account the class teacher has given you; nobody else may use it.",
    "Choose your child: you see marks, missed lessons, homework and the timetable.",
    "If something is wrong or you cannot sign in, turn to the class teacher.",
)


def parents(subject: ProgressSubject, context: Context) -> Iterator[Block]:
    """Everything the page holds."""
    yield from journal(context)
    if subject.assessment is not None:
        yield from assessment(subject.assessment, context)
    if subject.calendar is not None:
        yield calendar(subject.calendar, context)


def assessment(rules: Assessment, context: Context) -> Iterator[Block]:
    """Marks and percents, the works of a quarter, since when the rules hold and where they are from."""
    words, language = context.words, context.language
    intro = words(
        "In grade 1 no marks are given. From grade 2 on every quarter ends with a mark from 2 to 5 in each subject, and the year with "
        "a year mark. A percentage becomes a mark like this:"
    )
    yield blocks.Paragraphs((intro,), "marks", words("What the marks mean"))
    columns = tuple(blocks.Column(words(title)) for title in ("Mark", "In words", "Percent of points"))
    rows = tuple(
        (blocks.Cell(str(one.mark)), blocks.Cell(one.name.of(language)), blocks.Cell(f"{one.least}–{one.most}\u00a0%"))
        for one in rules.scale
    )
    since = words("In force from {date}. Source: {source}.").format(
        date=words.date(rules.valid_from), source=rules.source.of(language)
    )
    yield blocks.Table(words("Marks and percents"), columns, rows, note=since, id="scale")
    columns = tuple(blocks.Column(words(title)) for title in ("Work", "Share of the quarter mark", "What it is"))
    rows = tuple(
        (blocks.Cell(one.name.of(language)), blocks.Cell(f"{one.share}\u00a0%"), blocks.Cell(one.about.of(language)))
        for one in rules.works
    )
    title = words("How a quarter mark is made")
    note = words(
        "The rules of assessment in force decide; subjects without a quarter work are counted otherwise. Ask the teacher."
    )
    yield blocks.Table(title, columns, rows, note=note, id="quarter-mark", title=title)


def journal(context: Context) -> Iterator[Block]:
    """The way to the e-journal of this organisation; above schools, where each school's address stands."""
    words, record = context.words, context.site.organisation.record
    private = words("Marks of single pupils are not published on this site. You see those of your own child in the e-journal.")
    title = words("Marks of my child")
    if not record.ejournal:
        every = words("The address of the e-journal stands on the site of each school, on the page with its contacts.")
        yield blocks.Paragraphs((private, every), "journal", title)
        return
    yield blocks.Paragraphs((private,), "journal", title)
    address = record.ejournal.removeprefix("https://").rstrip("/")
    yield blocks.Facts((blocks.Fact(words("E-journal"), (blocks.Link(address, record.ejournal, external=True),)),))
    yield blocks.Items(
        tuple(blocks.Link(words(step)) for step in JOURNAL_STEPS), "steps", "steps", words("How to see the marks")
    )


def calendar(found: Calendar, context: Context) -> blocks.Table:
    """Terms and breaks in the order of time."""
    words, language = context.words, context.language
    columns = (blocks.Column(words("Term")), blocks.Column(words("First day")), blocks.Column(words("Last day")))
    periods = sorted((*found.terms, *found.breaks), key=lambda one: one.start)
    rows = tuple(
        (blocks.Cell(one.name.of(language)), blocks.Cell(words.date(one.start)), blocks.Cell(words.date(one.end)))
        for one in periods
    )
    title = f"{words('Term calendar')}. {found.name.of(language)}"
    return blocks.Table(title, columns, rows, id="calendar", title=title)
