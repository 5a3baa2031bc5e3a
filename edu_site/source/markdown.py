"""Markdown of strangers: front matter apart, the body checked for what is never published.

In: the text of a `.md` file. Out: its front matter as a `Mapping`, its body, and the line in which the body begins. The
body stays Markdown; HTML, other schemes, remote images and texts built to stall a converter are problems here, so that
the fast path and a plain MkDocs build see the same harmless text.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from edu_site.problems import Problem, Where, personal_numbers
from edu_site.source.files import place_of
from edu_site.source.yaml import Mapping, read_yaml

SAME_TEXT = 8  # texts kept: several checks look at one text after the other
LINE_LIMIT = 20_000
LINES_LIMIT = 3_000
BRACKET_LIMIT = 2_000
NESTING_LIMIT = 12
BACKTICKS_LIMIT = 40  # in a row: a converter looks for the end of each length anew
TOLD = 50  # problems of one sort told of one text

BACKTICKS = re.compile(r"`+")
TOO_MANY_BACKTICKS = re.compile(f"`{{{BACKTICKS_LIMIT + 1}}}")
HTML = re.compile(r"<(?:[a-zA-Z/!?][^\n>]{0,40}>?)")
AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^\s<>]+>|<[\w.+-]+@[\w.-]+>")
BRACKET = re.compile(r"\\.|!?\[|\]", re.S)
TARGET = re.compile(r"\]\(\s*<?\s*([^)\s>]*)")
REFERRED = re.compile(r"\s?\[([^\]]*)\]")
DEFINITION = re.compile(r"\[([^\]]*)\]:\s*<?\s*([^\s>]*)")
MARKERS = re.compile(r"^(?:[ \t]+|>|[-*+:](?=[ \t])|\d+[.)](?=[ \t]))*")
SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")
DEEP = re.compile(rf"\n[ \t>\-*+:\d.)]{{{NESTING_LIMIT + 1}}}")  # fewer markers and indents cannot be too many
MARKED_LINE = re.compile(r"\n(#{1,6})[ \t]*[^#\s]")  # what HEADING finds where no line is underlined
HEADING = re.compile(r"^(#{1,6})[ \t]*[^#\s]|^(?=[^\n]*\S)[^\n]+\n=+[ \t]*$", re.M)
RULE = re.compile(r"^ {0,3}([-*_])(?: {0,2}\1)+ *\Z")
NEAR = 300  # characters before a closing bracket in which its opening one is looked for first
HARMLESS = ("https://", "ref:")
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
    end = end_of_front(text)
    if end < 0:
        return None, (Problem(Where(path, 1, 1), "M01"),)
    front, problems = read_yaml(text[4 : end + 1] or "\n", path, first_line=2)
    body = text[end + 5 :]
    body_line = text.count("\n", 0, end) + 3
    problems += tuple(body_problems(body, path, body_line))
    return (MarkdownText(front, body.strip("\n"), body_line + leading(body)) if front else None), problems


def end_of_front(text: str) -> int:
    """Where the line break before the closing `---` stands, -1 when there is none."""
    end = text.find("\n---\n", 3)
    return len(text) - 4 if end < 0 and text.endswith("\n---") else end


def leading(body: str) -> int:
    """How many empty lines stand before the first one."""
    return len(body) - len(body.lstrip("\n"))


def body_problems(body: str, path: str, first_line: int) -> Iterator[Problem]:
    """Everything in a body that is never published, each with its place."""
    for start, shown in personal_numbers(body):
        yield Problem(Where(path, *place_of(body, start, first_line)), "P01", {"masked": shown})
    too_large = tuple(size_problems(body, path, first_line))
    yield from too_large
    if too_large:
        return
    yield from prose_problems(body, path, first_line)
    for link in body_links(body, path, first_line):
        yield from link_problems(link)


def size_problems(body: str, path: str, first_line: int) -> Iterator[Problem]:
    """The first limit a body exceeds; nothing more is looked for in it then."""
    if len(body) > LINE_LIMIT and max(map(len, body.split("\n"))) > LINE_LIMIT:
        yield Problem(Where(path, first_line, 1), "M05", {"limit": str(LINE_LIMIT)})
        return
    if body.count("[") > BRACKET_LIMIT:
        yield Problem(Where(path, first_line, 1), "M06", {"limit": str(BRACKET_LIMIT)})
        return
    if body.count("\n") >= LINES_LIMIT:
        yield Problem(Where(path, first_line + LINES_LIMIT, 1), "M13", {"limit": str(LINES_LIMIT)})
        return
    if found := "`" in body and TOO_MANY_BACKTICKS.search(body):
        yield Problem(Where(path, *place_of(body, found.start(), first_line)), "M14", {"limit": str(BACKTICKS_LIMIT)})


def prose_problems(body: str, path: str, first_line: int) -> Iterator[Problem]:
    """What the running text does wrong, links and personal numbers apart."""
    prose = without_code(body)
    for sort in (nesting_problems, html_problems, heading_problems, image_problems):
        yield from islice(sort(prose, path, first_line), TOLD)


@lru_cache(maxsize=SAME_TEXT)
def without_code(body: str) -> str:
    """The same text with code spans blanked out, every other character where it was.

    What is blanked is not looked at any more, so only spans count that no reading of the text can take for anything else:
    within a line, in a paragraph each line of which pairs its backticks. Fences and indentation do not hide anything.
    """
    if "`" not in body:
        return body
    lines: list[str] = []
    paragraph: list[str] = []
    for line in [*body.split("\n"), ""]:
        if line.strip(" \t"):
            paragraph.append(line)
        else:
            blank = [blank_spans(one) for one in paragraph]
            lines += paragraph if None in blank else [one for one in blank if one is not None]
            lines.append(line)
            paragraph = []
    return "\n".join(lines[:-1])


def blank_spans(line: str) -> str | None:
    """A line without its code; None when its backticks do not pair, or are escaped."""
    if "`" not in line:
        return line
    runs = [] if "\\`" in line else list(BACKTICKS.finditer(line))
    made, done = "", 0
    while runs:
        opening = runs.pop(0)
        closing = next((n for n, run in enumerate(runs) if len(run.group()) == len(opening.group())), None)
        if closing is None:
            return None
        end = runs[closing].end()
        made += line[done : opening.start()] + " " * (end - opening.start())
        done = end
        del runs[: closing + 1]
    return made + line[done:] if done else None


def nesting_problems(prose: str, path: str, first_line: int) -> Iterator[Problem]:
    for number, line in enumerate(prose.split("\n") if DEEP.search("\n" + prose) else ()):
        if line[:1].isalpha() or not (found := MARKERS.match(line)):
            continue
        before = found.group()
        markers = len(re.findall(r"\d+|[^ \t\d.)]", before))
        indents = max(before.replace("\t", "    ").count(" ") - markers, 0) // 4
        if markers + indents > NESTING_LIMIT and not RULE.match(line):
            yield Problem(Where(path, first_line + number, 1), "M07", {"limit": str(NESTING_LIMIT)})
            return


def html_problems(prose: str, path: str, first_line: int) -> Iterator[Problem]:
    if "<" not in prose:
        return
    plain = AUTOLINK.sub(lambda found: " " * len(found.group()), prose)
    for found in HTML.finditer(plain):
        where = Where(path, *place_of(plain, found.start(), first_line))
        yield Problem(where, "M03", {"found": found.group()[:20]})


def heading_problems(prose: str, path: str, first_line: int) -> Iterator[Problem]:
    if ("=" not in prose or "\n=" not in prose) and in_steps(MARKED_LINE.findall("\n" + prose)):
        return
    before = 1
    for found in HEADING.finditer(prose):
        level = len(found.group(1) or "=")
        where = Where(path, *place_of(prose, found.start(), first_line))
        if level == 1:
            yield Problem(where, "M08")
        elif level > before + 1:
            yield Problem(where, "M11", {"before": str(before), "after": str(level)})
        before = level


def in_steps(marks: list[str]) -> bool:
    """Whether headings begin at the second level and go down one level at a time."""
    levels = [1, *map(len, marks)]
    return all(2 <= level <= before + 1 for before, level in pairwise(levels))


@lru_cache(maxsize=SAME_TEXT)
def openings(prose: str) -> dict[int, re.Match[str]]:
    """Position of each closing bracket -> the opening one it belongs to, with the `!` of an image before it."""
    open_ones: list[re.Match[str]] = []
    found: dict[int, re.Match[str]] = {}
    for bracket in BRACKET.finditer(prose):
        if bracket.group() == "]" and open_ones:
            found[bracket.start()] = open_ones.pop()
        elif bracket.group().endswith("["):
            open_ones.append(bracket)
    return found


def images(prose: str) -> Iterator[tuple[re.Match[str], int]]:
    """The opening bracket and the position of the closing one of everything that may be an image."""
    found = openings(prose).items() if stands(prose, "!", "[") else ()
    return ((opening, closing) for closing, opening in found if opening.group() == "![")


def stands(text: str, first: str, second: str) -> bool:
    """Whether two characters stand together; sooner than `in` tells where both are common and the one with brackets is rare."""
    rare, offset = (first, 1) if first in "[]" else (second, -1)
    other = second if offset > 0 else first
    at = text.find(rare)
    while at >= 0:
        if text[at + offset : at + offset + 1] == other:
            return True
        at = text.find(rare, at + 1)
    return False


def opening_of(prose: str, closing: int) -> tuple[int, bool] | None:
    """Where the link begins that a bracket closes, and whether it is an image. An opening bracket is its own when no other
    bracket and no escape stands between them; what is not as plain is counted through."""
    start = prose.rfind("[", max(closing - NEAR, 0), closing)
    if start >= 0 and "]" not in prose[start:closing] and "\\" not in prose:
        image = prose[start - 1 : start] == "!"
        return start - image, image
    found = openings(prose).get(closing)
    return (found.start(), found.group() == "![") if found else None


def image_problems(prose: str, path: str, first_line: int) -> Iterator[Problem]:
    for opening, closing in images(prose):
        if not prose[opening.end() : closing].strip():
            yield Problem(Where(path, *place_of(prose, opening.start(), first_line)), "M12")


@lru_cache(maxsize=SAME_TEXT)
def body_links(body: str, path: str, first_line: int) -> tuple[BodyLink, ...]:
    """Every link and image of a body, in order, definitions included, code left out."""
    return tuple(links_in(body, path, first_line))


def links_in(body: str, path: str, first_line: int) -> Iterator[BodyLink]:
    prose = without_code(body)
    for found in TARGET.finditer(prose):
        start, image = opening_of(prose, found.start()) or (found.start(), False)
        yield BodyLink(found.group(1), Where(path, *place_of(prose, start, first_line)), image, found.start(1))
    if not stands(prose, "]", ":"):
        return
    named = {image_name(prose, opening, closing) for opening, closing in images(prose)}
    for found in DEFINITION.finditer(prose):
        if is_definition(prose, found):
            where = Where(path, *place_of(prose, found.start(), first_line))
            yield BodyLink(found.group(2), where, key_of(found.group(1)) in named, found.start(2))


def is_definition(prose: str, found: re.Match[str]) -> bool:
    """Whether it begins its line or quotation or list entry; with a forbidden scheme it is looked at anywhere."""
    before = prose[prose.rfind("\n", 0, found.start()) + 1 : found.start()]
    begins = MARKERS.sub("", before) == "" and not found.group(1).startswith("^")
    return begins or any(True for _problem in link_problems(BodyLink(found.group(2), Where(""), False, 0)))


def image_name(prose: str, opening: re.Match[str], closing: int) -> str:
    """The name of the definition an image would take its address from."""
    referred = REFERRED.match(prose, closing + 1)
    return key_of((referred.group(1) if referred else "") or prose[opening.end() : closing])


def key_of(name: str) -> str:
    return " ".join(name.lower().split())


def link_problems(link: BodyLink) -> Iterator[Problem]:
    if link.target.startswith(HARMLESS) and not link.image:
        return
    target = re.sub(r"[\x00-\x20\x7f]", "", html.unescape(link.target))
    scheme = SCHEME.match(target)
    known = scheme and scheme.group(1).lower() in SCHEMES
    if scheme and (not known or (scheme.group(1).lower() == "ref" and not link.target.startswith("ref:"))):
        yield Problem(link.where, "M04", {"scheme": scheme.group(1)[:20]})
    elif link.image and (scheme or target.startswith("//")):
        yield Problem(link.where, "M09", {"url": link.target[:60]})
    elif target.startswith("//"):
        yield Problem(link.where, "M04", {"scheme": "//"})
