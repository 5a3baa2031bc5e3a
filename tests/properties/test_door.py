"""What holds for any input at the door: it agrees with a reference reader, it never raises, and what it lets through is harmless."""

import html
import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from edu_site.language import words
from edu_site.model.content import KINDS, News
from edu_site.model.organisation import OrganisationRecord
from edu_site.problems import Problem, Where, has_errors, is_iin, masked, personal_numbers
from edu_site.render.engine.configuration import load_base
from edu_site.render.engine.markdown import Converter
from edu_site.source.files import FORBIDDEN
from edu_site.source.items import identified, merge
from edu_site.source.markdown import SCHEMES, body_links, body_problems, read_markdown
from edu_site.source.schema import field_names, plain, to_record
from edu_site.source.yaml import Mapping, Node, Scalar, read_yaml
from tests.bad_input.project import check, make_project

ROOT = Path(__file__).parents[2]
MANY, FEW = settings(max_examples=150, deadline=None), settings(max_examples=40, deadline=None)

# ---------------------------------------------------------------- YAML

WORD = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=12).filter(lambda text: not FORBIDDEN.search(text))
KEY = WORD.filter(lambda text: text != "<<")
DATA = st.dictionaries(
    KEY,
    st.recursive(WORD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3), max_leaves=12),
    max_size=5,
)
STYLES = st.fixed_dictionaries(
    {"default_flow_style": st.sampled_from([None, True, False]), "width": st.sampled_from([20, 80, 1000]), "allow_unicode": st.booleans(),
     "default_style": st.sampled_from([None, '"', "'", "|"]), "indent": st.sampled_from([2, 4])}
)  # fmt: skip


def keys_of(node: Node) -> list[tuple[str | None, int, int]]:
    """Name, line and column of every field, in the order of the text."""
    if isinstance(node, Scalar):
        return []
    if isinstance(node, Mapping):
        return [
            entry for key, value in node.entries for entry in ((key.text, key.where.line, key.where.column), *keys_of(value))
        ]
    return [entry for item in node.items for entry in keys_of(item)]


def keys_of_reference(node: yaml.Node) -> list[tuple[str, int, int]]:
    if isinstance(node, yaml.MappingNode):
        return [
            entry
            for key, value in node.value
            for entry in ((key.value, key.start_mark.line + 1, key.start_mark.column + 1), *keys_of_reference(value))
        ]
    return [entry for item in node.value for entry in keys_of_reference(item)] if isinstance(node, yaml.SequenceNode) else []


@MANY
@given(data=DATA, style=STYLES)
def test_the_reader_agrees_with_pyyaml_on_plain_data(data: dict[str, Any], style: dict[str, Any]) -> None:
    text = yaml.safe_dump(data, **style)
    node, problems = read_yaml(text, "a.yml")
    assert problems == ()
    assert node is not None
    assert plain(node) == yaml.load(text, Loader=yaml.BaseLoader)
    assert keys_of(node) == keys_of_reference(yaml.compose(text, Loader=yaml.BaseLoader))


PIECES = ["a", "b: ", ": ", "- ", "? ", "\n", "\n  ", "\n\t", " ", "&x ", "*x", "!!int ", "!", "|\n", ">-\n", "'", '"', "\\", "[", "]", "{", "}", ", ",
          "#", "%YAML 1.1\n", "---\n", "...\n", "<<: ", "~", "null", "\\u202e", "\\xff", "Ә", "\U0001f600", "1", "@", "`"]  # fmt: skip
NASTY_YAML = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def is_told(problems: tuple[Problem, ...], path: str = "a.") -> None:
    """Every problem can be printed on one line and stands in the file."""
    for problem in problems:
        line = problem.line(words("en"))
        assert not FORBIDDEN.search(line)
        assert "\n" not in line
        assert problem.where.path.startswith(path)


@MANY
@given(text=st.one_of(st.text(max_size=200), NASTY_YAML))
def test_any_text_is_yaml_or_a_problem(text: str) -> None:
    node, problems = read_yaml(text, "a.yml")
    assert node is not None or has_errors(problems)
    is_told(problems)


@MANY
@given(
    front=st.one_of(st.text(max_size=80), NASTY_YAML),
    body=st.text(max_size=200),
    ends=st.sampled_from(["---\n", "---", "--- \n", ""]),
)
def test_any_text_is_markdown_or_a_problem(front: str, body: str, ends: str) -> None:
    read, problems = read_markdown(f"---\n{front}\n{ends}{body}", "a.md")
    assert read is not None or has_errors(problems)
    is_told(problems)


