"""The page for parents: what marks mean, how a quarter mark is made, when terms are, where one's own child's marks are.

In: a `ProgressSubject` with the calendar. Out: blocks. Marks of single pupils are in the e-journal behind a password, never here.
"""

from collections.abc import Iterator

from edu_site.model.progress import Calendar, ProgressSubject
from edu_site.render import blocks
from edu_site.render.views.pieces import Context

Block = blocks.Block

MARK_WORDS = (
    ("5", "Excellent", "85–100 %"),
    ("4", "Good", "65–84 %"),
    ("3", "Satisfactory", "40–64 %"),
    ("2", "Unsatisfactory", "0–39 %"),
)
WORKS_OF_A_QUARTER = (
    ("Formative assessment", "25 %", "Work during the lessons, over the whole quarter"),
    ("Summative assessment for a unit", "25 %", "Work at the end of each unit"),
    ("Summative assessment for a quarter", "50 %", "Work at the end of the quarter"),
)
JOURNAL_STEPS = (
    "Open the school's e-journal by the link above.",
    "Sign in with the account the class teacher has given you; nobody else may use it.",
    "Choose your child: you see marks, missed lessons, homework and the timetable.",
    "If something is wrong or you cannot sign in, turn to the class teacher.",
)


def parents(subject: ProgressSubject, context: Context) -> Iterator[Block]:
    """Everything the page holds."""
    words = context.words
    yield from journal(context)
    intro = words(
        "In grade 1 no marks are given. From grade 2 on every quarter ends with a mark from 2 to 5 in each subject, and the year with "
        "a year mark. A percentage becomes a mark like this:"
    )
    yield blocks.Paragraphs((intro,), "marks", words("What the marks mean"))
    columns = tuple(blocks.Column(words(title)) for title in ("Mark", "In words", "Percent of points"))
    rows = tuple((blocks.Cell(mark), blocks.Cell(words(name)), blocks.Cell(percent)) for mark, name, percent in MARK_WORDS)
    yield blocks.Table(words("Marks and percents"), columns, rows, id="scale")
    columns = tuple(blocks.Column(words(title)) for title in ("Work", "Share of the quarter mark", "What it is"))
    rows = tuple(
        (blocks.Cell(words(name)), blocks.Cell(share), blocks.Cell(words(text))) for name, share, text in WORKS_OF_A_QUARTER
    )
    title = words("How a quarter mark is made")
    note = words(
        "The rules of assessment in force decide; subjects without a quarter work are counted otherwise. Ask the teacher."
    )
    yield blocks.Table(title, columns, rows, note=note, id="quarter-mark", title=title)
    if subject.calendar is not None:
        yield calendar(subject.calendar, context)


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
