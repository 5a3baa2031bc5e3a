"""The files beside an item: attachments, data tables, images and files its text links to.

In: a typed item with its node and folder. Out: the files to publish with size and digest, the cells of its tables, and the
problems of files that are missing, of a forbidden type, or not what their name says.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from edu_site.model.content import AnyItem, Rating, Report
from edu_site.model.entries import Origin, SourceFile, TableData
from edu_site.model.organisation import LANGUAGES, Language
from edu_site.model.parts import DataTable
from edu_site.problems import Problem, Where, has_errors, personal_numbers
from edu_site.source.allowed import private_problems
from edu_site.source.attached import LOOKED_INTO, document_problems
from edu_site.source.files import FILE_NAME, decoded, read_download, read_text
from edu_site.source.formats import FORMATS, extension_of
from edu_site.source.markdown import SCHEME, body_links
from edu_site.source.pictures import PICTURES, rewritten
from edu_site.source.registers import read_csv
from edu_site.source.schema import locate, shown
from edu_site.source.yaml import Mapping

NUMBER = re.compile(r"^[+-]?[0-9]{1,15}(?:\.[0-9]{1,9})?\Z")
OF_THE_HOME_PAGE = ("finder.json", "robots.txt")  # files the program makes at the root of a site

Found = tuple[tuple[SourceFile, ...], tuple[TableData, ...], tuple[Problem, ...]]


def beside(
    project: Path,
    folder: str,
    item: AnyItem,
    node: Mapping,
    origins: Iterable[tuple[Language, Origin]],
    public: frozenset[str],
) -> Found:
    """Everything an item names, each file once; `public` is what may be said of persons."""
    files: dict[str, SourceFile] = {}
    problems: list[Problem] = []
    for name, where, code in named_files(item, node, origins):
        if name in files:
            continue
        if name in OF_THE_HOME_PAGE and folder.endswith("/pages") and item.id == "index":
            problems.append(Problem(where, "C22", {"id": name}))
            continue
        if not FILE_NAME.match(name):
            problems.append(Problem(where, "F05", {"name": name}))
            continue
        if hidden := next(personal_numbers(name), None):
            problems.append(Problem(where, "P01", {"masked": hidden[1]}))
            continue
        if not (project / folder / name).exists():
            problems.append(Problem(where, code, {"file": name}))
            continue
        made, found = published(project, f"{folder}/{name}", where, public)
        problems += found
        for file in made:
            if file.name in files or (file.name != name and (project / folder / file.name).exists()):
                problems.append(Problem(where, "C22", {"id": file.name}))
            files[file.name] = file
    tables = []
    for table, where in tables_of(item, node):
        if table.file in files:
            data, wrong = read_table(project, f"{folder}/{table.file}", table, where)
            problems += wrong
            tables += [data] if data else []
    return tuple(files[name] for name in sorted(files)), tuple(tables), tuple(problems)


def named_files(item: AnyItem, node: Mapping, origins: Iterable[tuple[Language, Origin]]) -> Iterator[tuple[str, Where, str]]:
    """Name of a file, the place that names it, the code to use when it is missing."""
    for number, attachment in enumerate(item.attachments):
        yield attachment.file, locate(node, ("attachments", number, "file"), key=False), "C10"
    for table, where in tables_of(item, node):
        yield table.file, where, "C10"
    places = dict(origins)
    for language in LANGUAGES:
        texts = item.kk if language == "kk" else item.ru
        if texts and texts.body:
            origin = places[language]
            for link in body_links(texts.body, origin.path, origin.body_line):
                if is_file_name(link.target):
                    yield link.target, link.where, "M10"


def is_file_name(target: str) -> bool:
    """A link to a file beside the text, as opposed to an address, a reference or a heading."""
    return bool(target) and not SCHEME.match(target) and not target.startswith(("#", "//"))


def tables_of(item: AnyItem, node: Mapping) -> Iterator[tuple[DataTable, Where]]:
    if isinstance(item, Report):
        for number, table in enumerate(item.tables):
            yield table, locate(node, ("tables", number, "file"), key=False)
    elif isinstance(item, Rating):
        yield rating_table(item), locate(node, ("file",), key=False)


def rating_table(item: Rating) -> DataTable:
    """The values of a rating as a table, so that one reader serves both."""
    from edu_site.model.organisation import Texts
    from edu_site.model.parts import TableColumn

    text = Texts(kk=item.id, ru=item.id)
    columns = [TableColumn(name=name, title=text) for name in ("organisation", "peer_group")]
    columns += [TableColumn(name=indicator.id, title=text, type="number") for indicator in item.indicators]
    return DataTable(file=item.file, caption=text, columns=tuple(columns))


def published(
    project: Path, path: str, where: Where, public: frozenset[str]
) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
    """A file judged fit for publication, a picture in all its widths, or everything that forbids it."""
    data = read_download(project, path, where)
    if isinstance(data, Problem):
        return (), (data,)
    if extension_of(path) in PICTURES:
        pictures = rewritten(project, path, data, where)
        return ((), (pictures,)) if isinstance(pictures, Problem) else (pictures, ())
    problems = tuple(content_problems(project, path, data, public))
    made = SourceFile(path=path, size=len(data), digest=hashlib.sha256(data).hexdigest())
    return (() if has_errors(problems) else (made,)), problems


def content_problems(project: Path, path: str, data: bytes, public: frozenset[str]) -> Iterator[Problem]:
    """What inside a file forbids publishing it."""
    if FORMATS[extension_of(path)] is None:
        text = decoded(data, path)
        if isinstance(text, Problem):
            yield text
        else:
            yield from private_problems(text, path, public)
    elif extension_of(path) in LOOKED_INTO:
        yield from document_problems(project, path, data, public)


def read_table(project: Path, path: str, table: DataTable, where: Where) -> tuple[TableData | None, tuple[Problem, ...]]:
    """The cells of a CSV file, its columns and numbers checked against the dictionary."""
    text = read_text(project, path)
    if isinstance(text, Problem):
        return None, (text,)
    try:
        header, rows = read_csv(text)
    except (csv.Error, ValueError) as error:
        return None, (Problem(Where(path, 1, 1), "F11", {"reason": str(error)}),)
    problems = [
        Problem(where, "F12", {"column": column.name, "file": table.file, "columns": ", ".join(header)})
        for column in table.columns
        if column.name not in header
    ]
    numeric = [column.name for column in table.columns if column.type != "text" and column.name in header]
    for number, row in enumerate(rows, start=2):
        for name in numeric:
            value = row[header.index(name)]
            if value and not is_number(value):
                problems.append(Problem(Where(path, number, 1), "F13", {"value": shown(value), "column": name}))
    return TableData(file=table.file, header=header, rows=rows), tuple(problems)


def is_number(text: str) -> bool:
    """Digits and a decimal point, of a size that charts and ratings can count with."""
    return bool(NUMBER.match(text))
