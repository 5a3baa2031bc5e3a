"""One frozen release of a term: counted, protected, attacked, certified, written at once or not at all.

In: the records, the organisation tree, policy and definitions. Out: `<folder>/<release id>/` with one table an organisation and
the certificate, and lines in the ledger. A release that is there already is never changed: the same figures are accepted as
done, others are refused; a dated correction (`corrections`) is a release of its own.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from edu_site.model.organisation import Organisation
from edu_site.model.safe import Release, SafeTable
from edu_site.problems import Problem, Where
from edu_site.progress.certificate import NAME as CERTIFICATE
from edu_site.progress.certificate import Attacked, certify
from edu_site.progress.corrections import correct, release_after
from edu_site.progress.counting import count_records
from edu_site.progress.counts import Counts
from edu_site.progress.coupling import Terms
from edu_site.progress.disclosure import Rules, Source
from edu_site.progress.extents import Extents, extents
from edu_site.progress.groups import Place
from edu_site.progress.hearing import Finding
from edu_site.progress.ledger import append, read_ledger
from edu_site.progress.published import counts_path, keep_counts, kept_counts, last_release, read_release
from edu_site.progress.shards import Spread, work
from edu_site.progress.signoff import NAME as SIGNATURE
from edu_site.progress.signoff import SignOff, signed
from edu_site.progress.tables import digest, from_bytes, to_bytes
from edu_site.progress.terms import terms_before
from edu_site.progress.years import TERMS, with_year
from edu_site.values import to_json

RELEASE_ID = re.compile(r"^(\d{4})-(\d{4})-(Q[1-4]|Y)(?:-c([1-9]\d?))?\Z")


@dataclass(frozen=True, slots=True)
class Folders:
    """Where pupils' records lie, and where what may be published goes."""

    records: Path
    published: Path


@dataclass(frozen=True, slots=True)
class Means:
    """What a release may use beside its input: processes, and the key of who signs it off."""

    spread: Spread | None = None
    sign_off: SignOff | None = None


ALONE = Means()


@dataclass(frozen=True, slots=True)
class Released:
    """What became of a release: "written", "unchanged" or "refused" (problems say why)."""

    state: str
    files: Mapping[str, bytes]  # organisation -> its table
    problems: tuple[Problem, ...] = ()


def is_release_id(text: str) -> bool:
    """2025-2026-Q4, 2025-2026-Y, 2025-2026-Q4-c1; the second year follows the first."""
    found = RELEASE_ID.match(text)
    return found is not None and int(found[2]) == int(found[1]) + 1


Term = Literal["Q1", "Q2", "Q3", "Q4", "Y"]


def parts_of(release_id: str) -> tuple[str, Term, int]:
    """School year, term and number of the correction (0: none) of an id. Raises ValueError when it is none."""
    found = RELEASE_ID.match(release_id)
    if found is None:
        raise ValueError(release_id)
    return f"{found[1]}-{found[2]}", cast(Term, found[3]), int(found[4] or 0)


def places_of(organisations: Mapping[str, Organisation]) -> dict[str, Place]:
    """The tree figures are summed in: an organisation's branch school stands beside it, below the same district."""
    found: dict[str, Place] = {}
    for name, organisation in organisations.items():
        above = organisation.parent_id
        while above is not None and organisations[above].record.level == "organisation":
            above = organisations[above].parent_id
        found[name] = Place(above, organisation.disclosure.minimum_group)
    return found


# ------------------------------------------------------------ releasing


def make_release(own: Mapping[str, Counts], rules: Rules, source: Source, folders: Folders, means: Means = ALONE) -> Released:
    """Protects, attacks and writes. Nothing is written when there is any problem. Raises OSError, ValueError."""
    if source.release.term == "Y":
        own = without_attendance(own)
    if not own:
        return Released("refused", {}, (Problem(Where(str(folders.records)), "D02"),))
    told = before(source.release, rules, folders)
    if isinstance(told, Problem):
        return Released("refused", {}, (told,))
    rules = replace(rules, terms=told)
    worked = work(own, rules, source, means.spread)
    if worked.findings:
        where = Where(str(folders.published))
        return Released("refused", worked.files, tuple(problem_of(finding, where) for finding in worked.findings))
    files, problems = settled(worked.files, own, rules, source.release, folders)
    if problems:
        return Released("refused", files, problems)
    attacked = Attacked(groups=worked.groups, hidden=worked.hidden, findings=0)
    released = write(source.release, files, rules, attacked, folders.published, means.sign_off)
    kept = counts_path(folders.records, source.release.id).is_file()
    if released.state == "written" or (released.state == "unchanged" and not kept):
        keep_counts(folders.records, source.release.id, own)
    return released


def before(release: Release, rules: Rules, folders: Folders) -> Terms | Problem:
    """What the terms of a year have published when the year is released; of a term that comes after its year, that it is too late."""
    if release.term == "Y":
        return terms_before(folders.records, folders.published, release.school_year, rules)
    year, place = last_release(folders.published, release.school_year, "Y"), folders.published / release.id
    late = bool(year) and not release.corrects and not place.is_dir()
    return Problem(Where(str(place)), "D32", {"release": release.id, "year": year}) if late else {}


