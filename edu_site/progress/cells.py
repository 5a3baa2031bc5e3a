"""Single cells as values of the tidy tables: marks by scale and code list, dates, numbers, pupils, classes.

In: a cell as a reader gives it (text, number, date). Out: the text that stands in the tidy table, or a `Fault`. A `Memo` asks
for each different cell of a column once; a million rows have few different cells.
"""

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from edu_site.problems import is_iin
from edu_site.progress.faults import Fault
from edu_site.progress.layouts import Scale
from edu_site.progress.letters import UPPER_LOOKALIKES, clean, folded, masked
from edu_site.progress.vocabulary import Names

Cell = str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
BAD = "\x00"  # stands in a column where a fault is
CLASS = re.compile(r"(\d{1,2})\s*[-–—]?\s*[«\"'„“]?\s*([^\W\d_]?)\s*[»\"'“”]?(?:\s*(?:класс|сынып|кл\.?))?")
CENTURY_AND_SEX = "123456"  # the seventh digit of a citizen of the 19th to 21st century
DATES = {
    "dd.mm.yyyy": (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: г\.?| ж\.?)?"), (2, 1, 0)),
    "yyyy-mm-dd": (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), (0, 1, 2)),
    "dd/mm/yyyy": (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), (2, 1, 0)),
    "mm/dd/yyyy": (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), (2, 0, 1)),
}
FORMULA = re.compile(r"[=@]|[+-](?![\d ]|$)|\t")
AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[,.]\d{3}")
SERIAL = (20_000, 80_000)  # days since 1899-12-30 of the years 1954 to 2119
EPOCHS = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}


class Memo(dict[Any, str]):
    """Cell -> value, filled by `parse` at the first sight of a cell; `faults` and `notices` by cell."""

    def __init__(self, parse: Callable[[Any], str | Fault]) -> None:
        super().__init__()
        self.parse = parse
        self.faults: dict[Any, Fault] = {}

    def __missing__(self, raw: Any) -> str:
        value = self.parse(raw)
        if isinstance(value, Fault):
            self.faults[raw] = value
            value = BAD
        self[raw] = value
        return value


def text_of(cell: Cell) -> str:
    """A cell as clean text; whole numbers without a decimal part."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text: it begins with =, @, a tab, or a sign that is no number's."""
    return len(text) > 1 and FORMULA.match(text) is not None


def wrong(code: str, cell: Cell, **values: str) -> Fault:
    return Fault(code, {"value": masked(text_of(cell)), **values})


def key_of(cell: Cell, names: Names, field: str) -> str | Fault:
    """The key of a code list."""
    text = text_of(cell)
    if is_formula(text):
        return wrong("I42", text, field=field)
    key = names.key(text)
    return key if key is not None else wrong("I19", text, field=field)


# ---------------------------------------------------------------- numbers


def number_of(cell: Cell, field: str, comma: bool) -> float | Fault:
    """A decimal number; `1,234` could be a thousand or a fraction, so nobody guesses."""
    if isinstance(cell, float) and math.isfinite(cell):
        return cell
    text = text_of(cell)
    if is_formula(text):
        return wrong("I42", text, field=field)
    if AMBIGUOUS.fullmatch(text):
        return wrong("I36", text, field=field)
    if "," in text and not comma:
        return wrong("I19", text, field=field)
    if re.fullmatch(r"-?\d{1,9}(?:[.,]\d{1,6})?", text):
        return float(text.replace(",", "."))
    return wrong("I19", text, field=field)


def count_of(cell: Cell, field: str) -> str | Fault:
    """A count: a whole number, not negative; empty stays empty."""
    text = text_of(cell)
    if not text or (text.isascii() and text.isdigit() and len(text) <= 9):
        return text and str(int(text))
    number = number_of(cell, field, True)
    return number if isinstance(number, Fault) else wrong("I19", cell, field=field)


# ---------------------------------------------------------------- marks


@dataclass(frozen=True, slots=True)
class MarkReader:
    """Marks of one scale as `mark,scale,state`, three columns of the tidy table at once."""

    scale: Scale
    states: Names
    comma: bool

    def __call__(self, cell: Cell) -> str | Fault:
        text = text_of(cell)
        if not text:
            return f",{self.shown_scale},not_assessed"
        if isinstance(cell, str) and (state := self.states.key(text)) is not None:
            return f",{self.shown_scale},{state}"
        if isinstance(cell, str) and is_formula(text):
            return wrong("I42", text, field="mark")
        if isinstance(cell, str | float) and not isinstance(cell, bool) and text[:1].isdigit():
            return self.number(cell, text)
        return wrong("I19", text, field="mark")

    @property
    def shown_scale(self) -> str:
        return "5" if self.scale.bands else self.scale.id

    def number(self, cell: Cell, text: str) -> str | Fault:
        value = number_of(cell, "mark", self.comma)
        if isinstance(value, Fault):
            return value if value.code == "I36" else wrong("I19", text, field="mark")
        if not self.scale.low <= value <= self.scale.high:
            return wrong("I19", text, field="mark")
        if self.scale.bands:
            band = next((band for band in self.scale.bands if band.low <= value <= band.high), None)
            return f"{band.mark},5,assessed" if band else wrong("I19", text, field="mark")
        return f"{int(value)},{self.scale.id},assessed" if value.is_integer() else wrong("I19", text, field="mark")


