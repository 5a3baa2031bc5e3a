"""Markdown of strangers: front matter apart, the body checked for what is never published.

In: the text of a `.md` file. Out: its front matter as a `Mapping`, its body, and the line in which the body begins. The
body stays Markdown; HTML, other schemes, remote images and texts built to stall a converter are problems here, so that
the fast path and a plain MkDocs build see the same harmless text.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from edu_site.problems import Problem, Where
from edu_site.source.files import place_of
from edu_site.source.yaml import Mapping, read_yaml

LINE_LIMIT = 20_000
BRACKET_LIMIT = 2_000
NESTING_LIMIT = 12

FENCE = re.compile(r"^( {0,3})(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\2[`~]*[ \t]*$|\Z)", re.M | re.S)
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
HTML = re.compile(r"<(?:[a-zA-Z/!?][^\n>]{0,40}>?)")
AUTOLINK = re.compile(r"<(?:https?://|mailto:|tel:)[^\s<>]+>|<[\w.+-]+@[\w.-]+>")
LINK = re.compile(r"(!?)\[([^\]\n]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)")
DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s*<?(\S+?)>?(?:\s|$)", re.M)
SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")
HEADING = re.compile(r"^(#{1,6})[ \t]+\S", re.M)
NESTED = re.compile(r"^(?:[ \t]*>|[ \t]{2,}(?=[-*+\d]))+", re.M)
SCHEMES = ("https", "http", "mailto", "tel", "ref")


@dataclass(frozen=True, slots=True)
class MarkdownText:
    front: Mapping
    body: str
    body_line: int


@dataclass(frozen=True, slots=True)
class BodyLink:
    """A link or image of a body: where it leads and where it stands."""

    target: str
    where: Where
    image: bool
    start: int  # of the target in the body


def read_markdown(text: str, path: str) -> tuple[MarkdownText | None, tuple[Problem, ...]]:
    """A Markdown file taken apart. Without readable front matter there is nothing to publish."""
    if not text.startswith("---\n"):
        return None, (Problem(Where(path, 1, 1), "M02"),)
    end = text.find("\n---\n", 3)
    if end < 0 and text.endswith("\n---"):
        end = len(text) - 4
    if end < 0:
        return None, (Problem(Where(path, 1, 1), "M01"),)
    front, problems = read_yaml(text[4 : end + 1] or "\n", path, first_line=2)
    body = text[end + 5 :]
    body_line = text.count("\n", 0, end) + 3
    problems += tuple(body_problems(body, path, body_line))
    return (MarkdownText(front, body.strip("\n"), body_line + leading(body)) if front else None), problems


def leading(body: str) -> int:
    """How many empty lines stand before the first one."""
    return len(body) - len(body.lstrip("\n"))


def body_problems(body: str, path: str, first_line: int) -> Iterator[Problem]:
    """Everything in a body that is never published, each with its place."""
    longest = max((len(line) for line in body.split("\n")), default=0)
    if longest > LINE_LIMIT:
        yield Problem(Where(path, first_line, 1), "M05", {"limit": str(LINE_LIMIT)})
        return
    if body.count("[") > BRACKET_LIMIT:
        yield Problem(Where(path, first_line, 1), "M06", {"limit": str(BRACKET_LIMIT)})
        return
    prose = without_code(body)
    yield from nesting_problems(prose, path, first_line)
    yield from html_problems(prose, path, first_line)
    yield from heading_problems(prose, path, first_line)
    for link in body_links(body, path, first_line):
        yield from link_problems(link)
    for found in LINK.finditer(prose):
        if found.group(1) and not found.group(2).strip():
            yield Problem(Where(path, *place_of(prose, found.start(), first_line)), "M12")


def without_code(body: str) -> str:
    """The same text with code blanked out, every other character where it was."""
    blank = FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), body)
    return CODE_SPAN.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), blank)


def nesting_problems(prose: str, path: str, first_line: int) -> Iterator[Problem]:
    for found in NESTED.finditer(prose):
        indent = found.group()
        if indent.count(">") + len(indent.replace("\t", "    ").replace(">", "")) // 4 > NESTING_LIMIT:
            yield Problem(Where(path, *place_of(prose, found.start(), first_line)), "M07", {"limit": str(NESTING_LIMIT)})
            return


def html_problems(prose: str, path: str, first_line: int) -> Iterator[Problem]:
    plain = AUTOLINK.sub(lambda found: " " * len(found.group()), prose)
    for found in HTML.finditer(plain):
        where = Where(path, *place_of(plain, found.start(), first_line))
        yield Problem(where, "M03", {"found": found.group()[:20]})


def heading_problems(prose: str, path: str, first_line: int) -> Iterator[Problem]:
    before = 1
    for found in HEADING.finditer(prose):
        level = len(found.group(1))
        where = Where(path, *place_of(prose, found.start(), first_line))
        if level == 1:
            yield Problem(where, "M08")
        elif level > before + 1:
            yield Problem(where, "M11", {"before": str(before), "after": str(level)})
        before = level


def body_links(body: str, path: str, first_line: int) -> Iterator[BodyLink]:
    """Every link and image of a body, in order, definitions included, code left out."""
    prose = without_code(body)
    for found in LINK.finditer(prose):
        where = Where(path, *place_of(prose, found.start(), first_line))
        yield BodyLink(found.group(3), where, found.group(1) == "!", found.start(3))
    for found in DEFINITION.finditer(prose):
        if not found.group().lstrip().startswith("[^"):
            where = Where(path, *place_of(prose, found.start(), first_line))
            yield BodyLink(found.group(1), where, False, found.start(1))


def link_problems(link: BodyLink) -> Iterator[Problem]:
    target = re.sub(r"[\x00-\x20\x7f]", "", html.unescape(link.target))
    scheme = SCHEME.match(target)
    if scheme and scheme.group(1).lower() not in SCHEMES:
        yield Problem(link.where, "M04", {"scheme": scheme.group(1)[:20]})
    elif link.image and (scheme or target.startswith("//")):
        yield Problem(link.where, "M09", {"url": link.target[:60]})
    elif target.startswith("//"):
        yield Problem(link.where, "M04", {"scheme": "//"})