def without_attendance(own: Mapping[str, Counts]) -> dict[str, Counts]:
    """Counts of a year: its attendance is never counted afresh, only averaged from published terms (`years`)."""
    kept = {name: Counts(marks=counts.marks, pupils=counts.pupils) for name, counts in own.items()}
    return {name: counts for name, counts in kept.items() if counts.marks or counts.pupils}


def settled(
    made: Mapping[str, bytes], own: Mapping[str, Counts], rules: Rules, release: Release, folders: Folders
) -> tuple[Mapping[str, bytes], tuple[Problem, ...]]:
    """The tables as they are published: those of a year with the attendance of its terms, those of a correction widened."""
    if release.term != "Y" and not release.corrects:
        return made, ()
    fresh = {name: from_bytes(data) for name, data in made.items()}
    if release.term == "Y":
        fresh = dict(years(fresh, own, rules, release, folders))
    if not release.corrects:
        return as_files(fresh.values()), ()
    where = Where(str(folders.published / release.corrects))
    try:
        published = read_release(folders.published, release.corrects)
    except ValueError:
        return {}, (Problem(where, "D25"),)
    then = kept_counts(folders.records, release.corrects)
    if not published or then is None:
        return {}, (Problem(where, "D22", {"release": release.corrects}),)
    fault = release_after(release, next(iter(published.values())).release)
    if fault:
        return {}, (Problem(where, "D23", {"release": release.id, "what": fault}),)
    return as_files(correct(published, fresh, (then, own), rules.places, rules.policy, rules.definitions)), ()


def as_files(tables: Iterable[SafeTable]) -> dict[str, bytes]:
    return {table.organisation: to_bytes(table) for table in tables}


def years(
    fresh: Mapping[str, SafeTable], own: Mapping[str, Counts], rules: Rules, release: Release, folders: Folders
) -> Iterator[tuple[str, SafeTable]]:
    """The tables of a year with the attendance of the four terms as last published."""
    tables: dict[str, dict[str, SafeTable]] = {}
    weights: dict[str, Extents] = {}
    counted = count_records(folders.records, own, release.school_year, TERMS)
    for term in TERMS:
        for name, table in read_release(folders.published, last_release(folders.published, release.school_year, term)).items():
            tables.setdefault(name, {})[term] = table
        weights[term] = extents(counted[term], rules.places)
    for name, table in fresh.items():
        yield name, with_year(table, tables.get(name, {}), weights, rules.policy, rules.definitions)


def problem_of(finding: Finding, where: Where) -> Problem:
    """A finding for people; it names the group, never a count."""
    values = {"organisation": finding.organisation, "indicator": finding.indicator or "-", "group": finding.group or "-"}
    return Problem(where, finding.code, values, finding.organisation)


def write(
    release: Release, made: Mapping[str, bytes], rules: Rules, attacked: Attacked, folder: Path, sign_off: SignOff | None
) -> Released:
    """The files of a release, complete under their name or not there; the ledger after them."""
    place = folder / release.id
    files = {f"{name}.json": data for name, data in made.items()}
    ledger = read_ledger(folder)
    if ledger.broken:
        return Released("refused", made, (Problem(Where(f"{folder}/ledger.jsonl", ledger.broken, 1), "D20"),))
    known = ledger.of(release.id)
    if place.exists() or known:
        changed = sorted(name for name, data in made.items() if name in known and known[name].digest != digest(data))
        if changed or not same(place, files):
            names = ", ".join(changed[:5]) or release.id
            return Released(
                "refused", made, (Problem(Where(str(place)), "D21", {"release": release.id, "organisations": names}),)
            )
        problem = sign_later(place, sign_off)
        if problem:
            return Released("refused", made, (problem,))
        append(folder, release.id, made)
        return Released("unchanged", made)
    certificate = to_json(certify(release, made, rules.policy, rules.definitions, ledger.head, attacked)) + b"\n"
    files |= {CERTIFICATE: certificate}
    if sign_off is not None:
        signature = signed(release.id, certificate, sign_off)
        if isinstance(signature, Problem):
            return Released("refused", made, (signature,))
        files |= {SIGNATURE: signature}
    install(place, files)
    append(folder, release.id, made)
    return Released("written", made)


def sign_later(place: Path, sign_off: SignOff | None) -> Problem | None:
    """Signs a release that was written without a signature; one that is there stays. Raises OSError."""
    if sign_off is None or (place / SIGNATURE).exists() or not place.is_dir():
        return None
    signature = signed(place.name, (place / CERTIFICATE).read_bytes(), sign_off)
    if isinstance(signature, Problem):
        return signature
    part = place / f".{SIGNATURE}.part"
    part.write_bytes(signature)
    part.replace(place / SIGNATURE)
    return None


def same(place: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a release's folder holds exactly these tables."""
    present = {path.name for path in place.glob("*.json")} - {CERTIFICATE} if place.is_dir() else set()
    return present == set(files) and all((place / name).read_bytes() == data for name, data in files.items())


def install(place: Path, files: Mapping[str, bytes]) -> None:
    """A folder that appears with all its files, on disk, in one step."""
    part = place.with_name(f".{place.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name, data in sorted(files.items()):
        with (part / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    part.rename(place)
    handle = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
