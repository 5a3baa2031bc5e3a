"""The sections of one organisation: which files make an item, what lies beside the items.

In: an organisation and the folder it lies in. Out: `OrganisationContent`, or every problem of every file. An item with an
error stops its organisation, never another one.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from edu_site.model.content import KINDS
from edu_site.model.days import stretch, turning_days
from edu_site.model.entries import Entry, OrganisationContent
from edu_site.model.organisation import LANGUAGES, Language, Organisation, Tree
from edu_site.problems import Problem, Where, has_errors, personal_numbers
from edu_site.source.allowed import read_public
from edu_site.source.checks import Context
from edu_site.source.files import FILE_NAME, NAME, listed, opened_folder
from edu_site.source.items import Source, read_item
from edu_site.source.plain_items import read_plain_item
from edu_site.source.registers import Registers
from edu_site.source.tree import CONFIGURATION

MARKDOWN_NAME = re.compile(r"^(?P<id>.+)\.(?P<language>kk|ru)\.md\Z", re.S)
RECORD_NAME = re.compile(r"^(?P<id>.+)\.yml\Z", re.S)


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
    sources, others = sort_files(path, section, listed(project, path, problems), problems)
    used: set[str] = set()
    taken: dict[str, str] = {}
    for source, entry, found in read_items(project, path, sources, context):
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


def read_items(
    project: Path, path: str, sources: list[Source], context: Context
) -> Iterator[tuple[Source, Entry | None, tuple[Problem, ...]]]:
    """Every item of a section; with care where there may be anything to tell."""
    with opened_folder(project, path) as folder:
        for source in sources:
            entry = read_plain_item(project, folder, source, context) if folder is not None else None
            yield source, *((entry, ()) if entry else read_item(project, source, context))


def sort_files(
    path: str, section: str, entries: list[os.DirEntry[str]], problems: list[Problem]
) -> tuple[list[Source], list[str]]:
    """Item files by item; every other name is an attachment or a problem."""
    records: dict[str, str] = {}
    markdown: dict[str, dict[Language, str]] = {}
    others: list[str] = []
    for entry in entries:
        name = entry.name
        found = MARKDOWN_NAME.match(name)
        record = RECORD_NAME.match(name)
        if problem := fault_of(entry, path):
            problems.append(problem)
        elif found and NAME.match(found["id"]):
            markdown.setdefault(found["id"], {})[cast(Language, found["language"])] = f"{path}/{name}"
        elif record and NAME.match(record["id"]):
            records[record["id"]] = f"{path}/{name}"
        elif name.endswith((".md", ".yml", ".yaml", ".html")):
            problems.append(Problem(Where(f"{path}/{name}"), "F05" if found or record else "C16", {"name": name}))
        elif not FILE_NAME.match(name):
            problems.append(Problem(Where(f"{path}/{name}"), "F05", {"name": name}))
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


def fault_of(entry: os.DirEntry[str], path: str) -> Problem | None:
    """What cannot lie in a section, whatever it is called."""
    name, where = entry.name, f"{path}/{entry.name}"
    if entry.is_symlink():
        return Problem(Where(where), "F01")
    if hidden := next(personal_numbers(name), None):
        return Problem(Where(where), "P01", {"masked": hidden[1]})
    if entry.is_dir(follow_symlinks=False):
        return Problem(Where(where), "C16")
    return Problem(Where(where), "F09", {"name": name}) if name in CONFIGURATION else None
