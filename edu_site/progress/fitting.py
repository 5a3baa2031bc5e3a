"""Which profile a file is laid out by.

In: the first rows of a sheet, a job with all profiles. Out: the profiles that fit, the one that explains most columns first. Two
that explain equally much are a question for the sender.
"""

from collections.abc import Sequence
from typing import Any

from edu_site.progress.faults import Fault, Refused
from edu_site.progress.headers import Header, column_names, find_header
from edu_site.progress.job import Job
from edu_site.progress.layouts import Profile
from edu_site.progress.readers import Sheet
from edu_site.progress.sections import is_blank, opens
from edu_site.progress.vocabulary import Names, Vocabulary, vocabulary_of

HEAD = 60  # rows looked at
Row = Sequence[Any]


class Fitting:
    """The profiles of a job, each with its vocabulary, made once."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.vocabularies: dict[str, Vocabulary] = {}

    def vocabulary(self, profile: Profile) -> Vocabulary:
        if profile.id not in self.vocabularies:
            profiles = self.job.profiles
            self.vocabularies[profile.id] = vocabulary_of(profile, profiles.vocabulary, profiles.subjects)
        return self.vocabularies[profile.id]

    def header(self, head: Sequence[Row], profile: Profile) -> Header | None:
        return find_header(head, profile, column_names(profile), self.vocabulary(profile))

    def fits(self, head: Sequence[Row], profile: Profile) -> bool:
        """Whether a sheet that begins so is laid out as the profile says."""
        header = self.header(head, profile)
        if header is None or (profile.spread and not header.spread):
            return False
        above = head[: header.first]
        opening = Names([("section", profile.section)])
        if profile.section and not any(opens(row, opening) for row in above):
            return False
        return not profile.preamble or any(not is_blank(row) for row in above)

    def explained(self, head: Sequence[Row], profile: Profile) -> int:
        """How many columns a profile knows, less those it stumbles over."""
        header = self.header(head, profile)
        return len(header.fixed) + len(header.spread) - len(header.faults) if header else 0

    def ranked(self, head: Sequence[Row], kind: str) -> list[tuple[int, Profile]]:
        """The profiles that fit, best first."""
        candidates = [profile for profile in self.job.profiles.profiles.values() if kind in profile.formats]
        found = [(self.explained(head, profile), profile) for profile in candidates if self.fits(head, profile)]
        return sorted(found, key=lambda pair: (-pair[0], pair[1].id))

    def chosen(self, sheets: Sequence[Sheet], kind: str) -> Profile:
        """The asked profile, or the one that fits best. Raises Refused."""
        if self.job.profile is not None:
            return self.job.profile
        head = first_rows(sheets)
        found = self.ranked(head, kind)
        if not found:
            raise Refused(Fault("I34", {"profiles": ", ".join(sorted(self.job.profiles.profiles))}, widest_row(head)))
        if len(found) > 1 and found[0][0] == found[1][0]:
            raise Refused(Fault("I34", {"profiles": ", ".join(profile.id for _, profile in found)}))
        return found[0][1]


def first_rows(sheets: Sequence[Sheet]) -> list[Row]:
    """The beginning of the first sheet that has one."""
    heads = (sheet.rows.peek(HEAD) for sheet in sheets)
    return next((head for head in heads if not all(map(is_blank, head))), [])


def widest_row(head: Sequence[Row]) -> int:
    """The row with most cells, which is probably the header."""
    widths = [sum(cell not in ("", None) for cell in row) for row in head]
    return widths.index(max(widths)) + 1 if widths else 0
