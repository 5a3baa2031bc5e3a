"""What one import is told: `Job` goes to the process that reads the file, `Answer` comes back from it."""

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

from edu_site.progress.calendars import SchoolYear
from edu_site.progress.faults import Fault
from edu_site.progress.layouts import Profile, Profiles
from edu_site.progress.limits import Limits


@dataclass(frozen=True, slots=True)
class Member:
    """One of the organisations a whole district's export speaks about; `identifiers` are what it may be called there besides its id."""

    organisation: str
    identifiers: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """`settings` are what the sender says the file does not say: field -> text, as they would stand in it."""

    path: Path
    organisation: str
    profile: Profile | None  # None: the one profile that fits
    profiles: Profiles
    settings: dict[str, str]
    language: str  # of instruction, when the organisation has only one
    years: dict[str, SchoolYear]
    today: dt.date
    secret: bytes
    source_digest: str
    limits: Limits
    encoding: str = ""
    delimiter: str = ""
    sniff: bool = False  # look, show what was understood, take nothing
    identifiers: tuple[str, ...] = ()  # what the organisation may be called in the file besides its id: the BIN
    members: tuple[Member, ...] = ()  # the organisations below it, when the export is one of all of them
    left_out: tuple[str, ...] = ()  # schools of such an export that are not asked for

    def of(self, member: Member) -> "Job":
        """The job of one of the organisations."""
        return replace(
            self, organisation=member.organisation, identifiers=member.identifiers, language=member.language, members=()
        )


# What comes back besides the answer, as files of lines: marks as `tidy.Coded` (M: cells), attendance.
TABLES = {b"G": "groups", b"P": "pupils", b"S": "subjects", b"V": "results", b"M": "cells", b"A": "attendance"}


@dataclass(slots=True)
class Counts:
    """Rows of one file. `read` = `accepted` + `rejected` + `repeated` + `skipped` + `blank`, always."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    repeated: int = 0  # the same row again, taken once
    skipped: int = 0  # headers, preambles, footers, rows of sums
    blank: int = 0

    @property
    def conserved(self) -> bool:
        return self.read == self.accepted + self.rejected + self.repeated + self.skipped + self.blank


@dataclass(slots=True)
class Answer:
    """What became of one file: where it was wrong, and how it was understood."""

    counts: Counts = field(default_factory=Counts)
    faults: list[Fault] = field(default_factory=list)  # errors and notices, at most `limits.problems`
    fault_count: int = 0
    profile: str = ""
    encoding: str = ""
    encoding_how: str = ""
    delimiter: str = ""
    school_year: str = ""
    hidden_sheets: list[int] = field(default_factory=list)
    scope: list[str] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)  # control totals: term and class -> marks
    marks: int = 0
    attendance: int = 0
    pupils: list[str] = field(default_factory=list)  # "term pupil", to find one who stands in two schools
    preview: list[dict[str, str]] = field(default_factory=list)  # of `--sniff`: what each column was taken for
    proposal: str = ""  # of `--sniff`: a profile to begin with, as YAML
