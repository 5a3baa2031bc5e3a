"""In which encoding a text file of a stranger is, by what its bytes can be and never by a silent guess.

In: bytes. Out: an `Encoding`, or the fault that forbids reading them. A mark of byte order decides; then strict UTF-8; then the
eight-bit encodings of Kazakhstan, judged by the letters that neither Kazakh nor Russian has: `kz1048` and `cp1251` differ in 16
bytes, and "Қазақ" read by the wrong one silently becomes "Ќазаќ". A near tie is a fault that asks the sender.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from edu_site.progress.faults import Fault

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
EIGHT_BIT = ("kz1048", "cp1251", "ptcp154")
NAMES = ("utf-8", "utf-16", *EIGHT_BIT)
OURS = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯӘҒҚҢӨҰҮҺІ")
SIGNS = frozenset("«»„“”‘’–—…№§°·•©®™€\u00a0\u00ad‹›‚'")
FOREIGN_SHARE = 0.02  # of the bytes above 127: more letters that are not ours, and the decoding is not believed
TIE = 0.25  # the best decoding has at most this share of the foreign letters of the next
HIGH = bytes(range(128, 256))
CHUNK = 1 << 20
PIECE = 1 << 16  # so short that the memory of one piece becomes that of the next
WORD_BYTES = re.compile(rb"[\s;,|\"]+")
SAMPLE = 4 << 20
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
# no control character, and no byte with which the others that are looked for begin
ORDINARY = bytes(byte for byte in range(256) if byte in (9, 10, 13) or (byte >= 32 and byte not in (0x7F, 0xE2, 0xEF)))
PLAIN = ORDINARY.replace(b'"', b"")
NO_QUOTES = bytes(byte for byte in range(256) if byte != 0x22)
# a capital inside a word; ә beside a vowel and ғ between consonants, which are ғ and ә read by each other's page
UNLIKELY = re.compile(
    "[а-яәғқңөұүһі][А-ЯӘҒҚҢӨҰҮҺІ]|[әӘ][аоыеэяёөұүі]|[аоыеэяёөұүі][әӘ]|[бвгджзклмнпрстфхцчшщқңһ][ғҒ][бвгджзклмнпрстфхцчшщқңһ]|"
    r"\b[ғҒ][бвгджзклмнпрстфхцчшщқңһ]"
)
WORD = re.compile(r"[^\s\x00-\x7f]{2,}")


@dataclass(frozen=True, slots=True)
class Encoding:
    """`how`: "mark" of byte order, "strict" UTF-8, "letters" by score, "asked" by the sender."""

    name: str
    how: str


def detect(file: BinaryIO, asked: str = "") -> Encoding | Fault:
    """The encoding of a whole file, which is read once from its beginning; every decoded character is looked at."""
    head = file.read(4)
    file.seek(0)
    encoding = (Encoding(asked, "asked") if asked else marked(head)) or without_mark(file)
    if isinstance(encoding, Fault):
        return encoding
    file.seek(0)
    return verified(file, encoding)


@dataclass(frozen=True, slots=True)
class Glance:
    """A text that seems to be plain UTF-8, and how many lines it has. Whoever reads it must still see that all of it can be decoded."""

    encoding: Encoding
    lines: int


def glance(file: BinaryIO) -> Glance | None:
    """What the bytes alone tell, None when there is anything that has to be looked into."""
    head = file.read(CHUNK)
    encoding = marked(head) or Encoding("utf-8", "strict")
    if encoding.name not in ("utf-8", "utf-8-sig") or not begins_well(head):
        return None
    file.seek(len(codecs.BOM_UTF8) if encoding.how == "mark" else 0)
    lines = plain_lines(file, PLAIN)
    return Glance(encoding, lines) if lines else None


def begins_well(head: bytes) -> bool:
    try:
        return not twice_encoded(codecs.getincrementaldecoder("utf-8")("strict").decode(head))
    except UnicodeDecodeError:
        return False


def plain_lines(file: BinaryIO, allowed: bytes) -> int:
    """How many lines a text has from here on; 0 when it has bytes that are not allowed, or line ends of two kinds."""
    feeds = returns = pairs = 0
    last = b""
    while data := file.read(PIECE):
        if data.translate(None, allowed):
            return 0
        data += file.read(1) if data.endswith(b"\r") else b""
        feeds += data.count(b"\n")
        if b"\r" in data:
            returns, pairs = returns + data.count(b"\r"), pairs + data.count(b"\r\n")
        last = data[-1:]
    if returns and not returns == pairs == feeds:
        return 0
    return feeds + (last not in (b"\n", b""))


def marked(head: bytes) -> Encoding | None:
    """By the mark at the beginning."""
    return next((Encoding(name, "mark") for mark, name in MARKS if head.startswith(mark)), None)


def without_mark(file: BinaryIO) -> Encoding | Fault:
    sample = file.read(SAMPLE)
    if looks_like_utf16(sample[:4096]):
        return Fault("I07")
    file.seek(0)
    if (fault := undecodable(file, "utf-8")) is None:
        return Encoding("utf-8", "strict")
    return mixed(sample) or by_letters(different_words(sample), fault)


def looks_like_utf16(head: bytes) -> bool:
    """Every second byte is NUL (or the same Cyrillic page, 04) in a text of two-byte characters."""
    half = max(len(head) // 2, 1)
    return (
        any(sum(head[start::2].count(byte) for byte in (b"\x00", b"\x04")) > half * 0.6 for start in (0, 1)) and b"\x00" in head
    )


def chunks(file: BinaryIO, name: str) -> Iterator[str]:
    """Decoded pieces. Raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    while data := file.read(CHUNK):
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


