"""The plain part of YAML, read without libyaml: what almost every record and front matter is written in.

In: text. Out: dicts, lists and strings as `yaml.read_yaml` and `schema.plain` give them, or None for anything but plain: escapes, folded
texts, anchors, tabs, duplicate fields, empty values, limits near. None says nothing about whether the text is right; the
careful reader does.
"""

import re
from dataclasses import dataclass
from functools import cache

DEPTH = 8  # of values in values
PARTS = 1_000  # lines and commas; with `DEPTH` below what the careful reader allows
NULL = "null"
FIELD = re.compile(r"([a-z][a-z0-9_]*):(?: (?=\S)|(?=\n))")
ENTRY = re.compile(r"- (?=\S)")
MARGIN = re.compile(r"(?:\n| *#[^\n]*\n)*( *)")  # empty lines and comments between fields, then what the next one is indented
INDENT = re.compile(r" *")
MARK_GROUP, QUOTED_GROUPS, NAME_GROUP = 1, (2, 3), 4  # of IN_BRACKETS
QUOTED = r"\"([^\"\\\n]*)\"|'([^'\n]*)'"
FIRST = r"[0-9A-Za-z(+]|[^\x00-\x7f]"  # what can begin nothing but a text; indicators of YAML are ASCII
TEXT = rf"(?:{QUOTED}|((?:{FIRST})(?:[^:#\n]|:(?=\S))*(?<! )))\n"
SCALAR = re.compile(TEXT)
LINE = re.compile(rf"( *)([a-z][a-z0-9_]*): {TEXT}")  # the same as FIELD and SCALAR one after the other
WORD = r"[\w(]|[^\x00-\x7f]"
INSIDE = rf"((?:{WORD})(?:{WORD}|[./+)%;=-]| (?={WORD}))*)"
IN_BRACKETS = re.compile(rf" *(?:([\[{{}}\],])|{QUOTED}|([a-z][a-z0-9_]*): (?=\S)|{INSIDE})")

Value = str | list["Value"] | dict[str, "Value"]


class NotPlain(Exception):
    """Never leaves this module."""


@dataclass(frozen=True, slots=True)
class Plain:
    """`body_lines`: the first line of every `body: |`; `related`: line and column of the entries of `related:`; in order."""

    values: dict[str, Value]
    body_lines: tuple[int, ...]
    related: tuple[tuple[int, int], ...]


def read_plain(text: str, first_line: int = 1) -> Plain | None:
    """The mapping a file or a front matter holds; `first_line` is the line of the file in which `text` begins."""
    if "\t" in text or text[-1:] != "\n" or text.count("[") + text.count("{") > PARTS:
        return None
    reader = Reader(text, first_line)
    try:
        values = reader.mapping(0, 0)
    except NotPlain:
        return None
    if reader.at < len(text) or reader.parts > PARTS:
        return None
    return Plain(values, tuple(reader.body_lines), tuple(reader.related))


