"""The certificate of a release: what was published under which policy, and what the attack found.

In: the tables of a release and the findings (none, or there is no release). Out: a value that anyone can make again from the
published files: digests, numbers of bands and hidden cells, the narrowest band of each size of group.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from edu_site import __version__
from edu_site.model.record import record
from edu_site.model.safe import Band, Release, SafeTable, Suppressed
from edu_site.progress.indicators import Definitions
from edu_site.progress.policy import Policy
from edu_site.progress.tables import digest, from_bytes

NAME = "certificate.json"
FORMAT = 1
METHOD = "3"  # the rules of protection and attack: another one whenever the same counts give other tables (decision 0006)
METHODS = ("", "1", "2", METHOD)  # those the re-check knows; "": a certificate of before they had a number, of the first


@record
class Attacked:
    """What the attack program was run on, where the sizes of the groups are known, before the release."""

    groups: int
    hidden: int
    findings: int


@record
class Numbers:
    """What anyone can count again in the tables."""

    rows: int
    bands: int
    suppressed: Mapping[str, int]  # reason -> number
    narrowest: Mapping[str, float]  # size of the group -> percent points of the narrowest band


@record
class Certificate:
    format: int
    method: str  # METHOD
    program: str  # the version of edu-site that made it
    release: Release
    policy_digest: str
    policy_version: str
    rules_version: str
    tables: Mapping[str, str]  # organisation -> digest of its file
    figures: Numbers
    ledger_before: str  # head of the ledger before this release
    attack: Attacked


def certify(
    release: Release,
    files: Mapping[str, bytes],
    policy: Policy,
    definitions: Definitions,
    ledger_before: str,
    attacked: Attacked,
) -> Certificate:
    """The certificate of one release. `files`: its tables by organisation, as they are written."""
    return Certificate(
        format=FORMAT,
        method=METHOD,
        program=__version__,
        release=release,
        policy_digest=policy.digest,
        policy_version=policy.record.version,
        rules_version=definitions.version,
        tables={name: digest(data) for name, data in sorted(files.items())},
        ledger_before=ledger_before,
        attack=attacked,
        figures=numbers_of(map(from_bytes, files.values()), definitions),
    )


def numbers_of(tables: Iterable[SafeTable], definitions: Definitions) -> Numbers:
    """Rows, bands, hidden cells by reason, the narrowest band by size of the group."""
    rows = bands = 0
    suppressed: Counter[str] = Counter()
    narrowest: dict[str, float] = {}
    for row in (row for table in tables for row in table.rows):
        rows += 1
        if isinstance(row.cell, Suppressed):
            suppressed[row.cell.reason] += 1
        elif isinstance(row.cell, Band):
            bands += 1
            indicator = definitions.indicators.get(row.indicator)
            if indicator and indicator.unit == "percent":
                width = round(row.cell.high - row.cell.low, 6)
                narrowest[row.cell.group] = min(width, narrowest.get(row.cell.group, width))
    return Numbers(
        rows=rows, bands=bands, suppressed=dict(sorted(suppressed.items())), narrowest=dict(sorted(narrowest.items()))
    )
