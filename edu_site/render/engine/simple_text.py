"""Simple Markdown to HTML without a tree: headings, paragraphs, lists of one level, tables, notes, emphasis, links.

In: a body. Out: the HTML and headings that Python-Markdown would give, eight times sooner; None for a text with anything in it
that is not known here to the letter, which Python-Markdown then converts. Nearly every text that people write is simple. What is
accepted is narrow on purpose: a sign that could mean something else anywhere in the text refuses all of it. A test holds both
converters together over every text of the demonstration and over random mixes of signs.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import markdown
from markdown.extensions.toc import TocTreeprocessor, nest_toc_tokens, unique

EXTENSIONS = frozenset(
    ("abbr", "admonition", "def_list", "fenced_code", "footnotes", "sane_lists", "tables", "pymdownx.details", "toc")
)
SETTINGS = frozenset(("footnotes", "toc"))  # extensions whose settings do not change how simple texts are read

REFUSED = re.compile("[<&\\\\`_~\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
REFUSED_PAIRS = (" \n", "![", "[^", "]:")
# How a line of running text begins: with no sign that makes it a heading, list, table, quotation, definition or rule.
START = r"(?:[^\W\d_]|[«„“\"'(…—–№§]|\d+(?![\d.)])|\*{1,2}(?![\s*\[])|\[)"
LINES = re.compile(rf"(?:{START}[^\n|]*\n)+")
HEADING = re.compile(r"(#{1,6}) *([^\s#*\[>][^#*\[>\n]*)\n")
LISTS = {
    "ul": re.compile(rf"(?:[-*+] +{START}[^\n]*\n)+"),
    "ol": re.compile(rf"1\. +{START}[^\n]*\n(?:\d+\. +{START}[^\n]*\n)*"),
}
ITEM = re.compile(r"(?:[-*+]|\d+\.) +([^\n]*)\n")
TABLE = re.compile(r"\|[^\n]*\|[^\n]*\|\n\|[-:| ]+\|\n(?:\|[^\n]*\|\n)+")
RULE = re.compile(r" *(:?)-+(:?) *")
ALIGNED = {("", ""): "", (":", ""): "left", ("", ":"): "right", (":", ":"): "center"}
NOTE = re.compile(r'!!! ([a-z]+)(?: "([^"\n]+)")?\n((?:    \S[^\n]*\n)+)')
LINK = re.compile(r"\[([^\[\]\n*^_]+)\]\(([\w/.:#?=%+,@-]+)\)")
EMPHASIS = re.compile(r"(?<!\*)(\*\*?)(?![\s*])([^*]*[^\s*])\1(?!\*)")


@dataclass(frozen=True, slots=True)
class Converted:
    """HTML of a body and its headings as Python-Markdown's `toc_tokens`."""

    html: str
    headings: tuple[dict[str, Any], ...]


class NotSimple(Exception):
    """Carries the refusal out of the middle of a text; never leaves this module."""


class SimpleConverter:
    """Converts simple texts as `converter` does. `known` says whether its extensions are those this module knows."""

    def __init__(self, converter: markdown.Markdown, extensions: list[str], settings: dict[str, Any]) -> None:
        toc = next((one for one in converter.treeprocessors if isinstance(one, TocTreeprocessor)), None)
        self.known = frozenset(extensions) == EXTENSIONS and settings.keys() <= SETTINGS and plain_toc(toc)
        self.toc: Any = toc

    def convert(self, body: str) -> Converted | None:
        """None when the text is not simple."""
        if not self.known or refused(body):
            return None
        ids: set[str] = set()
        headings: list[dict[str, Any]] = []

        def heading(level: int, text: str) -> str:
            name = " ".join(text.split())
            found = unique(self.toc.slugify(name, self.toc.sep), ids)
            if self.toc.toc_top <= level <= self.toc.toc_bottom:
                headings.append({"level": level, "id": found, "name": name, "html": text, "data-toc-label": ""})
            return f'<h{level} id="{found}">{text}</h{level}>'

        try:
            html = "\n".join(blocks(body, heading))
        except NotSimple:
            return None
        return Converted(html, tuple(cast(Any, nest_toc_tokens(cast(Any, headings)))))


def plain_toc(toc: TocTreeprocessor | None) -> bool:
    """Whether headings get an id and nothing else."""
    return toc is not None and not (toc.use_anchors or toc.use_permalinks or toc.base_level)


def refused(body: str) -> bool:
    """Whether a sign stands in the text that is not looked at here."""
    return bool(REFUSED.search(body)) or any(pair in body for pair in REFUSED_PAIRS) or body.endswith(" ")


def blocks(text: str, heading: Callable[[int, str], str]) -> Iterator[str]:
    """Block by block; two lists of one kind in a row would be one list, and so are refused."""
    before = ""
    for block in text.split("\n\n"):
        rest = block.strip("\n") + "\n"
        while found := HEADING.match(rest):
            yield heading(len(found[1]), found[2].strip())
            before, rest = "", rest[found.end() :]
        if rest.strip("\n"):
            kind, html = block_html(rest, heading)
            if kind and kind == before:
                raise NotSimple
            before = kind
            yield html


def block_html(block: str, heading: Callable[[int, str], str]) -> tuple[str, str]:
    """The kind of list, "" for anything else, and the HTML of a block that ends with its last line."""
    if LINES.fullmatch(block):
        return "", f"<p>{inline(block[:-1])}</p>"
    for kind, pattern in LISTS.items():
        if pattern.fullmatch(block):
            items = "\n".join(f"<li>{inline(item)}</li>" for item in ITEM.findall(block))
            return kind, f"<{kind}>\n{items}\n</{kind}>"
    if TABLE.fullmatch(block):
        return "", table(block)
    if found := NOTE.fullmatch(block):
        title = inline(found[2] or found[1].capitalize())
        inner = "\n".join(blocks(found[3].replace("\n    ", "\n")[4:], heading))
        return "", f'<div class="admonition {found[1]}">\n<p class="admonition-title">{title}</p>\n{inner}\n</div>'
    raise NotSimple


def table(block: str) -> str:
    """A table all rows of which have as many cells."""
    head, rule, *rows = ([cell.strip(" ") for cell in line[1:-1].split("|")] for line in block[:-1].split("\n"))
    aligned = []
    for cell in rule:
        found = RULE.fullmatch(cell)
        if not found:
            raise NotSimple
        side = ALIGNED[found[1], found[2]]
        aligned.append(f' style="text-align: {side};"' if side else "")
    body = "\n".join(row("td", cells, aligned) for cells in rows)
    return f"<table>\n<thead>\n{row('th', head, aligned)}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def row(tag: str, cells: list[str], aligned: list[str]) -> str:
    if len(cells) != len(aligned):
        raise NotSimple
    made = "\n".join(f"<{tag}{side}>{inline(cell)}</{tag}>" for cell, side in zip(cells, aligned, strict=True))
    return f"<tr>\n{made}\n</tr>"


def inline(text: str) -> str:
    """Links and emphasis; every bracket and asterisk must belong to one."""
    text = text.replace(">", "&gt;")
    if "[" in text or "]" in text:
        text = LINK.sub(r'<a href="\2">\1</a>', text)
        if "[" in text or "]" in text:
            raise NotSimple
    if "*" in text:
        text = EMPHASIS.sub(emphasised, text)
        if "*" in text:
            raise NotSimple
    return text


def emphasised(found: re.Match[str]) -> str:
    tag = "em" if found[1] == "*" else "strong"
    return f"<{tag}>{found[2]}</{tag}>"
