"""A first look at an export nobody described yet: what each column seems to hold, and a profile to begin with.

In: the first rows of a sheet, the profile that fits if one does. Out: a line for each column with masked examples, and YAML. Cells
are only shown by shape, and the text of a header only when it is a word of the code lists: in a table without a header, or with
pupils side by side, it would be a name.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from edu_site.progress.cells import BAD, CLASS, Memo, text_of
from edu_site.progress.headers import Header, Spread, column_names, find_header
from edu_site.progress.job import Job
from edu_site.progress.layouts import Profile
from edu_site.progress.memos import Memos
from edu_site.progress.vocabulary import Names, Vocabulary, vocabulary_of

EXAMPLES = 3
FULL = 0.6  # of the cells of the fullest row
MOST = 0.8  # of the filled cells of a column must be of a kind
PERSON = re.compile(r"[^\W\d_]{2,}(?:[ .-]+[^\W\d_]+\.?){1,3}\.?")
Row = Sequence[Any]
Preview = tuple[list[dict[str, str]], str]


def preview(head: list[Row], profile: Profile | None, job: Job, kind: str, delimiter: str) -> Preview:
    """What is understood of a sheet that begins so, and a profile for it when none fits."""
    layout = profile or Profile(id="new", title=any_title(job), columns=())
    words = vocabulary_of(layout, job.profiles.vocabulary, job.profiles.subjects)
    header = find_header(head, profile, column_names(profile), words) if profile else None
    known = known_words(job, words)
    if header is not None and profile is not None:
        return [described(index, head, header, known, profile) for index in range(header.width)], ""
    first = likely_header(head)
    guesses = [guessed(index, head, first, known, job, layout, words) for index in range(widest(head))]
    return guesses, proposal(guesses, kind, delimiter)


def any_title(job: Job) -> Any:
    return next(iter(job.profiles.profiles.values())).title


def widest(head: list[Row]) -> int:
    return max(map(len, head), default=0)


def known_words(job: Job, words: Vocabulary) -> Names:
    """Header -> field, over all profiles and code lists."""
    columns = [
        (column.field, column.names) for one in job.profiles.profiles.values() for column in (*one.columns, *one.preamble)
    ]
    lists = (("subject", words.subjects), ("term", words.terms), ("month", words.months))
    return Names([*columns, *((name, tuple(names.exact)) for name, names in lists)])


def likely_header(head: list[Row]) -> int:
    """The first row that is nearly as full as the fullest and holds no number: names of columns are words."""
    filled = [[text_of(cell) for cell in row if cell not in ("", None)] for row in head]
    most = max(map(len, filled), default=0)
    words = (n for n, texts in enumerate(filled) if len(texts) >= most * FULL and not any(text.isdecimal() for text in texts))
    return next(words, next((n for n, texts in enumerate(filled) if len(texts) == most), 0))


def cells_of(head: list[Row], index: int, first: int) -> list[Any]:
    return [row[index] for row in head[first:] if len(row) > index and row[index] not in ("", None)]


def described(index: int, head: list[Row], header: Header, known: Names, profile: Profile) -> dict[str, str]:
    """A column of a table whose profile is known."""
    field = next((name for name, place in header.fixed.items() if place == index), "")
    spread = next((one for one in header.spread if one.index == index), None)
    said = [text_of(row[index]) for row in head[header.first : header.last + 1] if len(row) > index]
    label = " / ".join(text for text in said if known.key(text) is not None or (spread is not None and text.isdigit()))
    return line(index, label, field or meaning(spread, profile), cells_of(head, index, header.last + 1))


def meaning(spread: Spread | None, profile: Profile) -> str:
    """What a cell of a spread column is: a mark with these dimensions."""
    if spread is None:
        return "-"
    shown = ", ".join(f"{name}={value}" for name, value in spread.dimensions.items() if name != "date")
    return f"mark ({shown or ', '.join(profile.spread)})"


def line(index: int, label: str, field: str, cells: list[Any]) -> dict[str, str]:
    examples = ", ".join(dict.fromkeys(map(shape, cells[: EXAMPLES * 4])))
    return {"column": str(index + 1), "header": label, "field": field, "cells": examples[:40]}


def shape(cell: Any) -> str:
    """A cell as its shape: 9 for digits, • for letters."""
    return "".join("9" if sign.isdecimal() else "•" if sign.isalpha() else sign for sign in text_of(cell))[:24]


# ---------------------------------------------------------------- guessing


def guessed(
    index: int, head: list[Row], first: int, known: Names, job: Job, layout: Profile, words: Vocabulary
) -> dict[str, str]:
    """A column nobody described, by its header if that is a known word, else by its cells."""
    label = text_of(head[first][index]) if first < len(head) and len(head[first]) > index else ""
    cells = cells_of(head, index, first + 1)
    field = known.key(label) or ""
    if field:
        return line(index, label, field, cells)
    return line(index, "", kind_of_cells(cells, job, layout, words) or "?", cells)


def kinds(job: Job, layout: Profile, words: Vocabulary) -> dict[str, Callable[[Any], bool]]:
    """Field -> whether a cell could be one, the surest first."""
    memos = Memos(job, layout, words)

    def understood(memo: Memo) -> Callable[[Any], bool]:
        return lambda cell: memo[cell] not in (BAD, "")

    return {
        "pupil": lambda cell: re.fullmatch(r"\d{12}", text_of(cell)) is not None,
        "date": lambda cell: re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}", text_of(cell)) is not None,
        "sex": understood(memos.of("sex")),
        "subject": understood(memos.of("subject")),
        "language": understood(memos.of("language")),
        "school_year": understood(memos.of("school_year")),
        "class": lambda cell: (found := CLASS.fullmatch(text_of(cell))) is not None and found[2] != "",
        "mark": understood(memos.mark),
        "term": understood(memos.of("term")),
        "name": lambda cell: PERSON.fullmatch(text_of(cell)) is not None,
    }


def kind_of_cells(cells: list[Any], job: Job, layout: Profile, words: Vocabulary) -> str:
    """The field most cells of a column could be, "" for none."""
    if not cells:
        return ""
    tests = kinds(job, layout, words)
    return next((field for field, test in tests.items() if sum(map(test, cells)) >= MOST * len(cells)), "")


def proposal(guesses: list[dict[str, str]], kind: str, delimiter: str) -> str:
    """A profile as YAML with what could be found out; what could not stands in comments."""
    lines = ["id: new-layout", "title: {kk: Жаңа орналасу, ru: Новая раскладка}", "makes: marks", f"formats: [{kind}]"]
    lines += [f"delimiter: {delimiter!r}"] if delimiter else []
    lines.append("columns:")
    taken: set[str] = set()
    for guess in guesses:
        field, label = guess["field"], guess["header"]
        if field in taken or field in ("?", "ignore", "month", "-"):
            lines.append(f"  # column {guess['column']}: {guess['cells']}".rstrip())
        elif label:
            lines.append(f"  - {{field: {field}, names: [{quoted(label)}]}}")
        else:
            lines.append(f'  - {{field: {field}, names: ["?"]}}  # write the header of column {guess["column"]} here')
        taken.add(field)
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
