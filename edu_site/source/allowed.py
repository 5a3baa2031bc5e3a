"""What an organisation may say about persons: its own contacts, and what its `allowed.yml` explains.

In: an organisation and a text of its content. Out: the problems of the text, without those that are allowed. A personal number
is never allowed. What an organisation above allows is allowed below it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from edu_site.model.organisation import Organisation, Tree
from edu_site.model.record import record
from edu_site.problems import Problem, Where
from edu_site.source.files import place_of
from edu_site.source.listing import ALLOWED
from edu_site.source.personal import Finding, public_form, scan_text
from edu_site.source.record_files import read_record_file
from edu_site.source.tree import ancestors


@record
class Allowed:
    """One exception. `value` is the telephone, the address of mail or the name in a document's properties; of a list it is the path
    of the file from the folder of the organisation, for example `reports/teachers.csv`."""

    kind: Literal["phone", "email", "author", "pupils"]
    value: str
    reason: str
    date: dt.date  # of the decision


@record
class AllowedList:
    allowed: tuple[Allowed, ...]


def read_public(project: Path, organisation: Organisation, tree: Tree) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """What is public here, as `scan_text` wants it, and the problems of the organisation's own list."""
    public: set[str] = set()
    problems: tuple[Problem, ...] = ()
    for one in (*ancestors(tree, organisation), organisation):
        contacts, record = one.contacts, one.record
        public |= {text.casefold() for name in (record.name, record.short_name) if name for text in (name.kk, name.ru)}
        public |= {public_form(contact) for contact in (contacts.phone, contacts.email) if contact}
        folder = f"content/{one.folder}".rstrip("/")
        if (project / folder / ALLOWED).is_symlink() or (project / folder / ALLOWED).exists():
            found, wrong = read_record_file(project, f"{folder}/{ALLOWED}", f"{folder}/{ALLOWED}", AllowedList)
            public |= set(public_forms(folder, found)) if found else set()
            problems = wrong if one is organisation else problems
    return frozenset(public), problems


def public_forms(folder: str, found: AllowedList) -> Iterator[str]:
    for one in found.allowed:
        forms = {"pupils": f"{folder}/{one.value}", "author": one.value.casefold()}
        yield forms.get(one.kind) or public_form(one.value)


def private_problems(text: str, path: str, public: frozenset[str], *, numbers: bool = True) -> Iterator[Problem]:
    """Everything about private persons in a text file, each with its place; without `numbers` when others look for them."""
    for finding in unexplained(scan_text(text, public, numbers=numbers), path, public):
        where = Where(path, *place_of(text, finding.start))
        yield Problem(where, finding.code, {"masked": finding.shown} if finding.shown else {})


def unexplained(findings: Iterable[Finding], path: str, public: frozenset[str]) -> Iterator[Finding]:
    """Without lists that are allowed by the path of their file."""
    return (finding for finding in findings if finding.kind != "pupils" or path not in public)
