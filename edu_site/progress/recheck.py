"""What anyone can check with the published files alone.

In: a folder of releases with its ledger, the policy, the definitions and the organisation tree. Out: problems. Each table is
what the ledger and the certificate say it is; every band is one the policy allows for its size of group; every derived figure
follows from the published shares; no group is opened by the groups around it, whatever their sizes within the published
classes. The sizes themselves are not published: the attack that knows them runs before each release (`attack`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

from edu_site.model.safe import Band, SafeRow, SafeTable, Suppressed, Value
from edu_site.problems import Problem, Where
from edu_site.progress.certificate import METHODS, numbers_of
from edu_site.progress.certificate import NAME as CERTIFICATE
from edu_site.progress.groups import Place
from edu_site.progress.hearing import Cells, cells_of, described, key_of, shares_in
from edu_site.progress.indicators import FINENESS, Bases, Definitions, Indicator, interval_of, is_base
from edu_site.progress.ledger import Ledger, read_ledger
from edu_site.progress.policy import Policy
from edu_site.progress.releases import is_release_id
from edu_site.progress.signoff import NAME as SIGNATURE
from edu_site.progress.signoff import SignedOff, Verify, judged, read_if_there
from edu_site.progress.speaking import by
from edu_site.progress.surroundings import opened
from edu_site.progress.tables import digest, from_bytes
from edu_site.values import from_json, to_plain


@dataclass(frozen=True, slots=True)
class Rechecked:
    releases: int
    tables: int
    bands: int
    problems: tuple[Problem, ...]
    signed: tuple[SignedOff, ...] = ()  # whose signatures stand beside the certificates


def recheck(
    folder: Path, policy: Policy, definitions: Definitions, places: Mapping[str, Place], verify: Verify | None = None
) -> Rechecked:
    """Everything wrong with the releases of a folder; with `verify` those nobody trusted has signed. Raises OSError."""
    ledger = read_ledger(folder)
    problems: list[Problem] = []
    if ledger.broken:
        problems.append(Problem(Where(str(folder / "ledger.jsonl"), ledger.broken, 1), "D20"))
    names = (
        sorted(path.name for path in folder.iterdir() if path.is_dir() and is_release_id(path.name)) if folder.is_dir() else []
    )
    missing = {entry.release for entry in ledger.entries} - set(names)
    problems += [Problem(Where(str(folder / name)), "D24", {"what": name}) for name in sorted(missing)]
    signed: list[SignedOff] = []
    tables = bands = 0
    for name in names:
        found, told = read_tables(folder / name, ledger)
        problems += told
        problems += certified(folder / name, found, definitions)
        place = folder / name
        one = judged(name, place / SIGNATURE, read_if_there(place / CERTIFICATE), read_if_there(place / SIGNATURE), verify)
        problems += [one] if isinstance(one, Problem) else []
        signed += [one] if isinstance(one, SignedOff) else []
        for table in found.values():
            problems += of_table(Where(str(place / f"{table.organisation}.json")), table, policy, definitions)
        strangers = sorted(set(found) - set(places))
        problems += [stranger(Where(str(folder / name / f"{one}.json")), one) for one in strangers]
        problems += around(folder / name, {one: found[one] for one in found if one in places}, places, policy, definitions)
        tables, bands = tables + len(found), bands + sum(isinstance(r.cell, Band) for t in found.values() for r in t.rows)
    return Rechecked(len(names), tables, bands, tuple(problems), tuple(signed))


def of_table(where: Where, table: SafeTable, policy: Policy, definitions: Definitions) -> Iterator[Problem]:
    """What is wrong with a table by itself."""
    for row, code in wrong_rows(table, policy, definitions):
        yield problem(where, table, row, code)
    if table.enrolment is not None and table.enrolment % policy.record.enrolment_step:
        yield Problem(where, "D15", {"organisation": table.organisation}, table.organisation)


def stranger(where: Where, name: str) -> Problem:
    """A table of an organisation the tree does not know."""
    return Problem(where, "D14", {"organisation": name, "indicator": "-", "group": "-"}, name)


def problem(where: Where, table: SafeTable, row: SafeRow, code: str) -> Problem:
    group = described("", key_of(row)[1]).removeprefix(", ") or "-"
    return Problem(
        where, code, {"organisation": table.organisation, "indicator": row.indicator, "group": group}, table.organisation
    )


# ------------------------------------------------------------ files, ledger, certificate


def read_tables(place: Path, ledger: Ledger) -> tuple[dict[str, SafeTable], list[Problem]]:
    """The tables of a release, each as the ledger knows it."""
    found: dict[str, SafeTable] = {}
    problems: list[Problem] = []
    entries = ledger.of(place.name)
    for path in sorted(place.glob("*.json")):
        if path.name == CERTIFICATE:
            continue
        data = path.read_bytes()
        try:
            table = from_bytes(data)
        except ValueError:
            problems.append(Problem(Where(str(path)), "D25"))
            continue
        entry = entries.pop(path.stem, None)
        if table.organisation != path.stem or table.release.id != place.name or entry is None or entry.digest != digest(data):
            problems.append(Problem(Where(str(path)), "D24", {"what": path.stem}))
        found[path.stem] = table
    problems += [Problem(Where(str(place / f"{name}.json")), "D24", {"what": name}) for name in sorted(entries)]
    return found, problems


def certified(place: Path, tables: Mapping[str, SafeTable], definitions: Definitions) -> Iterator[Problem]:
    """Whether the certificate says of these files what they are."""
    path = place / CERTIFICATE
    where = Where(str(path))
    try:
        certificate = from_json(path.read_bytes())
    except (OSError, ValueError):
        yield Problem(where, "D26")
        return
    digests = {name: digest((place / f"{name}.json").read_bytes()) for name in tables}
    policies = {table.policy_digest for table in tables.values()}
    expected = {
        "tables": digests,
        "figures": to_plain(numbers_of(tables.values(), definitions)),
        "release": to_plain(next(iter(tables.values())).release) if tables else None,
        "policy_digest": next(iter(policies)) if len(policies) == 1 else None,
    }
    claimed = certificate if isinstance(certificate, dict) else {}
    attacked = claimed.get("attack")
    if (
        any(claimed.get(name) != value for name, value in expected.items())
        or not isinstance(attacked, dict)
        or attacked.get("findings") != 0
    ):
        yield Problem(where, "D26")
    yield from of_method(where, claimed)


def of_method(where: Where, certificate: Mapping[str, Any]) -> Iterator[Problem]:
    """A certificate of rules this program does not know, which another version of it must check."""
    method = certificate.get("method", "")
    if method not in METHODS:
        yield Problem(where, "D30", {"method": str(method), "program": str(certificate.get("program", "?"))})


# ------------------------------------------------------------ rows


def wrong_rows(table: SafeTable, policy: Policy, definitions: Definitions) -> Iterator[tuple[SafeRow, str]]:
    """Rows no table may have, bands the policy does not allow, derived figures that do not follow from the shares."""
    bases, cells = definitions.bases, cells_of(table.rows)
    for row in table.rows:
        indicator = definitions.indicators.get(row.indicator)
        if (
            indicator is None
            or by(key_of(row)[1]) not in indicator.by
            or isinstance(row.cell, Value)
            or row.term != table.release.term
        ):
            yield row, "D14"
        elif isinstance(row.cell, Band):
            if not allowed(row.cell, indicator, policy, aligned=not table.release.corrects and table.release.term != "Y"):
                yield row, "D27"
            elif not follows(row, indicator, cells, bases, table):
                yield row, "D13"


def allowed(band: Band, indicator: Indicator, policy: Policy, *, aligned: bool) -> bool:
    """As wide as the size of the group asks, never a bare end; of a fresh release between the policy's borders."""
    weights = (*indicator.weights, *([indicator.aside] if indicator.aside else []))
    if not min(weights) <= band.low < band.high <= max(weights):
        return False
    if not (is_base(indicator) or indicator.aside == 100):
        return True
    one = next(size for size in policy.record.classes if size.id == band.group)
    inside = {0, 100, one.end, 100 - one.end, *range(one.end, 100 - one.end + 1, one.step)}
    return band.high - band.low >= one.step and (not aligned or {band.low, band.high} <= inside)


