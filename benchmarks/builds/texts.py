"""Texts of the measured pages: about 400 words each, the same in Kazakh and Russian, no two alike.

In: a seed. Out: Markdown with headings, paragraphs, a list, a table, an admonition and links. The sentences are in `texts.tsv`
(kind, Kazakh, Russian); what a seed picks is the same on every machine.
"""

import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Pair = tuple[str, str]  # Kazakh, Russian
LANGUAGES = ("kk", "ru")
SECTIONS, PARAGRAPHS, SENTENCES, LISTED, NOTED = 4, 2, 5, 9, 3
CYRILLIC = re.compile(r"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі][-А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]*")


@cache
def texts(kind: str) -> tuple[Pair, ...]:
    """All texts of a kind: `sentence`, `heading`, `topic`, ..."""
    rows = [line.split("\t") for line in Path(__file__).with_name("texts.tsv").read_text(encoding="utf-8").splitlines()]
    return tuple((row[1], row[2]) for row in rows if row[0] == kind)


@dataclass(frozen=True, slots=True)
class Written:
    """A page's text in both languages."""

    title: Pair
    summary: Pair
    body: Pair


def write_text(seed: str, links: tuple[str, str]) -> Written:
    """The text of one page. `links` are two references as the content language writes them."""
    chance = random.Random(seed)
    topic = chance.choice(texts("topic"))
    number = chance.randrange(2, 300)
    sentences = [filled(chance, pair) for pair in in_any_order(chance, SECTIONS * PARAGRAPHS * SENTENCES + LISTED + NOTED + 1)]
    headings = chance.sample(texts("heading"), SECTIONS)
    note = chance.choice(texts("note"))
    rows = [(row, chance.randrange(1, 40), chance.randrange(101, 320)) for row in chance.sample(texts("row"), 5)]
    bodies = [body(side, sentences, headings, note, rows, links) for side in (0, 1)]
    return Written(
        title=(f"{topic[0]}: {number}-шығарылым", f"{topic[1]}: выпуск {number}"),
        summary=sentences[-1],
        body=(bodies[0], bodies[1]),
    )


def in_any_order(chance: random.Random, number: int) -> list[Pair]:
    return chance.sample(texts("sentence"), number)


def filled(chance: random.Random, pair: Pair) -> Pair:
    """A sentence with its number: 5 to 20, which Russian counts with one form of the noun."""
    number = str(chance.randrange(5, 21))
    return pair[0].replace("{a}", number), pair[1].replace("{a}", number)


def body(
    side: int,
    sentences: list[Pair],
    headings: list[Pair],
    note: Pair,
    rows: list[tuple[Pair, int, int]],
    links: tuple[str, str],
) -> str:
    """One language's Markdown: sections of running text; in the second a list, in the third a table, at the end a note."""
    rest = iter(pair[side] for pair in sentences)
    word = {pair[1]: pair[side] for pair in texts("word")}
    parts: list[str] = []
    for number, heading in enumerate(headings):
        parts.append(f"## {heading[side]}")
        parts += [" ".join(next(rest) for _ in range(SENTENCES)) for _ in range(PARAGRAPHS)]
        if number == 1:
            parts.append("\n".join(f"- {next(rest)}" for _ in range(LISTED)))
        if number == 2:
            lines = [f"| {row[side]} | {hours} | {room} |" for row, hours, room in rows]
            head = f"| {word['Группа']} | {word['Часы']} | {word['Кабинет']} |\n|---|---:|---:|"
            parts.append("\n".join([head, *lines]))
    parts.append(f'!!! note "{note[side]}"\n    ' + " ".join(next(rest) for _ in range(NOTED)))
    names = (word["Подробнее"], word["Сайт организации"], word["Портал электронного правительства"])
    parts.append(f"[{names[0]}](ref:{links[0]}), [{names[1]}](ref:{links[1]}), [{names[2]}](https://egov.kz/).")
    return "\n\n".join(parts) + "\n"


def words_in(text: str) -> int:
    """Cyrillic words of a text."""
    return len(CYRILLIC.findall(text))