VALUE = st.recursive(
    st.sampled_from(["", "x", "12", "-1", "1e999", "nan", "true", "2026-10-01", "2026-10-01T10:00", "10:00+05:00", "~", "school-1", "060112500012", "99" * 40]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kk", "ru", "title", "body", "date", "function-x", "file"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
FIELDS = sorted(
    {name for kind in [*KINDS.values(), OrganisationRecord] for name in field_names(kind)}
    | {"nested", "self", "args", "0", "__class__"}
)


@MANY
@given(
    data=st.dictionaries(st.sampled_from(FIELDS), VALUE, max_size=8),
    kind=st.sampled_from([*KINDS.values(), OrganisationRecord]),
)
def test_any_fields_are_a_record_or_problems_with_places(data: dict[str, Any], kind: type) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    node, found = read_yaml(text, "a.yml")
    assert node is not None, found
    value, problems = to_record(node, kind)
    assert value is not None or has_errors(problems)
    is_told(problems)
    assert all(problem.where.line > 0 for problem in problems)


# ---------------------------------------------------------------- whole projects

PATHS = [
    "content/organisation.yml", "content/abai/organisation.yml", "content/abai/school-1/organisation.yml", "content/abai/school-1/news/opening.ru.md",
    "content/abai/school-1/news/a.yml", "content/abai/school-1/reports/a.yml", "content/abai/school-1/reports/a.csv", "content/abai/ratings/a.yml",
    "content/abai/school-1/seminars/a.yml", "content/abai/x/y/z", "content/abai/school-1/staff/a.kk.md", "content/a b/organisation.yml",
]  # fmt: skip
LINES = ["name: {kk: а, ru: б}", "level: republic", "level: organisation", "kind: school", 'kato: "100000000"', "id: school-2", "parent: school-1",
         "parent: abai", "published: 2026-10-01", "period: {start: 2026-10-01, end: 2026-10-02}", "tables: [{file: a.csv, caption: {kk: а, ru: б}, columns: []}]",
         "file: a.csv", "indicators: []", "attachments: [{file: a.csv, title: {kk: а, ru: б}}]", "related: [school-1, x/y]", "kk: {title: а, body: '[x](ref:y)'}",
         "ru: {title: б, pending: в}", "---", "title: а", "a,b", "1,2", '"', "#", "", "text `code` <b>", "brand: abai", "disclosure: {minimum_group: 7}",
         "site: https://a.kz/", "menu: {hide: [news], add: []}", "start: 2026-10-01T10:00", "coordinates: [51, 71]"]  # fmt: skip
CONTENT = st.one_of(
    st.binary(max_size=60), st.lists(st.sampled_from(LINES), max_size=10).map(lambda lines: "\n".join(lines).encode())
)


@FEW
@given(files=st.dictionaries(st.sampled_from(PATHS), CONTENT, min_size=1, max_size=5))
def test_any_project_can_be_checked(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = check(make_project(Path(folder), dict(files)))
        is_told(report.problems, "content")
        assert check(Path(folder)) == report


# ---------------------------------------------------------------- pairs

SHARED = {
    "published": "2026-10-01T09:00+05:00",
    "updated": "2026-10-05",
    "pinned": "true",
    "related": "[school-2]",
    "id": "other",
}


def pair_of(kk: list[str], ru: list[str]) -> tuple[object, list[str]]:
    texts = []
    for language, fields in (("kk", kk), ("ru", ru)):
        front = "".join(f"{name}: {SHARED[name]}\n" for name in fields)
        read, _problems = read_markdown(f"---\n{front}title: {language}\n---\n{language}\n", f"{language}.md")
        assert read is not None
        texts.append((language, read))
    node, problems = merge(texts, News)  # type: ignore[arg-type]
    value, typed = to_record(identified(node, "opening"), News)
    return value, [problem.code for problem in (*problems, *typed)]


@MANY
@given(fields=st.lists(st.sampled_from(sorted(SHARED)), unique=True), data=st.data())
def test_it_does_not_matter_which_file_holds_a_shared_field(fields: list[str], data: st.DataObject) -> None:
    fields = ["published", *(name for name in fields if name != "published")]
    holders = {name: data.draw(st.sampled_from(["kk", "ru"] if name == "updated" else ["kk", "ru", "both"])) for name in fields}
    kk = data.draw(st.permutations([name for name in fields if holders[name] != "ru"]))
    ru = data.draw(st.permutations([name for name in fields if holders[name] != "kk"]))
    assert pair_of(kk, ru) == pair_of(fields, [])
    assert pair_of(kk, ru)[1] == []


# ---------------------------------------------------------------- Markdown that was let through

MARKDOWN = ["[a", "]", "](", "(", ")", "[", "![", "<", ">", "`", "``", "```", "\n", "\n\n", "    ", "> ", "- ", "1. ", "javascript:alert(1)", "JaVascript:x",
            "&#106;avascript:x", "java\nscript:x", "data:text/html,x", "//e.kz", "https://e.kz/x.png", "x.png", "ref:a", "<script>", "<img src=x onerror=a>",
            "<b>", "<!--", "-->", "<?", "[1]:", "[1]", " ", "\\", '"', "'", "!!! note", '??? x "', "|", "|---|---|", "*", "**", "_", "## ", "=", "---", "[^1]:",
            "[^1]", "*[a]: ", "term\n:   ", "<https://e.kz>", "<a@b.kz>", "<tel:1>", "&lt;", "&#60;script&#62;", "{: onclick=x}", "~~~", "\u00a0", "a"]  # fmt: skip
TAGS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "a", "img", "em", "strong", "code", "pre", "blockquote", "table", "thead", "tbody", "tr",
        "th", "td", "div", "details", "summary", "sup", "hr", "br", "dl", "dt", "dd", "abbr"}  # fmt: skip
ATTRIBUTES = {"href", "src", "alt", "title", "class", "id", "style", "start"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)


class Harm(HTMLParser):
    """Collects what may not be in a page, and the addresses of files."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.files: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag not in TAGS else []
        for name, value in attrs:
            self.found += [name] if name not in ATTRIBUTES else []
            if name in ("href", "src"):
                self.address(tag, re.sub(r"[\x00-\x20]", "", value or ""), value or "")

    def address(self, tag: str, read: str, written: str) -> None:
        scheme = SCHEME.match(read)
        if read.startswith("//") or (scheme and (tag == "img" or scheme.group(1).lower() not in SCHEMES)):
            self.found.append(written)
        elif not scheme and re.fullmatch(r"[\w./-]+", written):
            self.files.append(written)

    def handle_comment(self, data: str) -> None:
        self.found.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


@pytest.fixture(scope="module")
def converter() -> Converter:
    return Converter(load_base(ROOT, "kk"))


@settings(max_examples=600, deadline=None)
@given(pieces=st.lists(st.sampled_from(MARKDOWN), min_size=1, max_size=14))
def test_what_is_let_through_runs_nothing_and_loads_nothing(converter: Converter, pieces: list[str]) -> None:
    body = "".join(pieces)
    if has_errors(body_problems(body, "a.md", 1)):
        return
    page = Harm()
    page.feed(converter.convert(body.strip("\n")).html)
    page.close()
    assert page.found == []
    known = {html.unescape(link.target) for link in body_links(body, "a.md", 1)}
    if "[^1]:" not in pieces:  # a definition within a footnote is read by nobody
        assert [file for file in page.files if html.unescape(file) not in known] == []


# ---------------------------------------------------------------- personal numbers


def with_check_digit(digits: str) -> str | None:
    return next((digits + str(last) for last in range(10) if is_iin(digits + str(last))), None)


@MANY
@given(
    day=st.dates(), rest=st.integers(0, 99_999), before=st.sampled_from(["", "ЖСН ", "№", "(", "ИИН-", "_", "a"]),
    after=st.sampled_from(["", ".", ")", "\n", "-", "б", "_"]),
)  # fmt: skip
def test_every_personal_number_is_found_where_it_stands(day: Any, rest: int, before: str, after: str) -> None:
    number = with_check_digit(f"{day:%y%m%d}{rest:05}")
    if number is None:
        return
    assert list(personal_numbers(before + number + after)) == [(len(before), masked(number))]
    assert list(personal_numbers(f"{before}{number[:6]} {number[6:]}{after}")) == [(len(before), masked(number))]
    assert number not in repr(Problem(Where("a.yml"), "F05", {"name": before + number + after}))
