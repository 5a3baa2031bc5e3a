"""YAML of strangers, read from libyaml's events into values that know where they stand.

In: text. Out: a tree of `Scalar`, `Sequence` and `Mapping` nodes whose scalars are still strings; the schema types them.
Anchors, aliases, tags, merge keys, duplicate keys and several documents are refused; size, depth and the number of nodes
are limited (billion laughs, merge bombs and deep nesting crash or hang every loader that builds objects).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from edu_site.problems import Problem, Where
from edu_site.source.files import FORBIDDEN

DEPTH_LIMIT = 20
NODE_LIMIT = 20_000
BRACKET_LIMIT = 2_000
BRACKETS = re.compile(r"[\[{]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it was written. `text` is None for a plain empty value (`field:`)."""

    where: Where
    text: str | None


@dataclass(frozen=True, slots=True)
class Sequence:
    where: Where
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    where: Where
    entries: tuple[tuple[Scalar, "Node"], ...]

    def get(self, name: str) -> "Node | None":
        return next((value for key, value in self.entries if key.text == name), None)


Node = Scalar | Sequence | Mapping


class Refused(Exception):
    """Carries the problem out of the recursion; never leaves this module."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def read_yaml(text: str, path: str, first_line: int = 1) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """The mapping a file or a front matter holds; `first_line` is the line of the file in which `text` begins."""
    reader = Reader(path, first_line)
    try:
        node = reader.document(text)
    except Refused as refused:
        return None, (refused.problem,)
    if not isinstance(node, Mapping):
        return None, (Problem(node.where if node else Where(path, first_line, 1), "Y10"),)
    return node, tuple(reader.problems)


class Reader:
    """One pass over the events of one text."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.nodes = 0
        self.problems: list[Problem] = []

    def document(self, text: str) -> Node | None:
        if len(BRACKETS.findall(text)) > BRACKET_LIMIT:
            raise Refused(Problem(Where(self.path), "Y08", {"limit": str(BRACKET_LIMIT)}))
        try:
            return self.only_document(iter(yaml.parse(text, Loader=yaml.CSafeLoader)))
        except yaml.YAMLError as error:
            raise Refused(self.unreadable(error, text)) from None

    def only_document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Refused(Problem(self.where(event), "Y06"))
            elif isinstance(event, yaml.NodeEvent):
                root = self.node(event, events, 1)
        return root

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        where = self.where(event)
        self.admit(event, where, depth)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] and not event.style
            self.admit_text(event.value, where)
            return Scalar(where, None if plain and event.value in ("", "~", "null") else event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(where, tuple(self.sequence(events, depth)))
        return Mapping(where, tuple(self.mapping(events, depth)))

    def admit(self, event: yaml.Event, where: Where, depth: int) -> None:
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise Refused(Problem(where, "Y02"))
        if getattr(event, "tag", None) is not None:
            raise Refused(Problem(where, "Y03"))
        if depth > DEPTH_LIMIT:
            raise Refused(Problem(where, "Y07", {"limit": str(DEPTH_LIMIT)}))
        if self.nodes > NODE_LIMIT:
            raise Refused(Problem(where, "Y08", {"limit": str(NODE_LIMIT)}))

    def admit_text(self, text: str, where: Where) -> None:
        """Escapes in double quotes must not bring in what is refused in the file itself."""
        found = FORBIDDEN.search(text)
        if found:
            self.problems.append(Problem(where, "F04", {"character": f"U+{ord(found.group()):04X}"}))

    def sequence(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self.node(event, events, depth + 1)

    def mapping(self, events: Iterator[yaml.Event], depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, int] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self.key(self.node(event, events, depth + 1))
            value = self.node(next(events), events, depth + 1)
            name = key.text or ""
            if name in seen:
                self.problems.append(Problem(key.where, "Y05", {"field": name, "first": str(seen[name])}))
            else:
                seen[name] = key.where.line
                yield key, value

    def key(self, node: Node) -> Scalar:
        if not isinstance(node, Scalar) or node.text is None:
            raise Refused(Problem(node.where, "Y09"))
        if node.text == "<<":
            raise Refused(Problem(node.where, "Y04"))
        return node

    def where(self, event: yaml.Event) -> Where:
        mark = event.start_mark
        return Where(self.path, mark.line + self.first_line, mark.column + 1) if mark else Where(self.path)

    def unreadable(self, error: yaml.YAMLError, text: str) -> Problem:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line, mark.column) if mark else (0, 0)
        where = Where(self.path, line + self.first_line, column + 1)
        lines = text.split("\n")
        if line < len(lines) and "\t" in lines[line][: max(column, 1)]:
            return Problem(where, "Y11")
        context = getattr(error, "context", None) or ""
        if "alias" in context or "anchor" in context:
            return Problem(where, "Y02")
        if "tag" in context:
            return Problem(where, "Y03")
        return Problem(where, "Y01", {"reason": getattr(error, "problem", None) or "unknown"})
