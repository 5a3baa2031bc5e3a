"""Texts of exports made comparable, and shown without telling whose they are.

In: a cell as somebody typed it. Out: its clean form (no invisible characters, one space, composed letters), the form in which
names are compared, a skeleton in which Latin and Cyrillic letters that look alike are one, and a mask for reports.
"""

import re
import unicodedata
from functools import lru_cache

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
SPACES = re.compile(r"\s+")
LOOKALIKES = str.maketrans("aceopxykmthbi", "асеорхукмтнві")  # lower case Latin -> the Cyrillic letter that looks the same
UPPER_LOOKALIKES = str.maketrans("ACEOPXYKMTHBI", "АСЕОРХУКМТНВІ")
SHOWN_LENGTH = 6
REMEMBERED = 20_000  # texts; labels and headers come again with every section of a register
PLAIN = re.compile(r"[\d\s.,:;/%+\-–()*#?!=<>№]*")


@lru_cache(REMEMBERED)
def clean(text: str) -> str:
    """Composed letters, nothing invisible, single spaces, none at the ends."""
    if text.isascii() and text.isalnum():
        return text
    return SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(INVISIBLE)).strip()


@lru_cache(REMEMBERED)
def folded(text: str) -> str:
    """The form in which two names are the same name."""
    return clean(text).casefold().replace("ё", "е").rstrip(":").rstrip()


@lru_cache(REMEMBERED)
def skeleton(text: str) -> str:
    """`folded`, with the letters that look alike as one letter: Latin `H` and Cyrillic `Н`."""
    return folded(text).translate(LOOKALIKES)


def masked(value: object) -> str:
    """What a report may show of a cell: short numbers and signs as they are, of everything else only the kind and length."""
    text = clean(str(value))
    if len(text) <= SHOWN_LENGTH and PLAIN.fullmatch(text):
        return text or "«»"
    hidden = "".join("•" if character.isalnum() else character for character in text[:SHOWN_LENGTH] if not character.isspace())
    return hidden + ("…" if len(text) > SHOWN_LENGTH else "")
