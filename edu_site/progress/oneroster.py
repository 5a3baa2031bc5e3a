"""Marks of terms out of a OneRoster export.

In: a `Job` whose path is an archive or folder. Out: the table of marks of one school. A line item counts when it, or its category,
is called the mark of a term; its grading period gives the term, its class the class, its course the subject. A pupil who is
enrolled and has no result is not assessed. OneRoster knows no attendance.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any

from edu_site.model.organisation import Texts
from edu_site.progress.calendars import school_year
from edu_site.progress.cells import BAD, MarkReader, Memo, PupilReader, class_of, grade_of, key_of, sex_of_iin, text_of, wrong
from edu_site.progress.faults import Fault, Refused
from edu_site.progress.job import Answer, Job
from edu_site.progress.layouts import Profile
from edu_site.progress.roster_tables import Roster, read_roster
from edu_site.progress.tidy import MarkTable
from edu_site.progress.vocabulary import Vocabulary, vocabulary_of

LAYOUT = Profile(id="oneroster", title=Texts(kk="OneRoster", ru="OneRoster"), columns=())
FIRST_MONTH = 8
STATUS = {"exempt": "exempt", "not submitted": "not_assessed"}


@dataclass(frozen=True, slots=True)
class Item:
    """A line item that is the mark of a term. `label` is grade,class."""

    term: str
    label: str
    subject: str
    language: str
    class_id: str
    start: str
    end: str
    scale: str


def read_oneroster(job: Job, answer: Answer) -> tuple[MarkTable, list[Fault]]:
    """The marks of the job's organisation and all faults. Raises Refused."""
    roster = read_roster(job.path, job.limits, answer.counts)
    return marks_of(job, roster, sum(map(len, roster.tables.values())), answer)


def marks_of(
    job: Job, roster: Roster, total: int, answer: Answer, schools: frozenset[str] = frozenset()
) -> tuple[MarkTable, list[Fault]]:
    """The marks of some schools, of the job's own one when none are given. `total` are the rows to be accounted for. Raises Refused."""
    words = vocabulary_of(LAYOUT, job.profiles.vocabulary, job.profiles.subjects)
    answer.profile, answer.encoding, answer.delimiter = f"oneroster {roster.version}", "utf-8", ","
    reading = Reading(job, words, roster)
    marks = MarkTable()
    if not roster.faults:
        reading.take(marks, schools)
    faults = [*roster.faults, *reading.faults]
    if not faults:
        faults += (replace(fault, table="results.csv") for fault in marks.settle())
    counts = answer.counts
    wrong = {(fault.table, fault.row) for fault in faults if fault.row and fault.code != "I17"}
    counts.rejected = len(wrong)
    counts.repeated = len({(fault.table, fault.row) for fault in faults if fault.code == "I17"} - wrong)
    counts.skipped += reading.others
    counts.accepted = total - counts.rejected - counts.repeated - reading.others
    answer.school_year = reading.year
    return marks, faults


