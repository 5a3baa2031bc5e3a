"""What is wrong with the input, where, and what to do about it.

A stage collects `Problem` values and returns them beside its result; nothing is raised for a user's fault. The text of
a problem comes from its code, in Kazakh, Russian or English, whichever the one who prints it translates to. Reports are read
on screens and kept in logs, so no problem carries a personal number or a character that changes what a line looks like.
"""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import mul

from edu_site.codes import CODES, Severity

Translate = Callable[[str], str]

# twelve digits that stand alone, or in the two groups of six in which people write them
IIN = re.compile(r"(?<!\d)(?<!\d-)\d{6}[ \u00a0]?\d{6}(?!\d)(?!-\d)")
WEIGHTS = (tuple(range(1, 12)), (*range(3, 12), 1, 2))
# The same in the bytes of a text without its letters: most texts hold none, which is told sooner there. Left out is what no decimal
# digit begins with in UTF-8: letters, dashes, quotes, the space that does not break
WITHOUT_DIGITS = bytes(range(0x41, 0xD9)) + b"\xe2"
TWELVE_DIGITS = re.compile(rb"[0-9][0-9]{5} ?[0-9]{6}")
NUMBER_LENGTH = 12
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def check_digit(digits: str) -> int | None:
    """The twelfth digit of an IIN or BIN by its first eleven; None when no such number exists (DOMAIN: codes)."""
    codes = digits.encode(
        "ascii"
    )  # of "0" to "9": each row of weights adds up to 66, so what all codes have too much is nothing modulo 11
    for row in WEIGHTS:
        rest: int = sum(map(mul, row, codes)) % 11
        if rest != 10:
            return rest
    return None


def is_iin(number: str) -> bool:
    """Twelve digits that are a valid personal number: a date of birth, fifth digit 0 to 3, a right check digit."""
    if number[4] not in "0123" or check_digit(number[:11]) != int(number[11]):
        return False
    return is_day(number[:6])


@lru_cache(4_096)
def is_day(digits: str) -> bool:
    """Whether six digits are the year, month and day of a date; pupils share their birthdays."""
    try:
        dt.date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True


def personal_numbers(text: str) -> Iterator[tuple[int, str]]:
    """Where valid personal numbers begin in a text, and what may be shown of each."""
    for found in IIN.finditer(text) if may_hold_numbers(text) else ():
        if is_iin(digits := digits_of(found.group())):
            yield found.start(), masked(digits)


def may_hold_numbers(text: str) -> bool:
    """False only for a text without twelve digits in a row; digits that are not ASCII leave bytes that are not."""
    return len(text) >= NUMBER_LENGTH and may_hold_numbers_in(text.encode("utf-8", "surrogatepass"))


def may_hold_numbers_in(data: bytes) -> bool:
    """The same of a text in UTF-8."""
    rest = data.translate(None, WITHOUT_DIGITS)
    return not rest.isascii() or TWELVE_DIGITS.search(rest) is not None


def digits_of(text: str) -> str:
    """The decimal digits of any script as ASCII."""
    return "".join(str(int(character)) for character in text if character.isdecimal())


def masked(number: str) -> str:
    return "•" * (len(number) - 2) + number[-2:]


def presentable(text: str) -> str:
    """A text of a stranger as a report may hold it: personal numbers masked, control characters written out."""

    def hidden(found: re.Match[str]) -> str:
        digits = digits_of(found.group())
        return masked(digits) if is_iin(digits) else found.group()

    return UNPRINTABLE.sub(lambda found: ascii(found.group())[1:-1], IIN.sub(hidden, text))


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file: path relative to the project's root; line and column count from 1, 0 is the whole file."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


SPOKEN = ("reason", "what")  # values that are words of ours, and so are translated too


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `code` is a key of `CODES`; `values` fill the `{name}` fields of its message and hint."""

    where: Where
    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    organisation_id: str = ""

    def __post_init__(self) -> None:
        where = Where(presentable(self.where.path), self.where.line, self.where.column)
        object.__setattr__(self, "where", where)
        object.__setattr__(self, "values", {name: presentable(value) for name, value in self.values.items()})

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity

    def text(self, translate: Translate) -> str:
        """The message in the language of `translate`."""
        values = {name: translate(value) if name in SPOKEN else value for name, value in self.values.items()}
        return translate(CODES[self.code].message).format_map(values)

    def hint_text(self, translate: Translate) -> str:
        """The hint in the language of `translate`, empty when there is none or nothing is near what was written."""
        hint = CODES[self.code].hint if self.values.get("nearest") not in ("", "-") else ""
        return translate(hint).format_map(self.values) if hint else ""

    def line(self, translate: Translate) -> str:
        """`path:line:column: CODE message (hint)`, the one format of the house."""
        hint = self.hint_text(translate)
        return f"{self.where}: {self.code} {self.text(translate)}" + (f" ({hint})" if hint else "")

    @property
    def key(self) -> tuple[Where, str, tuple[tuple[str, str], ...]]:
        """What makes a finding this one: the same finding is told once."""
        return (self.where, self.code, tuple(sorted(self.values.items())))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by place, then code: the order of work does not show."""
    unique = {problem.key: problem for problem in problems}
    return tuple(unique[key] for key in sorted(unique))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether anything stops a site."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def nearest(name: str, names: Iterable[str]) -> str:
    """The most similar of `names`, "" when none is similar."""
    found = difflib.get_close_matches(name.lower(), sorted(names), n=1, cutoff=0.55)
    return found[0] if found else ""