def follows(
    row: SafeRow,
    indicator: Indicator,
    cells: Cells,
    bases: Bases,
    table: SafeTable,
) -> bool:
    """Whether a derived figure is what the published shares give; years and corrections are averages and widened bands."""
    if is_base(indicator) or table.release.corrects or (table.release.term == "Y" and indicator.family == "attendance"):
        return True
    found = interval_of(indicator, shares_in(cells[key_of(row)[1]], bases[indicator.family]))
    if found is None or not isinstance(row.cell, Band):
        return False
    fineness = FINENESS[indicator.unit]
    low, high = Fraction(floor(found[0] * fineness), fineness), Fraction(ceil(found[1] * fineness), fineness)
    return row.cell.low <= float(low) and float(high) <= row.cell.high


# ------------------------------------------------------------ the groups around


def around(
    place: Path, tables: Mapping[str, SafeTable], places: Mapping[str, Place], policy: Policy, definitions: Definitions
) -> Iterator[Problem]:
    """Groups that those above and beside them open, whatever the sizes within the published classes."""
    cells = {name: {key_of(row): row.cell for row in table.rows} for name, table in tables.items()}
    shares = ((family, base) for family, bases in sorted(definitions.bases.items()) for base in bases[:3] if base)
    for family, (identifier, _turned) in shares:
        for dimensions in sorted({key[1] for found in cells.values() for key in found if key[0] == identifier}, key=str):
            told = {name: found[identifier, dimensions] for name, found in cells.items() if (identifier, dimensions) in found}
            if by(dimensions) not in ("", "subject") or (family == "marks" and not dimensions[0]):
                continue
            for name in opened(told, places, policy):
                code = "D10" if isinstance(told[name], Suppressed) else "D11"
                values = {"organisation": name, "indicator": identifier, "group": described(family, dimensions)}
                yield Problem(Where(str(place / f"{name}.json")), code, values, name)
