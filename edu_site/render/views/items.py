"""The view of an item by its kind.

In: an entry with the texts of one language. Out: `Parts`: what its kind adds to the page all items share.
"""

from collections.abc import Iterator

from edu_site.model.content import Document, Forum, Material, Person, Question, Rating, Report, Seminar, Service, Vacancy
from edu_site.model.entries import Entry
from edu_site.model.plan import ItemSubject
from edu_site.model.texts import (
    ForumTexts,
    ItemTexts,
    MaterialTexts,
    PersonTexts,
    QuestionTexts,
    RatingTexts,
    ReportTexts,
    SeminarTexts,
    ServiceTexts,
    VacancyTexts,
)
from edu_site.render import blocks
from edu_site.render.views.events import forum, seminar
from edu_site.render.views.parts import Block, Parts, items_block
from edu_site.render.views.pieces import Context, fact, file_block
from edu_site.render.views.rating import rating
from edu_site.render.views.records import document, material, person, question, service, vacancy
from edu_site.render.views.tables import table_blocks


def parts_of(subject: ItemSubject, texts: ItemTexts, context: Context) -> Parts:
    """What the kind of the item adds; pages and news add nothing."""
    entry = subject.entry
    match entry.item, texts:
        case Material() as item, MaterialTexts() as said:
            return material(item, said, context)
        case Report() as item, ReportTexts() as said:
            return report(item, said, entry, context)
        case Seminar() as item, SeminarTexts() as said:
            return seminar(item, said, context)
        case Rating() as item, RatingTexts() as said if subject.rating:
            return rating(item, said, subject, subject.rating, context)
        case Service() as item, ServiceTexts() as said:
            return service(item, said, context)
        case Forum() as item, ForumTexts() as said:
            return forum(item, said, context)
        case Document() as item, _:
            return document(item, context)
        case Person() as item, PersonTexts() as said:
            return person(item, said, context)
        case Question() as item, QuestionTexts() as said:
            return question(item, said, context)
        case Vacancy() as item, VacancyTexts() as said:
            return vacancy(item, said, context)
        case _:
            return Parts()


def report(item: Report, texts: ReportTexts, entry: Entry, context: Context) -> Parts:
    words = context.words
    shown = f"{words.date(item.period.start)} – {words.date(item.period.end)}"
    facts = [*fact(words("Reporting period"), shown), *fact(words("Signed by"), texts.signatory)]
    files = {file.name: file for file in entry.files}
    data = {table.file: table for table in entry.tables}
    drawn: list[Block] = []
    for number, table in enumerate(item.tables, start=1):
        drawn += table_blocks(table, data[table.file], files[table.file], number, context)
    corrections = tuple(f"{words.date(c.date)}: {c.text.of(context.language)}" for c in item.corrections)
    drawn += items_block(corrections, words("Corrections"), "corrections")
    return Parts(tuple(facts), after=tuple(drawn))


def attachments(entry: Entry, context: Context) -> Iterator[Block]:
    """Files offered for download, each with its format and size."""
    files = {file.name: file for file in entry.files}
    shown = tuple(
        file_block(files[one.file], one.title.of(context.language), one.language, context)
        for one in entry.item.attachments
        if one.file in files
    )
    if shown:
        yield blocks.Files(shown, "files", context.words("Files to download"))
