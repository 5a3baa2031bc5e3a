"""One item, read with care: a pair of Markdown files or a YAML record becomes a typed entry.

In: the files of an item. Out: an `Entry`, or every problem of every file at once, each at its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from edu_site.model.addresses import RESERVED
from edu_site.model.content import KINDS, AnyItem
from edu_site.model.entries import Entry, Origin, Reference
from edu_site.model.organisation import LANGUAGES, Language
from edu_site.problems import Problem, Where, has_errors
from edu_site.source.allowed import private_problems
from edu_site.source.checks import Context, check_item
from edu_site.source.downloads import beside
from edu_site.source.files import NAME, read_text
from edu_site.source.markdown import MarkdownText, body_links, body_problems, read_markdown
from edu_site.source.schema import field_names, locate, misspelt, plain, to_record, unfit
from edu_site.source.yaml import Mapping, Node, Scalar, read_yaml

OF_TEXT = ("P02", "P03", "P04")  # do not keep the rest of an item from being looked at


@dataclass(frozen=True, slots=True)
class Source:
    """The files one item is written in."""

    section: str
    id: str
    record: str | None  # path of the .yml
    markdown: tuple[tuple[Language, str], ...]  # language, path of the .md

    @property
    def path(self) -> str:
        return self.record or self.markdown[0][1]


def read_item(project: Path, source: Source, context: Context) -> tuple[Entry | None, tuple[Problem, ...]]:
    """One item with its files; problems of all its files at once."""
    node, origins, problems = read_record(project, source, context) if source.record else read_pair(project, source, context)
    if node is None or has_errors(problem for problem in problems if problem.code not in OF_TEXT):
        return None, problems + (tuple(unfit(node)) if node else ())
    item, typed = to_record(node, KINDS[source.section])
    problems += typed
    if item is None:
        return None, problems
    problems += tuple(address_problems(source.section, item.id, locate(node, ("id",), key=False)))
    files, tables, missing = beside(project, source.path.rsplit("/", 1)[0], item, node, origins, context.public)
    problems += missing + tuple(check_item(item, node, tables, context))
    entry = Entry(
        section=source.section,
        item=item,
        origins=tuple((language, with_references(origin, item, language)) for language, origin in origins),
        files=files,
        tables=tables,
        related=tuple(related(item, node)),
    )
    return (None if has_errors(problems) else entry), problems


def address_problems(section: str, item_id: str, where: Where) -> Iterator[Problem]:
    """An id is a part of addresses and of paths below the output folder, whoever chose it."""
    if not NAME.match(item_id):
        yield Problem(where, "F05", {"name": item_id})
    elif section == "pages" and item_id in RESERVED:
        yield Problem(where, "C22", {"id": item_id})


Origins = tuple[tuple[Language, Origin], ...]


def read_record(project: Path, source: Source, context: Context) -> tuple[Mapping | None, Origins, tuple[Problem, ...]]:
    """A YAML record with `kk:` and `ru:`."""
    path = source.record or ""
    text = read_text(project, path)
    if isinstance(text, Problem):
        return None, (), (text,)
    node, problems = read_yaml(text, path)
    problems += tuple(private(text, path, source, context))
    if node is None:
        return None, (), problems
    origins: list[tuple[Language, Origin]] = []
    for language in LANGUAGES:
        texts = node.get(language)
        body = texts.get("body") if isinstance(texts, Mapping) else None
        line = body.where.line + 1 if isinstance(body, Scalar) else 0
        if isinstance(texts, Mapping):
            origins.append((language, Origin(path=path, body_line=line)))
        if isinstance(body, Scalar) and body.text:
            problems += tuple(body_problems(body.text, path, line))
    return identified(node, source.id), tuple(origins), problems


def read_pair(project: Path, source: Source, context: Context) -> tuple[Mapping | None, Origins, tuple[Problem, ...]]:
    """One or two Markdown files as a mapping of the same shape as a record."""
    texts: list[tuple[Language, MarkdownText]] = []
    problems: tuple[Problem, ...] = ()
    origins: list[tuple[Language, Origin]] = []
    for language, path in source.markdown:
        text = read_text(project, path)
        read, found = (None, (text,)) if isinstance(text, Problem) else read_markdown(text, path)
        problems += found
        if isinstance(text, str):
            problems += tuple(private(text, path, source, context))
        if read:
            texts.append((language, read))
            origins.append((language, Origin(path=path, body_line=read.body_line)))
    if len(texts) < len(source.markdown):
        return None, (), problems
    node, differing = merge(texts, KINDS[source.section])
    return identified(node, source.id), tuple(origins), problems + differing


def private(text: str, path: str, source: Source, context: Context) -> Iterator[Problem]:
    """What the text says of private persons, but for numbers, which are told value by value; members of staff are named with
    their contacts on purpose."""
    told = ("P04",) if source.section == "staff" else OF_TEXT
    return (problem for problem in private_problems(text, path, context.public, numbers=False) if problem.code in told)


def merge(texts: list[tuple[Language, MarkdownText]], kind: type[AnyItem]) -> tuple[Mapping, tuple[Problem, ...]]:
    """Text fields go under their language, shared fields to the top; shared fields that differ are a problem.

    `updated` is a text's own when both files say it, and the item's when one does, whichever that is."""
    text_fields, known = fields_of_kind(cast(Any, kind))
    both_updated = len(texts) > 1 and all(text.front.get("updated") for _language, text in texts)
    shared: dict[str, tuple[Scalar, Node]] = {}
    languages: list[tuple[Scalar, Node]] = []
    problems: list[Problem] = []
    for language, text in texts:
        own: list[tuple[Scalar, Node]] = []
        for key, value in text.front.entries:
            name = key.text or ""
            if name not in known:
                problems += [misspelt(name, known, key.where), *unfit(key)]
            elif name in text_fields and (name != "updated" or both_updated):
                own.append((key, value))
            elif name in shared and plain(shared[name][1]) != plain(value):
                problems.append(Problem(key.where, "C03", {"field": name}))
            else:
                shared.setdefault(name, (key, value))
        own.append((Scalar(text.front.where, "body"), Scalar(Where(text.front.where.path, text.body_line, 1), text.body)))
        languages.append((Scalar(text.front.where, language), Mapping(text.front.where, tuple(own))))
    return Mapping(texts[0][1].front.where, (*shared.values(), *languages)), tuple(problems)


@cache
def fields_of_kind(kind: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields a front matter gives to its language, and all it may have."""
    own = tuple(name for name in field_names(kind.__dataclass_fields__["kk"].type) if name != "body")
    return own, (*own, *(name for name in field_names(kind) if name not in (*LANGUAGES, *own)))


def with_references(origin: Origin, item: AnyItem, language: Language) -> Origin:
    """The origin with every `ref:` of its body."""
    texts = item.kk if language == "kk" else item.ru
    found = [
        Reference(
            target=link.target[4:],
            path=origin.path,
            line=link.where.line,
            column=link.where.column,
            start=link.start,
            end=link.start + len(link.target),
        )
        for link in body_links(texts.body if texts else "", origin.path, origin.body_line)
        if link.target.startswith("ref:")
    ]
    return Origin(path=origin.path, body_line=origin.body_line, references=tuple(found))


def related(item: AnyItem, node: Mapping) -> Iterator[Reference]:
    """The entries of `related:` with their places."""
    for number, target in enumerate(item.related):
        where = locate(node, ("related", number), key=False)
        yield Reference(target=target, path=where.path, line=where.line, column=where.column)


def identified(node: Mapping, item_id: str) -> Mapping:
    """The record with the id its file's name gives, unless it names one itself."""
    if node.get("id") is not None:
        return node
    return Mapping(node.where, ((Scalar(node.where, "id"), Scalar(node.where, item_id)), *node.entries))
