"""Words, dates, numbers and plurals in Kazakh, Russian and English: gettext catalogues and CLDR through Babel.

In: a language. Out: a `Words` value with everything needed to speak it. Message ids are English; the catalogues are
`edu_site/translations/{kk,ru}.po`. English needs no catalogue.
"""

import datetime as dt
import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

Speech = Literal["kk", "ru", "en"]
FOLDER = Path(__file__).parent / "translations"
KILOBYTE = 1024
DATES_KEPT = 4096  # the same days stand on many pages


class Words:
    """One language's words. Calling it translates a message id; an unknown id stays English."""

    def __init__(self, language: Speech) -> None:
        self.language = language
        self.locale = Locale.parse(language)
        self.singular, self.forms, self.rule = catalogue(language)

    def __call__(self, message: str) -> str:
        return self.singular.get(message, message)

    def plural(self, one: str, many: str, number: int) -> str:
        """The form for `number`, which fills `{n}`; `one` is the message id."""
        forms = self.forms.get(one)
        text = forms[min(self.rule(number), len(forms) - 1)] if forms else (one if number == 1 else many)
        return text.format(n=self.number(number))

    def number(self, value: float, places: int | None = None) -> str:
        """With as many decimal places as the value has (three at most), or with just so many."""
        return format_decimal(value, None if places is None else f"#,##0.{'0' * places}", self.locale)

    def date(self, day: dt.date) -> str:
        """A date in words: 2 қараша 2026 ж. / 2 ноября 2026 г."""
        return long_date(dt.date(day.year, day.month, day.day), self.locale)  # equal times may be written on different days

    def moment(self, moment: dt.datetime) -> str:
        """Date and time as written where it happens, without seconds."""
        return f"{self.date(moment)}, {self.time(moment)}"

    def time(self, moment: dt.datetime) -> str:
        return clock_time(dt.time(moment.hour, moment.minute), self.locale)

    def month(self, day: dt.date) -> str:
        return format_date(day, "LLL", locale=self.locale).rstrip(".")

    def size(self, size: int) -> str:
        """A file's size in the unit a reader expects: bytes, КБ, МБ."""
        if size < KILOBYTE:
            return f"{size} {self('B')}"
        if size < KILOBYTE * KILOBYTE:
            return f"{self.number(round(size / KILOBYTE))} {self('KB')}"
        return f"{self.number(round(size / KILOBYTE / KILOBYTE, 1))} {self('MB')}"


@lru_cache(maxsize=DATES_KEPT)
def long_date(day: dt.date, locale: Locale) -> str:
    return format_date(day, "long", locale=locale)


@lru_cache(maxsize=DATES_KEPT)
def clock_time(time: dt.time, locale: Locale) -> str:
    return format_time(time, "HH:mm", locale=locale)


Forms = dict[str, tuple[str, ...]]
ENTRY = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?)[ ]+("(?:[^"\\]|\\.)*"(?:\n"(?:[^"\\]|\\.)*")*)$', re.M)
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPE = re.compile(r"\\(.)")
ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


def messages(text: str) -> tuple[dict[str, str], Forms]:
    """Singular messages and plural forms of a catalogue as gettext writes it; those without a translation are left out."""
    singular: dict[str, str] = {}
    forms: Forms = {}
    message = ""
    for keyword, quoted in ENTRY.findall(text):
        said = "".join(unescaped(part) for part in QUOTED.findall(quoted))
        if keyword == "msgid":
            message = said
        elif keyword == "msgstr" and message and said:
            singular[message] = said
        elif keyword.startswith("msgstr["):
            forms[message] = (*forms.get(message, ()), said)
    return singular, {one: said for one, said in forms.items() if any(said)}


def unescaped(text: str) -> str:
    return ESCAPE.sub(lambda found: ESCAPED.get(found[1], found[1]), text) if "\\" in text else text


@cache
def catalogue(language: Speech) -> tuple[dict[str, str], Forms, Callable[[int], int]]:
    """Singular messages, plural forms and the plural rule of a catalogue."""
    if language == "en":
        return {}, {}, lambda number: int(number != 1)
    singular, forms = messages((FOLDER / f"{language}.po").read_text(encoding="utf-8"))
    rule = Locale.parse(language).plural_form
    order = list(rule.tags) if language == "kk" else ["one", "few", "many"]
    names = ["one", "other"] if language == "kk" else order
    return singular, forms, lambda number: names.index(rule(number)) if rule(number) in names else len(names) - 1


@cache
def words(language: Speech) -> Words:
    """The one `Words` of a language."""
    return Words(language)
