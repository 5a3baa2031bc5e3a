"""Bytes that are no UTF-8 text, and characters no editor shows."""

from pathlib import Path

import pytest

from tests.bad_input.project import make_project, report

RECORD = "content/abai/school-2/organisation.yml"
TEXT = "content/abai/school-1/news/opening.ru.md"
GOOD = 'name:\n  kk: № 2 мектеп\n  ru: Школа № 2\nlevel: organisation\nkind: school\nkato: "101010000"\n'

BROKEN = {
    "utf-16-with-mark": (GOOD.encode("utf-16"), f"{RECORD}:1:1 F03 | offset=0"),
    "utf-16-without-mark": ("level: school\n".encode("utf-16-le"), f"{RECORD}:1:2 F04 | character=U+0000"),
    "cp1251": (GOOD.replace("ә", "е").encode("cp1251"), f"{RECORD}:2:7 F03 | offset=12"),
    "kz1048": ("name:\n  kk: Қазақ\n".encode("kz1048"), f"{RECORD}:2:7 F03 | offset=12"),
    "cut-in-a-letter": (GOOD.encode()[:14], f"{RECORD}:2:7 F03 | offset=12"),
    "nul": (GOOD.replace("мектеп", "мек\0теп").encode(), f"{RECORD}:2:14 F04 | character=U+0000"),
    "escape": (GOOD.replace("мектеп", "\x1b[31mмектеп").encode(), f"{RECORD}:2:11 F04 | character=U+001B"),
    "next-line": (GOOD.replace("мектеп", "мек\u0085теп").encode(), f"{RECORD}:2:14 F04 | character=U+0085"),
    "line-separator": (GOOD.replace("мектеп", "мек\u2028теп").encode(), f"{RECORD}:2:14 F04 | character=U+2028"),
    "right-to-left-override": (GOOD.replace("мектеп", "\u202eмектеп").encode(), f"{RECORD}:2:11 F04 | character=U+202E"),
    "isolate": (GOOD.replace("мектеп", "\u2066мектеп").encode(), f"{RECORD}:2:11 F04 | character=U+2066"),
    "right-to-left-mark": (GOOD.replace("мектеп", "\u200fмектеп").encode(), f"{RECORD}:2:11 F04 | character=U+200F"),
    "mark-inside": (GOOD.replace("мектеп", "\ufeffмектеп").encode(), f"{RECORD}:2:11 F04 | character=U+FEFF"),
    "no-character": (GOOD.replace("мектеп", "мектеп\uffff").encode(), f"{RECORD}:2:17 F04 | character=U+FFFF"),
    "empty": (b"", f"{RECORD} F14"),
    "only-mark": (b"\xef\xbb\xbf\r\n", f"{RECORD} F14"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_text_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    data, expected = BROKEN[name]
    assert report(make_project(tmp_path, {RECORD: data})) == [expected]


def test_the_same_holds_for_markdown(tmp_path: Path) -> None:
    text = "---\ntitle: Открылась\n---\nТекст \u202eтекст\n"
    assert report(make_project(tmp_path, {TEXT: text})) == [f"{TEXT}:4:7 F04 | character=U+202E"]
    assert report(make_project(tmp_path, {TEXT: text.replace("\u202e", "").encode("cp1251")})) == [
        f"{TEXT}:2:8 F03 | offset=11"
    ]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_a_mark_at_the_start_and_the_line_ends_of_other_systems_are_fine(ends: str, tmp_path: Path) -> None:
    assert report(make_project(tmp_path, {RECORD: b"\xef\xbb\xbf" + GOOD.replace("\n", ends).encode()})) == []
