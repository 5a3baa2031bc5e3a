"""`import_file`: one export into the records of one organisation, whole or not at all.

In: a file, what the sender says about it, the folder of the records. Out: an `Imported`: problems, figures, and, when nothing was
wrong, tidy tables in their place. The original is kept byte for byte in quarantine before anything looks into it. The same file
read again replaces itself; a newer file about the same classes and subjects takes the older one's place.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from edu_site import __version__
from edu_site.problems import Problem, Where, has_errors
from edu_site.progress.engine import Kind, convert
from edu_site.progress.faults import Fault
from edu_site.progress.job import Answer, Job
from edu_site.progress.parent import read_apart
from edu_site.progress.records import PRIVATE_FILE, PRIVATE_FOLDER, Receipt, Records, put_in_place, receipt_bytes, write_private
from edu_site.progress.storing import store_marks

Read = Callable[[Job, Path], list[Answer]]  # `read_apart`, in a process of its own; or in this one
FALL = 0.8  # fewer records than this share of the last import need a confirmation
PIECE = 1 << 20
SHORT = 12
LISTED = 5  # parts of a scope named in a message


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file. `taken` is False when it was refused; the records are then as they were before."""

    name: str
    taken: bool
    answer: Answer
    problems: tuple[Problem, ...]
    supersedes: tuple[str, ...] = ()
    source: str = ""
    organisation: str = ""  # of an export of many