# ---------------------------------------------------------------- pupils


@dataclass(frozen=True, slots=True)
class PupilReader:
    """Pupils as keyed hashes: the same person is the same 16 characters in all exports read with one secret.

    Twelve digits are an IIN, with its check digit; eleven in a number cell are one whose leading zero a spreadsheet took.
    Anything else is a local number of the organisation, or a name, which is only unique in its class.
    """

    secret: bytes
    organisation: str

    def __call__(self, cell: Cell) -> str | Fault:
        if isinstance(cell, float):
            return self.number(cell)
        text = cell if isinstance(cell, str) and cell.isascii() and cell.isdigit() else text_of(cell)
        if len(text) == 12 and text.isdecimal():
            return self.hashed(f"iin:{text}") if text.isascii() and is_iin(text) else Fault("I23")
        if not text:
            return Fault("I40", {"field": "pupil"})
        if is_formula(text):
            return wrong("I42", text, field="pupil")
        if re.fullmatch(r"\d([.,]\d+)?[eEеЕ]\+?\d+", text):
            return Fault("I22")
        return self.hashed(f"id:{self.organisation}:{folded(text)}")

    def number(self, cell: float) -> str | Fault:
        if not cell.is_integer() or cell < 0 or cell >= 1e12:
            return Fault("I22")
        digits = str(int(cell))
        if len(digits) >= 9 and is_iin(digits.zfill(12)):  # born in 2000 to 2009: up to three leading zeros are gone
            return self.hashed(f"iin:{digits.zfill(12)}")
        if len(digits) >= 11:
            return Fault("I23")
        return self.hashed(f"id:{self.organisation}:{digits}")

    def name(self, label: str, cell: Cell) -> str | Fault:
        """A pupil known by name in a class."""
        text = text_of(cell)
        if not text:
            return Fault("I40", {"field": "name"})
        return (
            wrong("I42", text, field="name")
            if is_formula(text)
            else self.hashed(f"name:{self.organisation}:{label}:{folded(text)}")
        )

    def hashed(self, identity: str) -> str:
        return blake2b(identity.encode(), digest_size=8, key=self.secret, person=b"edu-site pupil").hexdigest()


def sex_of_iin(cell: Cell) -> str:
    """ "m" or "f" by the seventh digit of a valid IIN (odd and even, by century), else ""."""
    text = text_of(cell)
    text = text.zfill(12) if isinstance(cell, float) else text
    if len(text) != 12 or not (text.isascii() and text.isdecimal()) or text[6] not in CENTURY_AND_SEX:
        return ""
    return "m" if int(text[6]) % 2 else "f"


# ---------------------------------------------------------------- classes and dates


def class_of(cell: Cell) -> str | Fault:
    """`grade,class`: 7 «Ә» -> `7,7Ә`; a Latin letter that looks Cyrillic is taken for it."""
    text = text_of(cell)
    found = CLASS.fullmatch(text)
    if found is None or not 0 <= int(found[1]) <= 12:
        return wrong("I19", text, field="class")
    letter = found[2].upper().translate(UPPER_LOOKALIKES)
    return f"{int(found[1])},{int(found[1])}{letter}"


def grade_of(cell: Cell) -> str | Fault:
    """`grade,class` of a grade without classes: 7 -> `7,7`."""
    text = text_of(cell)
    if text.isascii() and text.isdigit() and int(text[:3]) <= 12:
        return f"{int(text)},{int(text)}"
    return class_of(cell) if CLASS.fullmatch(text) else wrong("I19", text, field="grade")


def date_of(cell: Cell, formats: tuple[str, ...], epoch_1904: bool = False) -> dt.date | Fault:
    """A date in one of the declared formats; a spreadsheet's serial number is one too (`is_serial` says so)."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if (days := is_serial(cell)) is not None:
        return EPOCHS[epoch_1904] + dt.timedelta(days=days)
    text = text_of(cell)
    for name in formats:
        pattern, order = DATES[name]
        if found := pattern.fullmatch(text):
            try:
                return dt.date(*(int(found.groups()[place]) for place in order))
            except ValueError:
                return wrong("I20", text, formats=", ".join(formats))
    return wrong("I20", text, formats=", ".join(formats))


def is_serial(cell: Cell) -> int | None:
    """Days of a date that a spreadsheet wrote as its number."""
    text = text_of(cell) if isinstance(cell, str | float) and not isinstance(cell, bool) else ""
    return int(text) if re.fullmatch(r"\d{5}", text) and SERIAL[0] <= int(text) <= SERIAL[1] else None
