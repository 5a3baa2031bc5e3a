"""`publish.yml` and waivers, read at the door.

In: a project's folder. Out: the targets and the words of the trusted keys, or every problem with its line and column.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from edu_site.model.publishing import PublishRecord, WaiverRecord
from edu_site.problems import Problem, has_errors
from edu_site.source.files import read_text
from edu_site.source.record_files import read_record_file
from edu_site.source.schema import to_record
from edu_site.source.yaml import Mapping, Node, Scalar, Sequence, read_yaml

NAME = "publish.yml"
PLACES = (NAME, f"data/{NAME}")
HOST = re.compile(r"^(?:[a-z_][a-z0-9_.-]*@)?[A-Za-z0-9\[][A-Za-z0-9.:\]-]*\Z")
FAR_PATH = re.compile(r"^/[A-Za-z0-9._/-]+\Z")  # stands in commands of the far side
STORE = re.compile(r"^s3://[a-z0-9][a-z0-9.-]+(?:/[A-Za-z0-9._/-]*)?\Z")
TARGET = re.compile(r"^[a-z0-9][a-z0-9-]*\Z")
FORMS: dict[str, re.Pattern[str]] = {"name": TARGET, "host": HOST, "url": STORE}
PORTS, RELEASES = range(1, 65536), range(1, 1000)


def read_publish(project: Path, is_key: Callable[[str], bool]) -> tuple[PublishRecord | None, tuple[Problem, ...]]:
    """The record of a project; `is_key` tells a public key from another word."""
    path = next((place for place in PLACES if (project / place).is_file()), NAME)
    text = read_text(project, path)
    if isinstance(text, Problem):
        return None, (text,)
    node, problems = read_yaml(text, path)
    if node is None:
        return None, problems
    found, wrong = to_record(node, PublishRecord)
    problems = (*problems, *wrong, *(checks(node, is_key) if found else ()))
    return (None if has_errors(problems) else found), problems


def read_waiver(path: Path) -> tuple[WaiverRecord | None, tuple[Problem, ...]]:
    """What a waiver says; whether it is signed is not known here."""
    return read_record_file(path.parent, path.name, str(path), WaiverRecord)


def checks(node: Mapping, is_key: Callable[[str], bool]) -> Iterator[Problem]:
    """What the types do not say: keys, names, addresses."""
    for entry in entries(node.get("keys")):
        key = entry.get("key")
        if isinstance(key, Scalar) and not is_key(key.text or ""):
            yield Problem(key.where, "K03")
    named: set[str] = set()
    targets = node.get("targets")
    for kind, group in targets.entries if isinstance(targets, Mapping) else ():
        for target in entries(group):
            yield from target_checks(target, kind.text or "", named)


def target_checks(target: Mapping, kind: str, named: set[str]) -> Iterator[Problem]:
    for field, value in target.entries:
        if isinstance(value, Scalar) and not is_usable(field.text or "", value.text or "", kind):
            yield Problem(value.where, "S13", {"field": field.text or ""})
        elif field.text == "name" and isinstance(value, Scalar):
            if value.text in named:
                yield Problem(value.where, "C23", {"value": value.text or ""})
            named.add(value.text or "")


def is_usable(field: str, text: str, kind: str) -> bool:
    if field == "path" and kind == "ssh":
        return FAR_PATH.match(text) is not None and ".." not in text.split("/")
    if field in ("port", "keep"):
        return int(text) in (PORTS if field == "port" else RELEASES)
    return field not in FORMS or FORMS[field].match(text) is not None


def entries(node: Node | None) -> Iterator[Mapping]:
    """The mappings of a list."""
    if isinstance(node, Sequence):
        yield from (item for item in node.items if isinstance(item, Mapping))
