"""What in a text is about a private person: numbers, telephones, addresses of mail, lists of pupils with their marks.

In: a text, and what of it may be public. Out: `Finding` values with their place and a masked form, never the value itself. Pure
and quick, because it is asked about every text, every attached file and every finished page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from edu_site.problems import digits_of, masked, personal_numbers

Kind = Literal["number", "phone", "email", "pupils"]
CODES: dict[Kind, str] = {"number": "P01", "phone": "P02", "email": "P03", "pupils": "P04"}
ROWS = 3  # of names with marks make a list
MARKS = 3  # in a row tell of a journal by themselves; fewer need a word of the school beside them

# Codes of mobile networks in Kazakhstan: a landline belongs to a house, a mobile telephone to a person.
MOBILE = r"7(?:0[0-8]|47|5[01]|6[0-4]|7[15-8])[\s)\u2011-]{0,3}\d{3}[\s\u2011-]?\d{2}[\s\u2011-]?\d{2}(?!\d)"
PHONE = re.compile(rf"(?<![\d+])(?:\+?7|8)[\s(\u2011-]{{0,3}}{MOBILE}")
# Where anybody gets an address; others are those of organisations.
PRIVATE_HOSTS = (
    r"(?:gmail|googlemail|yandex|ya|mail|inbox|list|bk|internet|rambler|outlook|hotmail|live|icloud|me|yahoo|proton|protonmail|gmx)"
    r"\.(?:com|ru|kz|net|me|org)"
)
LIKELY = (re.compile(MOBILE), re.compile(f"@{PRIVATE_HOSTS}", re.I))  # found sooner than the whole of it, or not at all
EMAIL = re.compile(rf"(?<![\w.+-])([\w.+-]{{1,64}})@({PRIVATE_HOSTS})(?![\w-]|\.\w)", re.I)

UPPER, LOWER = "А-ЯӘҒҚҢӨҰҮҺІЁ", "а-яәғқңөұүһіё"
NAME = re.compile(
    rf"(?<!\w)[{UPPER}][{LOWER}]{{1,30}}(?:-[{UPPER}][{LOWER}]{{1,30}})?[ \t\u00a0]{{1,3}}"
    rf"(?:[{UPPER}]\.(?:[ \u00a0]?[{UPPER}]\.)?|[{UPPER}][{LOWER}]{{1,30}}(?:[ \t\u00a0]{{1,3}}[{UPPER}][{LOWER}]{{1,30}})?)(?!\w)"
)
GAP = r"[ \t\u00a0]"
SECOND_WORD = rf"(?=[{UPPER}])(?:(?<=[{LOWER}].)|(?<=[{LOWER}]{GAP}.)|(?<=[{LOWER}]{GAP}{{2}}.))"
LIKELY_NAME = {gap: re.compile(gap + SECOND_WORD) for gap in " \t\u00a0"}
MARK = re.compile(r"(?:[1-5][+-]?|100|(?:100|[1-9]?\d)(?:[.,]\d)?%|н/?а|н/?б|осв\.?|бос\.?|зач[её]т|сынақ)\Z", re.I)
MARKED = re.compile(r"[ \t|;,\"](?:[1-5][+-]?|100%?|\d\d?(?:[.,]\d)?%|[нН]/?[абАБ]|осв|бос|зач[её]т|сынақ)(?=[\s|;,.\"]|\Z)")
DECIMAL = re.compile(r"(\d),(\d%)")
BETWEEN = re.compile(r"[\s|;,:\"]+")
OF_SCHOOL = re.compile(r"оқушы|ученик|учащ|сынып|класс|баға|оценк|балл|үлгерім|успеваем|тоқсан|четверт", re.I)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a private person. `start` is its offset in the text, `shown` what a report may say of it."""

    kind: Kind
    start: int
    shown: str

    @property
    def code(self) -> str:
        return CODES[self.kind]


def scan_text(
    text: str, public: frozenset[str] = frozenset(), *, lists: bool = True, numbers: bool = True
) -> tuple[Finding, ...]:
    """Everything about private persons in a text, in order; `public` holds telephones and addresses as `public_form` writes
    them. `lists`: whether names with marks are looked for as well; `numbers`: personal numbers."""
    found = [Finding("number", start, shown) for start, shown in (personal_numbers(text) if numbers else ())]
    found += [finding for finding in contacts(text) if public_form(finding_text(text, finding)) not in public]
    found += pupils(text) if lists else ()
    return tuple(sorted(found, key=lambda finding: finding.start))


def contacts(text: str) -> Iterator[Finding]:
    if LIKELY[0].search(text):
        for found in PHONE.finditer(text):
            yield Finding("phone", found.start(), masked(digits_of(found.group())))
    if LIKELY[1].search(text):
        for found in EMAIL.finditer(text):
            yield Finding("email", found.start(), f"•••@{found.group(2).lower()}")


def finding_text(text: str, finding: Finding) -> str:
    """The telephone or address that begins at a finding."""
    found = (PHONE if finding.kind == "phone" else EMAIL).match(text, finding.start)
    return found.group() if found else ""


def public_form(contact: str) -> str:
    """A telephone as eleven digits that begin with 7, an address of mail in small letters."""
    if "@" in contact:
        return contact.strip().lower()
    digits = digits_of(contact)
    return "7" + digits[1:] if len(digits) == 11 and digits[0] == "8" else digits


def pupils(text: str) -> Iterator[Finding]:
    """At most one finding: where a list of names with marks begins."""
    named = (found.start() for gap, likely in LIKELY_NAME.items() if gap in text for found in likely.finditer(text))
    if len({text.rfind("\n", 0, start) for start in named}) < ROWS:
        return
    lines = {text.rfind("\n", 0, found.start()) + 1 for found in MARKED.finditer(text)}
    if len(lines) < ROWS:
        return
    marks = {start: marks_in(text[start : end_of_line(text, start)]) for start in sorted(lines)}
    needed = 1 if OF_SCHOOL.search(text) else MARKS
    rows = [start for start, number in marks.items() if number >= needed]
    if len(rows) >= ROWS:
        yield Finding("pupils", rows[0], "")


def end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def marks_in(line: str) -> int:
    """How many marks follow a name; 0 when most of what follows is something else."""
    name = NAME.search(line)
    if name is None:
        return 0
    words = [word for word in BETWEEN.split(DECIMAL.sub(r"\1.\2", line[name.end() :])) if word.strip("-–—")]
    marks = sum(MARK.match(word) is not None for word in words)
    return marks if marks * 2 > len(words) else 0
