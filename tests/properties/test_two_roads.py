"""What is read without places is what is read with care: the same values, or nothing, and then the careful road tells why."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edu_site.model.content import KINDS
from edu_site.source import sections
from edu_site.source.checks import Context
from edu_site.source.content import Project, ReadOrganisation, read_content, read_project
from edu_site.source.files import FORBIDDEN, opened_folder
from edu_site.source.items import Source, read_item
from edu_site.source.plain_items import read_plain_item
from edu_site.source.plain_yaml import read_plain
from edu_site.source.schema import plain
from edu_site.source.yaml import Mapping, Scalar, Sequence, read_yaml
from tests.projects import TODAY, little_republic, new_project

ROOT = Path(__file__).parents[2]
MANY = settings(max_examples=200, deadline=None)
LINES = st.sampled_from(
    ["title: Ашық есік", 'title: "a"', "title: «Мектеп» № 5", "b_1: 2026-11-24T09:00+05:00", "c:", "c: ", "d: |", "d: >", "e: |-", "body: |", "body: x",
     "  мәтін", "    терең", "  - a", "- a", '- "10:00 – ашылуы"', "  - k: v", "    l: w", "related:", "related: [a/b/c, 'd']", "related: {a: b}",
     "f: [a, b c, \"d, e\"]", "f: [a,b]", "f: [a, ]", "f: []", "f: [[a], {b: c}]", "f: {kk: А, ru: \"Б\"}", "f: {kk: А", "f: {a: b, a: c}", "f: {a}", "f: [a: b]",
     "g: 'a''b'", "g: 'a'", 'g: "\\u0041"', "g: a # b", "# b", "  # b", "g: a#b", "g: a: b", "g: a:b", "g: http://a.kz/", "h: null", "h: ~", "h: Null",
     "h: &a b", "h: *a", "h: !!str b", "<<: x", "? a", "i:  x", "i: x ", "i: -1", "i: +7 701", "i: (a)", "i: \u00a0x", "i: x:\u00a0y", "i: [\u00a0x]", "i: [x\u00a0]",
     "---", "...", "%a", "", " ", "   ", "j: @a", "j: `a`", "j: [a]]", "j: [a] b", "j: \"a\" b", "J: a", "j-k: a", "null: a", "\ta: b", "k: a\tb", "1: a", "l: [1.5, -2]",
     "m: [a -b, a - b]", "m: {a: [b, {c: d}], e: f}", "n: [\"\", '']", 'n: ""', "o: []b", "o: {kk: А (Б), ru: В — Г}"]
)  # fmt: skip
GOOD = st.sampled_from(
    ["title: Ашық есік", 'summary: "a: # b"', "body: |\n    мәтін\n\n      терең\n    соңы \n\n", "related:\n- a/b\n- 'c'", "related: [a/b/c, 'd', \"e\"]", "# b", "",
     "kk:\n  title: а\n  body: |\n    # a\n    b", "ru:\n  body: |\n   а\n\n\n   б\n  title: в", "l:\n  - k: v\n    l: [m]\n  - k: w", "f: {kk: А, ru: \"Б\"}",
     "m:\n  # c\n  - a\n\n  - \"b\"", "n:\n  o:\n    p: q", "r: [{a: b, c: [d, e]}, f g]", "s: a, b [c] {d} \"e\" 'f' - g!", "t: 10:00", "u: |\n a"]
)  # fmt: skip
TEXT = st.tuples(st.lists(GOOD, unique=True, max_size=5), st.lists(LINES, max_size=2), st.randoms(use_true_random=False)).map(
    lambda drawn: "".join(f"{part}\n" for part in drawn[2].sample([*drawn[0], *drawn[1]], len(drawn[0]) + len(drawn[1])))
)


def places(node: Mapping) -> tuple[list[int], list[tuple[int, int]]]:
    """The first line of every `body: |`, line and column of the entries of `related:`."""
    below = [value for _key, value in node.entries if isinstance(value, Mapping)]
    bodies = [body.where.line + 1 for one in (node, *below) if isinstance(body := one.get("body"), Scalar)]
    related = node.get("related")
    entries = related.items if isinstance(related, Sequence) else ()
    return bodies, [(one.where.line, one.where.column) for one in entries if isinstance(one, Scalar)]


@MANY
@given(text=TEXT | st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], include_characters="\n"), max_size=40))
def test_plain_yaml_is_yaml(text: str) -> None:
    read = None if FORBIDDEN.search(text) else read_plain(text, 2)
    if read is None:
        return
    node, problems = read_yaml(text, "a.yml", 2)
    assert (problems, plain(node or Mapping)) == ((), read.values)  # type: ignore[arg-type]
    assert node is not None
    bodies, related = places(node)
    assert sorted(bodies) == sorted(read.body_lines)[: len(bodies)]
    assert related == list(read.related)[: len(related)]


@pytest.mark.parametrize(
    "text",
    ["a: [" * 9 + "b" + "]" * 9 + "\n", "a:\n" + "- b\n" * 1001, "a: [" + "b, " * 1001 + "b]\n", "a: |\n  " + "[" * 1001 + "\n", "a: b", ""],
)  # fmt: skip
def test_what_is_deep_long_or_not_ended_is_read_with_care(text: str) -> None:
    assert read_plain(text) is None


def with_care(project: Project) -> list[ReadOrganisation]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "read_plain_item", lambda *_: None)
        return list(read_content(project))


def test_the_demonstration_is_the_same_on_both_roads() -> None:
    project = read_project(ROOT, dt.date(2026, 11, 24))
    asked: list[bool] = []

    def counted(*arguments: Any) -> Any:
        entry = read_plain_item(*arguments)
        asked.append(entry is not None)
        return entry

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "read_plain_item", counted)
        found = list(read_content(project))
    assert repr(found) == repr(with_care(project))
    assert sum(asked) > len(asked) * 0.9


@pytest.fixture(scope="module")
def republic(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return read_project(new_project(tmp_path_factory.mktemp("roads") / "project", little_republic()), TODAY)


ADDED = st.sampled_from(
    ["order: 5", "order: -5", "order: 1e3", "order: 5.5", "pinned: yes", "pinned: x", "updated: 2026-11-20", "updated: 2026-11-20T10:00", "updated: 7",
     "published: 2023-01-05T09:00+06:00", "published: 2026-10-05T09:00+06:00", "published: 2026-10-05T04:00Z", "published: 2027-01-01", "published: 2026-13-01",
     "title: Басқа", "title: a < b", "title: <b>x</b>", "title: 010203500123", "summary: 8 701 123 45 67", "sumary: x", "related: [republic]", "related: x", "id: own-id",
     "id: index", "id: ru", "pending: soon", "attachments: [{file: none.pdf, title: {kk: А, ru: Б}}]", "grades: [5, 13]", "subject: alchemy", "hours: 999999999999",
     "start: 2026-12-01T10:00+05:00", "end: 2026-11-01T10:00+05:00", "  title: x", "  body: |", "    # Бір", "    мәтін", "body: x", "", "---",
     "# Бір", "## Екі", "#### Төрт", "[a](none.pdf)", "[a](ref:republic)", "![](x.png)", "![a](https://a.kz/b.png)", "[a](javascript:x)", "<b>", "a@gmail.com",
     "Ахметов Ж. 5 4 5", "x\u200ey", "`a`", "> > > > > > > > > > > > > > x", "верификация: 5", "verified: 2020-01-01", "number: 7", "date: 2026-02-30"]
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.sampled_from(["insert", "append", "delete", "replace"]), st.integers(0, 40), ADDED), min_size=1, max_size=3
)


def changed(text: str, changes: list[tuple[str, int, str]]) -> str:
    lines = text.split("\n")
    for how, number, line in changes:
        at = number % len(lines)
        match how:
            case "insert":
                lines.insert(at, line)
            case "append":
                lines.append(line)
            case "delete":
                del lines[at : at + 1]
            case _:
                lines[at] = line
        lines = lines or [""]
    return "\n".join(lines)


@settings(max_examples=300, deadline=None)
@given(data=st.data(), changes=CHANGES)
def test_whatever_is_changed_in_an_item_both_roads_agree(republic: Project, data: st.DataObject, changes: list[Any]) -> None:
    root = republic.folder
    files = sorted(path for path in root.glob("content/**/*") if path.suffix in (".md", ".yml") and path.parent.name in KINDS)
    file = data.draw(st.sampled_from(files))
    path, source = str(file.parent.relative_to(root)), source_of(root, file)
    folder = path.removeprefix("content").strip("/").rpartition("/")[0]
    owner = next(one for one in republic.tree.organisations.values() if one.folder == folder)
    context = Context(owner, republic.tree, republic.registers, TODAY)
    before = file.read_text(encoding="utf-8")
    try:
        file.write_text(changed(before, changes), encoding="utf-8")
        with opened_folder(root, path) as opened:
            assert opened is not None
            entry = read_plain_item(root, opened, source, context)
        if entry is not None:
            assert repr(read_item(root, source, context)) == repr((entry, ()))
    finally:
        file.write_text(before, encoding="utf-8")


def source_of(root: Path, file: Path) -> Source:
    """The item a file belongs to, with its other half."""
    name, section = file.name.split(".")[0], file.parent.name
    if file.suffix == ".yml":
        return Source(section, name, str(file.relative_to(root)), ())
    halves = [(one, file.with_name(f"{name}.{one}.md")) for one in ("kk", "ru")]
    return Source(section, name, None, tuple((one, str(half.relative_to(root))) for one, half in halves if half.is_file()))  # type: ignore[misc]


def test_a_folder_that_is_a_link_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "real" / "news").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    with opened_folder(tmp_path, "link/news") as through, opened_folder(tmp_path, "real/news") as folder:
        assert through is None
        assert folder is not None
