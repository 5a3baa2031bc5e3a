"""What can be checked of the files one site publishes of its figures: the folder `progress/data` of a site.

In: the folder, the policy, the definitions. Out: what `recheck` says of a folder of releases, as far as the files of one organisation
tell it: each table is the one its certificate names, its bands are allowed, its derived figures follow, its certificate is signed. The
ledger and the organisations around are not there.
"""

from collections.abc import Iterator
from pathlib import Path

from edu_site.model.safe import Band, NoTable, SafeTable
from edu_site.problems import Problem, Where
from edu_site.progress.indicators import Definitions
from edu_site.progress.policy import Policy
from edu_site.progress.recheck import Rechecked, of_method, of_table
from edu_site.progress.releases import is_release_id
from edu_site.progress.signoff import SignedOff, Verify, judged, read_if_there
from edu_site.progress.tables import digest, from_bytes
from edu_site.values import from_json, to_plain

CERTIFICATE, SIGNATURE = "-certificate.json", "-certificate.sig"


def releases_in(folder: Path) -> tuple[str, ...]:
    """The releases whose certificates lie in a folder as a site publishes them; none: it is no such folder."""
    found = (path.name.removesuffix(CERTIFICATE) for path in folder.glob(f"*{CERTIFICATE}"))
    return tuple(sorted(name for name in found if is_release_id(name)))


def recheck_copy(folder: Path, policy: Policy, definitions: Definitions, verify: Verify | None = None) -> Rechecked:
    """Everything wrong with the published files of one organisation. Raises OSError."""
    problems: list[Problem] = []
    signed: list[SignedOff] = []
    tables = bands = 0
    names = releases_in(folder)
    for name in names:
        certificate = (folder / f"{name}{CERTIFICATE}").read_bytes()
        one = judged(name, folder / f"{name}{SIGNATURE}", certificate, read_if_there(folder / f"{name}{SIGNATURE}"), verify)
        problems += [one] if isinstance(one, Problem) else []
        signed += [one] if isinstance(one, SignedOff) else []
        where, data = Where(str(folder / f"{name}.json")), read_if_there(folder / f"{name}.json")
        try:
            table = from_bytes(data) if data is not None else None
        except NoTable:
            problems.append(Problem(where, "D25"))
            continue
        if data is None or table is None:
            problems.append(Problem(where, "D24", {"what": name}))
            continue
        problems += [
            *of_table(where, table, policy, definitions),
            *certified(folder / f"{name}{CERTIFICATE}", certificate, table, data),
        ]
        tables, bands = tables + 1, bands + sum(isinstance(row.cell, Band) for row in table.rows)
    return Rechecked(len(names), tables, bands, tuple(problems), tuple(signed))


def certified(path: Path, certificate: bytes, table: SafeTable, data: bytes) -> Iterator[Problem]:
    """Whether the certificate names this table, and says that nothing was found."""
    where = Where(str(path))
    try:
        claimed = from_json(certificate)
        named = (
            claimed["tables"][table.organisation],
            claimed["release"],
            claimed["policy_digest"],
            claimed["attack"]["findings"],
        )
    except (ValueError, KeyError, TypeError):
        yield Problem(where, "D26")
        return
    if named != (digest(data), to_plain(table.release), table.policy_digest, 0):
        yield Problem(where, "D26")
    yield from of_method(where, claimed)
