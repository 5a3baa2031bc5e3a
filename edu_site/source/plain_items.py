"""One item in which nothing is wrong and nothing unusual, read without places: most of them are.

In: the files of an item in an open folder. Out: the `Entry` that `items.read_item` makes, or None wherever that might have anything to
tell; then it reads the files again, with care. What is checked here is the same or stricter, so that no error can pass by.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

from edu_site.activity import working_on
from edu_site.model.content import KINDS, AnyItem
from edu_site.model.entries import Entry, Origin, Reference
from edu_site.model.organisation import LANGUAGES
from edu_site.problems import Problem, Where, may_hold_numbers_in
from edu_site.source.checks import Context, check_item
from edu_site.source.downloads import beside
from edu_site.source.files import TEXT_LIMIT, bytes_in, decoded
from edu_site.source.items import Origins, Source, address_problems, fields_of_kind, private, with_references
from edu_site.source.markdown import body_links, end_of_front, leading, link_problems, prose_problems, size_problems
from edu_site.source.plain_yaml import Plain, read_plain
from edu_site.source.schema import plain_record
from edu_site.source.yaml import Mapping

Values = dict[str, Any]
Written = tuple[Values, Origins, tuple[Reference, ...]]  # all fields, where the texts stand, the entries of `related:`


def read_plain_item(project: Path, folder: int, source: Source, context: Context) -> Entry | None:
    """The entry of an item; None when it has to be read with care."""
    written = plain_file(folder, source, context) if source.record else plain_pair(folder, source, context)
    if written is None:
        return None
    values, origins, related = written
    values.setdefault("id", source.id)
    item: AnyItem | None = plain_record(values, KINDS[source.section])
    if item is None or any(address_problems(source.section, item.id, Where(source.path))):
        return None
    nowhere = Mapping(Where(source.path), ())  # whatever would have to say where a value stands ends this road
    files, tables, missing = beside(project, source.path.rsplit("/", 1)[0], item, nowhere, origins, context.public)
    if missing or any(check_item(item, nowhere, tables, context)):
        return None
    return Entry(
        section=source.section,
        item=item,
        origins=tuple((language, with_references(origin, item, language)) for language, origin in origins),
        files=files,
        tables=tables,
        related=related,
    )


def plain_text(folder: int, path: str, source: Source, context: Context) -> str | None:
    """A text that holds nothing private and no number that might be one."""
    working_on(path)
    data = bytes_in(folder, path.rsplit("/", 1)[-1], TEXT_LIMIT)
    if data is None or may_hold_numbers_in(data):
        return None
    text = decoded(data, path)
    return None if isinstance(text, Problem) or any(private(text, path, source, context)) else text


def plain_file(folder: int, source: Source, context: Context) -> Written | None:
    """A YAML record."""
    path = source.record or ""
    text = plain_text(folder, path, source, context)
    read = read_plain(text) if text and "<" not in text else None
    if read is None or any(language not in read.values for language in LANGUAGES):
        return None
    lines = iter(read.body_lines)
    places = {name: next(lines, 0) for name, value in read.values.items() if isinstance(value, dict) and "body" in value}
    origins = tuple((one, Origin(path=path, body_line=places.get(one, 0))) for one in LANGUAGES)
    for language, origin in origins:
        texts = read.values[language]
        body = str(texts.get("body", "")) if isinstance(texts, dict) else None
        if body is None or any(size_problems(body, path, 0)) or any(problems_of(body, path, origin.body_line)):
            return None
    return read.values, origins, references(read, path)


def plain_pair(folder: int, source: Source, context: Context) -> Written | None:
    """Two Markdown files, put together as `items.merge` does."""
    fronts: list[tuple[str, Plain, str]] = []
    origins: Origins = ()
    if len(source.markdown) < len(LANGUAGES):  # which is told of
        return None
    for language, path in source.markdown:
        text = plain_text(folder, path, source, context)
        end = end_of_front(text) if text and text.startswith("---\n") else -1
        front = read_plain(text[4 : end + 1], 2) if text and end >= 0 and "<" not in text[4:end] else None
        if text is None or front is None:
            return None
        rest = text[end + 5 :]
        first_line = text.count("\n", 0, end) + 3
        body = rest.strip("\n")
        line = first_line + leading(rest)
        if any(size_problems(rest, path, first_line)) or any(problems_of(body, path, line)):
            return None
        fronts.append((path, front, body))
        origins += ((language, Origin(path=path, body_line=line)),)
    return merged(fronts, origins, KINDS[source.section])


def merged(fronts: list[tuple[str, Plain, str]], origins: Origins, kind: type[AnyItem]) -> Written | None:
    own_fields, known = known_fields(cast(Any, kind))
    both_updated = all("updated" in front.values for _path, front, _body in fronts)
    shared: Values = {}
    related: tuple[Reference, ...] = ()
    languages: Values = {}
    for (language, _origin), (path, front, body) in zip(origins, fronts, strict=True):
        own: Values = {}
        for name, value in front.values.items():
            if name not in known:
                return None
            if name in own_fields and (name != "updated" or both_updated):
                own[name] = value
            elif shared.setdefault(name, value) != value:
                return None
        own["body"] = body
        languages[language] = own
        related = related or references(front, path)
    return shared | languages, origins, related


@cache
def known_fields(kind: Any) -> tuple[frozenset[str], frozenset[str]]:
    own, known = fields_of_kind(kind)
    return frozenset(own), frozenset(known)


def references(read: Plain, path: str) -> tuple[Reference, ...]:
    """The entries of `related:` with their places."""
    targets = read.values.get("related", ())
    return tuple(
        Reference(target=str(target), path=path, line=line, column=column)
        for target, (line, column) in zip(targets, read.related, strict=False)
    )


def problems_of(body: str, path: str, line: int) -> Iterator[Problem]:
    """What is never published of a body that is not too large, but for numbers, which were looked for in the whole file."""
    yield from prose_problems(body, path, line)
    for link in body_links(body, path, line):
        yield from link_problems(link)