class Reader:
    """One pass over one text; `at` is where the next line begins."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self.at = 0
        self.parts = 0
        self.starts: list[int] = []  # of values in brackets
        self.body_lines: list[int] = []
        self.related: list[tuple[int, int]] = []

    def indent(self) -> int:
        """How far the next line that says something is indented, -1 at the end."""
        margin = MARGIN.match(self.text, self.at)
        self.parts += 1
        if margin is None or margin.end() == len(self.text):
            self.at = len(self.text)
            return -1
        self.at = margin.start(1)
        return margin.end() - self.at

    def line(self) -> int:
        return self.text.count("\n", 0, self.at) + self.first_line

    def mapping(self, indent: int, depth: int, first: re.Match[str] | None = None) -> dict[str, Value]:
        """The fields of an indent; `first` is one that stands behind the dash of an entry."""
        values: dict[str, Value] = {}
        found = first
        while True:
            if found is None:
                self.lines(values, indent)
                if self.indent() != indent:
                    break
            found = found or FIELD.match(self.text, self.at + indent)
            if found is None:
                break
            name = found.group(1)
            if name in values or name == NULL:
                raise NotPlain
            self.at = found.end()
            values[name] = self.value(name, indent, depth + 1)
            found = None
        if not values:
            raise NotPlain
        return values

    def lines(self, values: dict[str, Value], indent: int) -> None:
        """Fields with a text on their line, as long as nothing else comes in between."""
        while (found := LINE.match(self.text, self.at)) and found.end(1) - self.at == indent:
            name, text = found.group(2), found.group(found.lastindex or 0)
            if name in values or name in (NULL, "body") or text == NULL:
                raise NotPlain
            self.parts += 1
            self.at = found.end()
            values[name] = text

    def value(self, name: str, indent: int, depth: int) -> Value:
        first = self.text[self.at]
        if depth > DEPTH:
            raise NotPlain
        if first == "|":
            return self.block(name, indent)
        if name == "body":
            raise NotPlain
        if first == "\n":
            self.at += 1
            below = self.indent()
            if below >= indent and ENTRY.match(self.text, self.at + below):
                return self.sequence(name, below, depth)
            if below <= indent:
                raise NotPlain
            return self.mapping(below, depth)
        return self.inline(name, depth)

    def inline(self, name: str, depth: int) -> Value:
        """A value on the rest of the line."""
        if self.text[self.at] in "[{":
            self.starts.clear()
            made = self.brackets(depth)
            if self.text[self.at] != "\n":
                raise NotPlain
            if name == "related":
                begin = self.text.rfind("\n", 0, self.at) + 1
                self.related += [(self.line(), start - begin + 1) for start in self.starts]
            self.at += 1
            return made
        found = SCALAR.match(self.text, self.at)
        if found is None or found.group(found.lastindex or 0) == NULL:
            raise NotPlain
        self.at = found.end()
        return found.group(found.lastindex or 0)

    def sequence(self, name: str, indent: int, depth: int) -> Value:
        items: list[Value] = []
        while self.indent() == indent and (entry := ENTRY.match(self.text, self.at + indent)):
            if first := FIELD.match(self.text, entry.end()):
                items.append(self.mapping(indent + 2, depth + 1, first))
                continue
            if name == "related":
                self.related.append((self.line(), indent + 3))
            self.at = entry.end()
            items.append(self.inline(name, depth + 1))
        return items

    def brackets(self, depth: int) -> Value:
        """`[a, b]` or `{a: b, c: "d"}` on one line."""
        if depth > DEPTH:
            raise NotPlain
        closing = "]" if self.text[self.at] == "[" else "}"
        self.at += 1
        items: list[Value] = []
        values: dict[str, Value] = {}
        while True:
            name = self.token(NAME_GROUP) if closing == "}" else ""
            if name in values or name == NULL:
                raise NotPlain
            item = self.bracketed(depth)
            if closing == "}":
                values[name] = item
            else:
                items.append(item)
            mark = self.token(MARK_GROUP)
            if mark == closing:
                return values if closing == "}" else items
            if mark != ",":
                raise NotPlain
            self.parts += 1

    def bracketed(self, depth: int) -> Value:
        found = IN_BRACKETS.match(self.text, self.at)
        if found is None or found.group(4) or found.group(5) == NULL:
            raise NotPlain
        if found.group(1) in ("[", "{"):
            self.at = found.end() - 1
            return self.brackets(depth + 1)
        if found.group(1):
            raise NotPlain
        self.at = found.end()
        group = found.lastindex or 0
        self.starts.append(found.start(group) - (group in QUOTED_GROUPS))
        return found.group(group)

    def token(self, group: int) -> str:
        """What comes next in brackets, which must be of that group of IN_BRACKETS."""
        found = IN_BRACKETS.match(self.text, self.at)
        if found is None or not found.group(group):
            raise NotPlain
        self.at = found.end()
        return found.group(group)

    def block(self, name: str, indent: int) -> str:
        """The lines below `field: |`, kept as they are."""
        start = self.at + 2
        margin = len(INDENT.match(self.text, start).group())  # type: ignore[union-attr]
        found = block_of(margin).match(self.text, start) if margin > indent else None
        if found is None or self.text[start - 1] != "\n":
            raise NotPlain
        self.at = start
        if name == "body":
            self.body_lines.append(self.line())
        self.at = found.end()
        return found.group().replace("\n" + " " * margin, "\n")[margin:].rstrip("\n") + "\n"


@cache
def block_of(margin: int) -> re.Pattern[str]:
    """Lines with a margin, and empty ones between them."""
    line = rf" {{{margin},}}[^ \n][^\n]*\n"
    return re.compile(rf"{line}(?:{line}|\n)*")