class Reading:
    """One export being turned into marks."""

    def __init__(self, job: Job, words: Vocabulary, roster: Roster) -> None:
        self.job, self.words, self.roster = job, words, roster
        self.faults: list[Fault] = []
        self.others = 0  # results of other schools and of work that is not the mark of a term
        self.year = job.settings.get("school_year", "")
        self.pupil = Memo(PupilReader(job.secret, job.organisation))

    def take(self, marks: MarkTable, schools: frozenset[str]) -> None:
        items = self.items(schools or frozenset((self.school(),)))
        people = self.people()
        self.take_results(items, people, marks)
        if not self.faults:
            self.take_unmarked(items, people, marks)

    # ------------------------------------------------------------ which school, which line items

    def school(self) -> str:
        """The id of the one school that is meant. Raises Refused."""
        schools = [row for row in self.roster["orgs"].rows() if row["type"] == "school"]
        names = {self.job.organisation, *self.job.identifiers}
        found = [row["sourcedId"] for row in schools if {row["sourcedId"], row.get("identifier", "")} & names]
        if len(found) == 1:
            return found[0]
        other_number = [row for row in schools if row.get("identifier", "").isdigit() and self.job.identifiers]
        if len(schools) != 1 or other_number:
            raise Refused(Fault("I31", {"what": "organisation"}, table="orgs.csv"))
        return schools[0]["sourcedId"]

    def items(self, schools: frozenset[str]) -> dict[str, Item]:
        """Line items of the schools that hold marks of terms, by id."""
        classes, courses = self.roster["classes"].by_id(), self.roster["courses"].by_id()
        sessions, table = self.roster["academicSessions"].by_id(), self.roster["lineItems"]
        found: dict[str, Item] = {}
        ours = [n for n, name in enumerate(table.get("classSourcedId")) if classes[name]["schoolSourcedId"] in schools]
        for index in self.term_marks(ours):
            row = {name: column[index] for name, column in table.columns.items()}
            group = classes[row["classSourcedId"]]
            item = self.item(row, group, courses[group["courseSourcedId"]], sessions[row["gradingPeriodSourcedId"]])
            if isinstance(item, Fault):
                self.faults.append(replace(item, row=table.places[index], table="lineItems.csv"))
            else:
                found[row["sourcedId"]] = item
        return found

    def term_marks(self, ours: list[int]) -> list[int]:
        """The line items called so; when none is, those that are alone in their class and period. Raises Refused."""
        table = self.roster["lineItems"]
        categories = {row["sourcedId"]: row["title"] for row in self.roster["categories"].rows()}
        titles, kinds = table.get("title"), table.get("categorySourcedId")
        named = [n for n in ours if self.is_term_mark(categories.get(kinds[n], "")) or self.is_term_mark(titles[n])]
        if named:
            return named
        pairs = Counter((table.get("classSourcedId")[n], table.get("gradingPeriodSourcedId")[n]) for n in ours)
        if any(count > 1 for count in pairs.values()):
            raise Refused(Fault("I32", {"what": "categorySourcedId"}, table="lineItems.csv"))
        return ours

    def is_term_mark(self, title: str) -> bool:
        return bool(title) and self.words.term_marks.begins(title)

    def item(self, row: dict[str, str], group: dict[str, str], course: dict[str, str], session: dict[str, str]) -> Item | Fault:
        """A line item with everything its marks share."""
        term, label = self.term(session), label_of(group)
        texts = (group.get("subjects", ""), course.get("courseCode", ""), course.get("subjects", ""), course["title"])
        subject = next((key for text in texts if (key := self.words.subjects.key(text))), None)
        language = self.language(group, course)
        for value in (term, label, language):
            if isinstance(value, Fault):
                return value
        if subject is None:
            return wrong("I19", course["title"], field="subject")
        highest = row.get("resultValueMax") or "5"
        scale = str(int(float(highest))) if highest.replace(".", "", 1).isdigit() else highest
        if self.words.scale(scale, self.year) is None:
            return Fault("I32", {"what": "resultValueMax"})
        return Item(
            str(term),
            str(label),
            subject,
            str(language),
            row["classSourcedId"],
            session["startDate"],
            session["endDate"],
            scale,
        )

    def term(self, session: dict[str, str]) -> str | Fault:
        """The term of a grading period, by its title, else by its dates; the school year is told by the dates."""
        try:
            start = dt.date.fromisoformat(session["startDate"])
        except ValueError:
            return Fault("I32", {"what": "startDate"})
        first = start.year - (start.month < FIRST_MONTH)
        year = f"{first}-{first + 1}"
        if self.year and self.year != year:
            return Fault("I31", {"what": "school_year"})
        self.year = year
        title = session["title"]
        key = self.words.terms.key(title) or self.words.terms.key(title.rpartition(" ")[0]) or self.words.terms.key(title[:1])
        if session["type"] == "schoolYear":
            key = "Y"
        return key or school_year(year, self.job.years).term_of(start) or Fault("I32", {"what": "gradingPeriod"})

    def language(self, group: dict[str, str], course: dict[str, str]) -> str | Fault:
        text = (
            group.get("metadata.language")
            or course.get("metadata.language")
            or self.job.settings.get("language")
            or self.job.language
        )
        return key_of(text, self.words.languages, "language") if text else Fault("I40", {"field": "language"})

    # ------------------------------------------------------------ people and marks

    def people(self) -> dict[str, tuple[str, str]]:
        """Id of a user -> keyed hash and sex, of all who may be pupils."""
        sexes = {row["sourcedId"]: row.get("sex", "") for row in self.roster["demographics"].rows()}
        return {row["sourcedId"]: self.person(row, sexes.get(row["sourcedId"], "")) for row in self.roster["users"].rows()}

    def person(self, row: dict[str, str], sex: str) -> tuple[str, str]:
        number = identity(row)
        return self.pupil[number or row["sourcedId"]], self.words.sexes.key(sex) or sex_of_iin(number)

    def take_results(self, items: dict[str, Item], people: dict[str, tuple[str, str]], marks: MarkTable) -> None:
        """Results of the line items that count."""
        table = self.roster["results"]
        cells = zip(table.get("scoreStatus"), table.get("score"), table.get("lineItemSourcedId"), strict=True)
        memos = {scale: Memo(self.reader(scale)) for scale in {item.scale for item in items.values()}}
        kept: list[int] = []
        values: list[str] = []
        for index, (status, score, name) in enumerate(cells):
            item = items.get(name)
            if item is None:
                self.others += 1
                continue
            value = memos[item.scale][(status, score)]
            if value == BAD:
                fault = memos[item.scale].faults[(status, score)]
                self.faults.append(replace(fault, row=table.places[index], table="results.csv"))
            kept.append(index)
            values.append(value)
        lines, pupils = table.get("lineItemSourcedId"), table.get("studentSourcedId")
        self.check_people(table.places, pupils, kept)
        if not self.faults:
            found = [people[pupils[index]] for index in kept]
            self.put(marks, [items[lines[index]] for index in kept], found, values, [table.places[index] for index in kept])

    def check_people(self, places: list[int], pupils: tuple[str, ...], kept: list[int]) -> None:
        """Numbers of pupils (IIN) that are wrong, told at their first result."""
        if not self.pupil.faults:
            return
        numbers = {row["sourcedId"]: identity(row) or row["sourcedId"] for row in self.roster["users"].rows()}
        for index in kept:
            fault = self.pupil.faults.get(numbers[pupils[index]])
            if fault is not None:
                self.faults.append(replace(fault, row=places[index], table="results.csv"))

    def reader(self, scale: str) -> Any:
        """A parser of (scoreStatus, score)."""
        known = self.words.scale(scale, self.year)
        if known is None:
            raise Refused(Fault("I32", {"what": "resultValueMax"}, table="lineItems.csv"))
        read = MarkReader(known, self.words.states, comma=False)

        def parse(pair: tuple[str, str]) -> str | Fault:
            status = STATUS.get(pair[0].strip().lower())
            return f",{read.shown_scale},{status}" if status else read(pair[1])

        return parse

    def put(
        self, marks: MarkTable, items: list[Item], people: list[tuple[str, str]], values: list[str], places: list[int]
    ) -> None:
        columns = {
            "term": [item.term for item in items],
            "class": [item.label for item in items],
            "language": [item.language for item in items],
            "subject": [item.subject for item in items],
            "pupil": [pupil for pupil, _ in people],
            "sex": [sex for _, sex in people],
            "mark": values,
        }
        marks.add(columns, places, 0)

    def take_unmarked(self, items: dict[str, Item], people: dict[str, tuple[str, str]], marks: MarkTable) -> None:
        """Pupils on roll in the period without a result, in classes where others have one."""
        results = self.roster["results"]
        marked = set(zip(results.get("lineItemSourcedId"), results.get("studentSourcedId"), strict=True))
        answered = {name for name, _ in marked}
        found: list[tuple[Item, str]] = []
        rolls = self.rolls()
        for name, item in items.items():
            if name in answered:
                roll = dict.fromkeys(user for user, begin, end in rolls.get(item.class_id, ()) if overlaps(item, begin, end))
                found += ((item, user) for user in roll if (name, user) not in marked)
        shown = [people[user] for _, user in found]
        self.put(marks, [item for item, _ in found], shown, list(repeat(",5,not_assessed", len(found))), [0] * len(found))

    def rolls(self) -> dict[str, list[tuple[str, str, str]]]:
        """Class -> its pupils with the first and last day of each."""
        table = self.roster["enrollments"]
        columns = (table.get(name) for name in ("userSourcedId", "classSourcedId", "beginDate", "endDate", "role"))
        found: dict[str, list[tuple[str, str, str]]] = {}
        for user, group, begin, end, role in zip(*columns, strict=True):
            if role == "student":
                found.setdefault(group, []).append((user, begin, end))
        return found


def overlaps(item: Item, begin: str, end: str) -> bool:
    """Whether an enrolment lasted into the period and began before its end; dates are ISO texts, which sort as days."""
    return (not begin or begin[:10] <= item.end) and (not end or end[:10] >= item.end)


def label_of(group: dict[str, str]) -> str | Fault:
    """`grade,class` by the code of the class, the first word of its title, or its grade alone."""
    for text in (group.get("classCode", ""), group["title"], group["title"].partition(" ")[0]):
        if text and not isinstance(label := class_of(text), Fault):
            return label
    return grade_of(group.get("grades", "").partition(",")[0])


def identity(row: dict[str, str]) -> str:
    """A pupil's IIN when the export knows it: in `identifier`, or among `userIds` as {IIN:...}."""
    number = text_of(row.get("identifier", ""))
    if number:
        return number
    for pair in row.get("userIds", "").strip("{}").replace("}", "").replace("{", "").split(","):
        kind, _, value = pair.partition(":")
        if kind.strip().upper() in ("IIN", "ИИН", "ЖСН"):
            return value.strip()
    return ""