@contextmanager
def answered(job: Job, records: Records, read: Read) -> Iterator[tuple[str, Path, list[Answer]]]:
    """The digest of the file, the folder of what was read (removed afterwards), the answers; the original is in quarantine then."""
    digest = digest_of(job.path)
    copy = quarantine(job.path, records, digest)
    staging = records.staging(digest[:SHORT])
    try:
        yield digest, staging, read(replace(job, path=copy, source_digest=digest), staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def import_file(job: Job, records: Records, time: str, confirmed: bool, read: Read = read_apart) -> Imported:
    """Reads a file into the records. Raises OSError when the disk fails."""
    name = job.path.name
    refused = unreadable(job)
    if refused is not None:
        return Imported(name, False, Answer(), (refused,))
    with answered(job, records, read) as (digest, staging, (answer,)):
        problems, older = judged(answer, job, records, digest[:SHORT], confirmed)
        taken = not has_errors(problems)
        if taken:
            take(receipt_of_answer(answer, job, digest, older, time), answer, staging / "0", records, older)
        return Imported(name, taken, answer, problems, sources(older), digest[:SHORT])


def judged(
    answer: Answer, job: Job, records: Records, source: str, confirmed: bool
) -> tuple[tuple[Problem, ...], tuple[Receipt, ...]]:
    """All that is wrong with what was read, also beside what was there before; the earlier imports it takes the place of."""
    older = overlapping(answer, job, records, source)
    hidden = (Fault("I29", {"sheet": str(number)}) for number in answer.hidden_sheets)
    faults = (*answer.faults, *hidden, *falls(answer, older, confirmed), *elsewhere(answer, job, records))
    return tuple(problem_of(fault, job.path.name) for fault in faults), older


def sources(receipts: Iterable[Receipt]) -> tuple[str, ...]:
    return tuple(receipt.source for receipt in receipts)


def unreadable(job: Job) -> Problem | None:
    """Why a source cannot even be copied."""
    where = Where(job.path.name)
    if job.path.is_symlink():
        return Problem(where, "F01")
    try:
        size = job.path.stat().st_size if job.path.is_file() else sum(p.stat().st_size for p in job.path.glob("*.csv"))
    except OSError as error:
        return Problem(where, "F08", {"reason": error.strerror or "unknown"})
    if size > job.limits.source_bytes:
        return Problem(where, "F02", {"size": str(size), "limit": str(job.limits.source_bytes)})
    return None


def files_of(path: Path) -> list[Path]:
    """The file itself, or the tables of a folder in order."""
    return [path] if path.is_file() else sorted(file for file in path.glob("*.csv") if file.is_file() and not file.is_symlink())


def digest_of(path: Path) -> str:
    """SHA-256 of a file, or of the names and contents of a folder's tables."""
    whole = hashlib.sha256()
    for file in files_of(path):
        if path.is_dir():
            whole.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as stream:
            while piece := stream.read(PIECE):
                whole.update(piece)
    return whole.hexdigest()


def quarantine(path: Path, records: Records, digest: str) -> Path:
    """A private copy of the original, byte for byte, under its digest; what is read is this copy."""
    folder = records.folder / "quarantine"
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    target = folder / (digest + (path.suffix.lower() if path.is_file() else ""))
    if target.exists() and digest_of(target) == digest:
        return target
    part = folder / f"{target.name}.{os.getpid()}.part"
    shutil.rmtree(part, ignore_errors=True)
    if path.is_dir():
        part.mkdir(mode=PRIVATE_FOLDER)
        for file in files_of(path):
            shutil.copyfile(file, part / file.name)
        shutil.rmtree(target, ignore_errors=True)
    else:
        shutil.copyfile(path, part)
        part.chmod(PRIVATE_FILE)
    part.replace(target)
    return target


def problem_of(fault: Fault, name: str) -> Problem:
    """A fault as a problem: `file › sheet:row:column`."""
    sheet = f" › {fault.table or fault.sheet}" if fault.table or fault.sheet else ""
    return Problem(Where(name + sheet, fault.row, fault.column), fault.code, fault.values)


def sniff_file(job: Job, records: Records) -> Imported:
    """What a first look at a file tells. Nothing is recorded; the copy that was looked at is deleted."""
    name = job.path.name
    if refused := unreadable(job):
        return Imported(name, False, Answer(), (refused,))
    known = (records.folder / "quarantine" / f"{digest_of(job.path)}{job.path.suffix.lower()}").exists()
    copy = quarantine(job.path, records, digest_of(job.path))
    try:
        with tempfile.TemporaryDirectory() as nothing:
            (answer,) = read_apart(replace(job, path=copy, sniff=True), Path(nothing))
    finally:
        if not known and copy.is_file():
            copy.unlink()
    return Imported(name, False, answer, tuple(problem_of(fault, name) for fault in answer.faults))


# ---------------------------------------------------------------- what was there before


def overlapping(answer: Answer, job: Job, records: Records, source: str) -> tuple[Receipt, ...]:
    """Earlier imports that speak about a class, subject and term this file speaks about."""
    scope = set(answer.scope)
    receipts = records.receipts(job.organisation, answer.school_year) if answer.school_year else ()
    return tuple(receipt for receipt in receipts if receipt.source != source and scope & set(receipt.scope))


def falls(answer: Answer, older: Iterable[Receipt], confirmed: bool) -> list[Fault]:
    """A file that takes the place of others and says much less needs a person's word."""
    older = tuple(older)
    if not older or confirmed:
        return []
    before = sum(receipt.marks + receipt.attendance for receipt in older)
    lost = sorted({part for receipt in older for part in receipt.scope} - set(answer.scope))
    if lost:
        shown = ", ".join(lost[:LISTED]) + ("…" if len(lost) > LISTED else "")
        return [Fault("I33", {"lost": shown})]
    return [Fault("I38")] if answer.marks + answer.attendance < before * FALL else []


def elsewhere(answer: Answer, job: Job, records: Records) -> list[Fault]:
    """Pupils who have marks of the same term in another organisation too."""
    mine = frozenset(answer.pupils)
    if not mine or not answer.school_year:
        return []
    others = records.other_pupils(job.organisation, answer.school_year)
    return [Fault("I24", {"organisation": other}) for other, pupils in others if mine & pupils]


# ---------------------------------------------------------------- taking it


def receipt_of_answer(answer: Answer, job: Job, digest: str, older: Iterable[Receipt], time: str) -> Receipt:
    counts = answer.counts
    return Receipt(
        organisation=job.organisation,
        school_year=answer.school_year,
        source=digest[:SHORT],
        source_digest=digest,
        name_digest=hashlib.sha256(job.path.name.encode()).hexdigest(),
        profile=answer.profile,
        encoding=answer.encoding,
        delimiter=answer.delimiter,
        rows_read=counts.read,
        rows_accepted=counts.accepted,
        rows_rejected=counts.rejected,
        rows_repeated=counts.repeated,
        rows_skipped=counts.skipped,
        rows_blank=counts.blank,
        marks=answer.marks,
        attendance=answer.attendance,
        scope=tuple(answer.scope),
        supersedes=sources(older),
        rules=__version__,
        time=time,
    )


def take(receipt: Receipt, answer: Answer, staging: Path, records: Records, older: tuple[Receipt, ...]) -> None:
    """Tables, then the receipt; the older imports go before it, so that nothing is ever counted twice."""
    place = (receipt.organisation, receipt.school_year, receipt.source)
    kinds: tuple[tuple[Kind, int], ...] = (("marks", receipt.marks), ("attendance", receipt.attendance))
    for kind, count in kinds:
        if count and stored(kind, receipt, staging) != count:
            raise RuntimeError(f"the table of {kind} does not hold what was read")
    for earlier in older:
        records.withdraw(earlier)
    for kind, _count in kinds:
        target = records.table(kind, *place)
        if (staging / f"{kind}.parquet").exists():
            put_in_place(staging / f"{kind}.parquet", target)
        else:
            target.unlink(missing_ok=True)
    write_private(records.pupils_path(*place), "\n".join(answer.pupils).encode("ascii"))
    write_private(records.receipt_path(*place), receipt_bytes(receipt))


def stored(kind: Kind, receipt: Receipt, staging: Path) -> int:
    """The Parquet file of what was read; how many rows it has."""
    part = staging / f"{kind}.parquet"
    if kind == "marks":
        return store_marks(staging, receipt.organisation, receipt.school_year, part)
    return convert(kind, staging / f"{kind}.csv", part)
