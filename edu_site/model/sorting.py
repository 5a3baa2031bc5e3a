"""Order of names: the Kazakh alphabet, numbers by value, regardless of case."""

from functools import lru_cache

# The Kazakh alphabet, for sorting (DOMAIN: codes). Letters of other alphabets sort after it.
ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
ORDER = {letter: chr(0xE000 + place) for place, letter in enumerate(ALPHABET)}


@lru_cache(maxsize=20_000)
def sort_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Order of the Kazakh alphabet, numbers by value: «№ 5» before «№ 12», «Әл» after «Ақ»."""
    parts: list[tuple[int, int, str]] = []
    digits = ""
    for letter in text.casefold() + "\0":
        if letter.isdigit() and letter.isascii():
            digits += letter
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        if letter.isalpha():
            parts.append((1, 0, ORDER.get(letter, letter)))
        elif letter.isspace():
            parts.append((-1, 0, ""))
    return tuple(parts)
