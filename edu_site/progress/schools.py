"""One OneRoster export of a whole district, taken apart by organisation.

In: a `Job` with its `members`. Out: an answer about the whole archive and, for each member, its marks: a district's export is as many
exports as it has schools. A school is found by id, BIN or a name that was given for it; one with classes that belongs to nobody refuses
the archive. Every row counts for one organisation (classes, line items, enrolments, results) or for all of them (the other tables).
"""

from collections.abc import Iterable

from edu_site.progress.faults import Fault, Refused
from edu_site.progress.job import Answer, Job
from edu_site.progress.letters import masked
from edu_site.progress.oneroster import marks_of
from edu_site.progress.roster_tables import Roster, RosterTable, read_roster
from edu_site.progress.tidy import Coded

OWN = {
    "classes": "sourcedId",
    "lineItems": "classSourcedId",
    "enrollments": "classSourcedId",
}  # and results, by their line items
PEOPLE = ("users", "demographics")
Part = tuple[Answer, Coded, list[Fault]]


def read_district(job: Job) -> tuple[Answer, list[Part]]:
    """The whole, and a part for each member. Faults never leave as exceptions."""
    whole = Answer()
    try:
        roster = read_roster(job.path, job.limits, whole.counts)
    except Refused as refused:
        whole.faults, whole.fault_count = list(refused.faults), len(refused.faults)
        whole.counts.rejected = whole.counts.read - whole.counts.skipped - whole.counts.blank
        return whole, [(Answer(), Coded(), []) for _ in job.members]
    whole.profile, whole.encoding, whole.delimiter = f"oneroster {roster.version}", "utf-8", ","
    owners, unknown = owners_of(roster, job)
    faults = [*roster.faults, *unknown]
    rows = {} if faults else rows_of(roster, owners)
    parts = [part_of(job.of(member), roster, rows.get(member.organisation, {}), owners) for member in job.members]
    whole.faults, whole.fault_count = faults[: job.limits.problems], len(faults)
    add_up(whole, roster, rows, [answer for answer, _marks, _faults in parts])
    return whole, parts


def owners_of(roster: Roster, job: Job) -> tuple[dict[str, str], list[Fault]]:
    """School -> organisation, "" for one that is left out; schools with classes that nobody is."""
    names = {name: member.organisation for member in job.members for name in (member.organisation, *member.identifiers) if name}
    names |= dict.fromkeys(job.left_out, "")
    taught = set(roster["classes"].get("schoolSourcedId"))
    owners: dict[str, str] = {}
    faults: list[Fault] = []
    table = roster["orgs"]
    for index, (school, number) in enumerate(zip(table.get("sourcedId"), table.get("identifier"), strict=True)):
        named = next((name for name in (school, number) if name in names), None)
        if named is not None:
            owners[school] = names[named]
        elif school in taught:
            faults.append(Fault("I46", {"school": masked(number or school)}, table.places[index], table="orgs.csv"))
    return owners, faults


Rows = dict[str, list[int]]  # table -> indexes


def rows_of(roster: Roster, owners: dict[str, str]) -> dict[str, Rows]:
    """Organisation -> its rows; under "" those of schools that are left out."""
    schools = zip(roster["classes"].get("sourcedId"), roster["classes"].get("schoolSourcedId"), strict=True)
    by_class = {group: owners[school] for group, school in schools}
    items = roster["lineItems"]
    by_item = {item: by_class[group] for item, group in zip(items.get("sourcedId"), items.get("classSourcedId"), strict=True)}
    found: dict[str, Rows] = {}
    for name, column in OWN.items():
        share(found, name, map(by_class.__getitem__, roster[name].get(column)))
    share(found, "results", map(by_item.__getitem__, roster["results"].get("lineItemSourcedId")))
    return found


def share(found: dict[str, Rows], table: str, owners: Iterable[str]) -> None:
    for index, owner in enumerate(owners):
        found.setdefault(owner, {}).setdefault(table, []).append(index)


def part_of(job: Job, roster: Roster, rows: Rows, owners: dict[str, str]) -> Part:
    """The marks of one organisation, as if the export were its own."""
    answer = Answer()
    if not rows:
        return answer, Coded(), []
    answer.counts.read = total = sum(map(len, rows.values()))
    schools = frozenset(school for school, owner in owners.items() if owner == job.organisation)
    try:
        marks, faults = marks_of(job, narrowed(roster, rows), total, answer, schools)
    except Refused as refused:
        answer.counts.rejected, answer.counts.skipped = total, 0
        return answer, Coded(), list(refused.faults)
    return answer, marks.coded(), faults


def narrowed(roster: Roster, rows: Rows) -> Roster:
    """The export with the rows of one organisation and the people in them."""
    tables = {**roster.tables, **{name: picked(roster[name], rows.get(name, [])) for name in (*OWN, "results")}}
    people = {*tables["enrollments"].get("userSourcedId"), *tables["results"].get("studentSourcedId")}
    for name in PEOPLE:
        ids = roster[name].get("sourcedId")
        tables[name] = picked(roster[name], [index for index, person in enumerate(ids) if person in people])
    return Roster(roster.version, tables)


def picked(table: RosterTable, indexes: list[int]) -> RosterTable:
    columns = {name: tuple(map(column.__getitem__, indexes)) for name, column in table.columns.items()}
    return RosterTable(table.name, columns, [table.places[index] for index in indexes])


def add_up(whole: Answer, roster: Roster, rows: dict[str, Rows], answers: Iterable[Answer]) -> None:
    """Every row of the archive once: those of the organisations, of schools that are left out, of the tables for all."""
    counts = whole.counts
    wrong = {(fault.table, fault.row) for fault in whole.faults if fault.row}
    left_out = sum(map(len, rows.get("", {}).values()))
    own = 0
    for answer in answers:
        own += answer.counts.read
        counts.accepted += answer.counts.accepted
        counts.rejected += answer.counts.rejected
        counts.repeated += answer.counts.repeated
        counts.skipped += answer.counts.skipped
    counts.skipped += left_out
    counts.rejected += len(wrong)
    counts.accepted += sum(map(len, roster.tables.values())) - own - left_out - len(wrong)