def undecodable(file: BinaryIO, name: str) -> Fault | None:
    """The row of the first byte that cannot be read, None when all can."""
    row = 1
    decoder = codecs.getincrementaldecoder(name)("strict")
    while True:
        data = file.read(CHUNK)
        try:
            row += decoder.decode(data, final=not data).count("\n")
        except UnicodeDecodeError as error:
            return Fault("I05", {"encoding": name}, row + bytes(error.object)[: error.start].count(b"\n"))
        if not data:
            return None


def mixed(sample: bytes) -> Fault | None:
    """Lines in UTF-8 and lines in something else: refused at the first line of the rarer kind."""
    first: dict[bool, int] = {}
    count = {True: 0, False: 0}
    for number, line in enumerate(sample.split(b"\n")[:-1] or [sample], start=1):
        high = len(line) - len(line.translate(None, HIGH))
        if high < 4:
            continue
        kind = is_utf8(line)
        count[kind] += 1
        first.setdefault(kind, number)
    if not all(count.values()):
        return None
    return Fault("I05", {"encoding": "utf-8 + ?"}, first[count[True] < count[False]])


def different_words(sample: bytes) -> bytes:
    """Each word with bytes above 127 once: a register repeats its few words thousands of times."""
    return b"\n".join(sorted({word for word in WORD_BYTES.split(sample) if not word.isascii()}))


def is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def by_letters(sample: bytes, unreadable: Fault) -> Encoding | Fault:
    """The eight-bit encoding whose text has no letters foreign to Kazakh and Russian, by a clear distance."""
    texts: dict[str, str] = {}
    for name in EIGHT_BIT:
        try:
            texts[name] = sample.decode(name)
        except UnicodeDecodeError:
            continue
    if not texts:
        return unreadable
    scores = {name: badness(text) for name, text in texts.items()}
    best = min(scores, key=lambda name: scores[name])
    others = {scores[name] for name in texts if texts[name] != texts[best]}
    high = len(sample) - len(sample.translate(None, HIGH))
    if scores[best] > high * FOREIGN_SHARE:
        return Fault("I04", {"candidates": ", ".join(EIGHT_BIT)})
    if others and (scores[best] > min(others) * TIE or min(others) == scores[best]):
        return Fault("I04", {"candidates": ", ".join(sorted(scores, key=lambda name: scores[name])[:2])})
    same_as_cp1251 = texts.get("cp1251") == texts[best]
    return Encoding("cp1251" if same_as_cp1251 else best, "letters")


def badness(text: str) -> int:
    """Letters that neither Kazakh nor Russian has, and neighbours that no word of theirs has, which reveal a wrong page."""
    foreign = sum(text.count(character) for character in set(text) if not character.isascii() and character not in OURS | SIGNS)
    return foreign + sum(1 for _ in UNLIKELY.finditer(text))


def verified(file: BinaryIO, encoding: Encoding) -> Encoding | Fault:
    """Decodes everything once more, strictly: no control characters, no text that was decoded wrongly before it was saved."""
    if encoding.how == "strict" and ordinary(file):
        return encoding
    file.seek(0)
    row, looked = 1, False
    try:
        for text in chunks(file, encoding.name):
            if found := CONTROLS.search(text):
                return Fault("I08", {"character": f"U+{ord(found.group()):04X}"}, row + text.count("\n", 0, found.start()))
            if not looked and twice_encoded(text):
                return Fault("I06")
            looked = True
            row += text.count("\n")
    except (UnicodeDecodeError, UnicodeError):
        return Fault("I05", {"encoding": encoding.name}, row)
    return encoding


def ordinary(file: BinaryIO) -> bool:
    """Whether UTF-8 that can be decoded holds nothing that would have to be looked for: a glance at its bytes is enough."""
    data = file.read(CHUNK)
    if twice_encoded(data.decode("utf-8", "ignore")):
        return False
    while data and not data.translate(None, ORDINARY):
        data = file.read(CHUNK)
    return not data


def twice_encoded(text: str) -> bool:
    """Whether most words are UTF-8 that was read as an eight-bit encoding: `РљР°Р·Р°С…` for `Казах`."""
    words = [found.group() for found in WORD.finditer(text[:200_000])][:300]
    for name in ("cp1251", "kz1048", "latin-1", "cp1252"):
        turned = sum(turns_back(word, name) for word in words)
        if words and turned * 2 > len(words):
            return True
    return False


def turns_back(word: str, name: str) -> bool:
    try:
        return len(word.encode(name).decode("utf-8")) < len(word)
    except UnicodeError:
        return False
