"""The reader of YAML: strings that know where they stand, and nothing of what other loaders make of them."""

import pytest

from edu_site.problems import Where
from edu_site.source.schema import plain
from edu_site.source.yaml import Mapping, Scalar, Sequence, read_yaml


def read(text: str, first_line: int = 1) -> Mapping:
    node, problems = read_yaml(text, "a.yml", first_line)
    assert problems == ()
    assert node is not None
    return node


def test_every_value_stays_a_text() -> None:
    text = "a: 010\nb: yes\nc: 2026-02-31\nd: 1.50\ne: 0x1F\nf: 12:30:45\ng: 1_000\nh: .inf\n"
    assert plain(read(text)) == {
        "a": "010", "b": "yes", "c": "2026-02-31", "d": "1.50", "e": "0x1F", "f": "12:30:45", "g": "1_000", "h": ".inf",
    }  # fmt: skip


@pytest.mark.parametrize("empty", ["", " ", " ~", " null", " # later"])
def test_a_field_without_a_value_is_as_good_as_absent(empty: str) -> None:
    node = read(f"a: 1\nb:{empty}\n")
    assert isinstance(node.get("b"), Scalar)
    assert plain(node) == {"a": "1"}


@pytest.mark.parametrize("written", ["''", '""', "'~'", '"null"'])
def test_what_is_quoted_is_a_value(written: str) -> None:
    assert plain(read(f"b: {written}\n")) == {"b": written.strip("'\"")}


def test_fields_values_and_entries_know_their_places() -> None:
    node = read("a: x\nқала:\n  - бір\n  -   {c: [y, z]}\n")
    assert [(key.text, key.where) for key, _value in node.entries] == [
        ("a", Where("a.yml", 1, 1)),
        ("қала", Where("a.yml", 2, 1)),
    ]
    entries = node.get("қала")
    assert isinstance(entries, Sequence)
    assert [str(entry.where) for entry in entries.items] == ["a.yml:3:5", "a.yml:4:7"]
    inner = entries.items[1]
    assert isinstance(inner, Mapping)
    values = inner.get("c")
    assert isinstance(values, Sequence)
    assert [str(value.where) for value in values.items] == ["a.yml:4:12", "a.yml:4:15"]


def test_a_place_counts_letters_not_bytes() -> None:
    node = read("{әлем: 1, б: 2}")
    assert [key.where.column for key, _value in node.entries] == [2, 11]


def test_lines_of_front_matter_are_those_of_the_file() -> None:
    assert read("title: А\n", first_line=2).entries[0][0].where == Where("a.yml", 2, 1)
    assert read_yaml("a: [\n", "a.md", first_line=2)[1][0].where.line == 3


def test_block_texts_keep_their_lines() -> None:
    assert plain(read("body: |\n  Бірінші\n\n  Екінші\nnote: >-\n  бір\n  екі\n")) == {
        "body": "Бірінші\n\nЕкінші\n",
        "note": "бір екі",
    }


def test_get_finds_a_field_or_nothing() -> None:
    node = read("a: 1\n")
    assert isinstance(node.get("a"), Scalar)
    assert node.get("b") is None


def test_all_duplicates_of_a_file_are_told_and_the_first_value_is_kept() -> None:
    node, problems = read_yaml("a: 1\na: 2\nb:\n  c: 3\n  c: 4\n", "a.yml")
    assert [(problem.code, problem.where.line, problem.values["first"]) for problem in problems] == [
        ("Y05", 2, "1"),
        ("Y05", 5, "4"),
    ]
    assert node is not None
    assert plain(node) == {"a": "1", "b": {"c": "3"}}


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "a\n", "- a\n", "[]\n", '""\n'])
def test_what_is_no_mapping_is_told(text: str) -> None:
    node, problems = read_yaml(text, "a.yml")
    assert node is None
    assert [problem.code for problem in problems] == ["Y10"]


def test_one_document_may_have_its_line_of_hyphens() -> None:
    assert plain(read("---\na: 1\n...\n")) == {"a": "1"}
