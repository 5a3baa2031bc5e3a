"""The items of one organisation: pairs of Markdown files and YAML records become typed entries.

In: an organisation and the folder it lies in. Out: `OrganisationContent`, or every problem of every file. An item with an
error stops its organisation, never another one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from edu_site.model.addresses import RESERVED
from edu_site.model.content import KINDS, AnyItem
from edu_site.model.days import stretch, turning_days
from edu_site.model.entries import Entry, OrganisationContent, Origin, Reference
from edu_site.model.organisation import LANGUAGES, Language, Organisation
from edu_site.problems import Problem, Where, has_errors, personal_numbers
from edu_site.source.allowed import private_problems, read_public
from edu_site.source.checks import Context, check_item
from edu_site.source.downloads import beside
from edu_site.source.files import FILE_NAME, NAME, listed, read_text
from edu_site.source.markdown import MarkdownText, body_links, body_problems, read_markdown
from edu_site.source.registers import Registers
from edu_site.source.schema import field_names, locate, misspelt, plain, to_record, unfit
from edu_site.source.tree import CONFIGURATION, Tree
from edu_site.source.yaml import Mapping, Node, Scalar, read_yaml

MARKDOWN_NAME = re.compile(r"^(?P<id>.+)\.(?P<language>kk|ru)\.md\Z", re.S)
OF_TEXT = ("P02", "P03", "P04")  # do not keep the rest of an item from being looked at
RECORD_NAME = re.compile(r"^(?P<id>.+)\.yml\Z", re.S)


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


def read_organisation(
    project: Path, organisation: Organisation, tree: Tree, registers: Registers, today: Any
) -> tuple[OrganisationContent | None, tuple[Problem, ...]]:
    """All entries of an organisation; None when any of them has an error."""
    entries: list[Entry] = []
    public, wrong = read_public(project, organisation, tree)
    problems = list(wrong)
    context = Context(organisation, tree, registers, today, public)
    folder = f"content/{organisation.folder}".rstrip("/")
    for section in KINDS:
        path = f"{folder}/{section}"
        if (project / path).is_symlink():
            problems.append(Problem(Where(path), "F01"))
        elif (project / path).is_dir():
            entries += read_section(project, path, section, context, problems)
    told = tuple(Problem(p.where, p.code, p.values, organisation.id) for p in problems)
    if has_errors(told):
        return None, told
    shown = tuple(entry for entry in entries if entry.item.published.date() <= today)  # later ones on their day
    since, until = stretch((day for entry in entries for day in turning_days(entry)), today)
    return OrganisationContent(organisation=organisation, entries=shown, since=since, until=until), told


def read_section(project: Path, path: str, section: str, context: Context, problems: list[Problem]) -> Iterator[Entry]:
    """The entries of one section folder, and what lies in it without belonging to any."""
    names = listed(project, path, problems)
    sources, others = sort_names(project, path, section, names, problems)
    used: set[str] = set()
    taken: dict[str, str] = {}
    for source in sources:
        entry, found = read_item(project, source, context)
        problems += found
        if entry and taken.setdefault(entry.item.id, source.path) != source.path:
            problems.append(Problem(Where(source.path), "C05", {"id": entry.item.id, "other": taken[entry.item.id]}))
        elif entry:
            used |= {file.name for file in entry.files} | {table.file for table in entry.tables}
            yield entry
        elif not has_errors(found):
            problems.append(Problem(Where(source.path), "S13", {"field": source.id}))
    if not has_errors(problems):
        problems += [Problem(Where(f"{path}/{name}"), "F10") for name in others if name not in used]


def sort_names(
    project: Path, path: str, section: str, names: list[str], problems: list[Problem]
) -> tuple[list[Source], list[str]]:
    """Item files by item; every other name is an attachment or a problem."""
    records: dict[str, str] = {}
    markdown: dict[str, dict[Language, str]] = {}
    others: list[str] = []
    for name in names:
        where = Where(f"{path}/{name}")
        found = MARKDOWN_NAME.match(name)
        record = RECORD_NAME.match(name)
        if (project / path / name).is_symlink():
            problems.append(Problem(where, "F01"))
        elif hidden := next(personal_numbers(name), None):
            problems.append(Problem(where, "P01", {"masked": hidden[1]}))
        elif (project / path / name).is_dir():
            problems.append(Problem(where, "C16"))
        elif name in CONFIGURATION:
            problems.append(Problem(where, "F09", {"name": name}))
        elif found and NAME.match(found["id"]):
            markdown.setdefault(found["id"], {})[cast(Language, found["language"])] = f"{path}/{name}"
        elif record and NAME.match(record["id"]):
            records[record["id"]] = f"{path}/{name}"
        elif name.endswith((".md", ".yml", ".yaml", ".html")):
            problems.append(Problem(where, "F05" if found or record else "C16", {"name": name}))
        elif not FILE_NAME.match(name):
            problems.append(Problem(where, "F05", {"name": name}))
        else:
            others.append(name)
    for name in sorted(records.keys() & markdown.keys()):
        problems.append(Problem(Where(records[name]), "C05", {"id": name, "other": next(iter(markdown[name].values()))}))
        del markdown[name]
    sources = [Source(section, name, file, ()) for name, file in records.items()]
    sources += [
        Source(section, name, None, tuple((lang, files[lang]) for lang in LANGUAGES if lang in files))
        for name, files in markdown.items()
    ]
    return sorted(sources, key=lambda source: source.id), others


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
    text_fields = [name for name in field_names(kind.__dataclass_fields__["kk"].type) if name != "body"]
    known = [*text_fields, *(name for name in field_names(kind) if name not in (*LANGUAGES, *text_fields))]
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
