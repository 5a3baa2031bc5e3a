"""1EdTech OneRoster 1.1 in CSV: the complete export of one organisation and year as a zip.

In: the classes of an organisation in one year. Out: the archive. A class of OneRoster is a class of the school in one subject, a line
item the mark of a term in it. Who has no mark has no result, who is exempt a result that says so; OneRoster knows no attendance.
"""

from collections.abc import Iterable, Iterator

from edu_site.progress.demonstration.lessons import DAYS, EXEMPT, NOT_ASSESSED, marks
from edu_site.progress.demonstration.register import date_of
from edu_site.progress.demonstration.school import TERMS, ClassYear
from edu_site.progress.demonstration.sheets import archive

HEADERS = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "classes": (
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
        "termSourcedIds,subjects,subjectCodes,periods,metadata.language"
    ),
    "users": (
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,"
        "identifier,email,sms,phone,agentSourcedIds,grades,password"
    ),
    "demographics": "sourcedId,status,dateLastModified,birthDate,sex",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "categories": "sourcedId,status,dateLastModified,title",
    "lineItems": (
        "sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,categorySourcedId,"
        "gradingPeriodSourcedId,resultValueMin,resultValueMax"
    ),
    "results": "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment",
}
ABSENT = ("classResources", "courseResources", "resources")
SEXES = {"f": "female", "m": "male"}
CATEGORY = "term-mark"
Rows = dict[str, list[str]]


def roster_file(classes: tuple[ClassYear, ...], subjects: dict[str, str]) -> bytes:
    """The archive: a manifest, then the tables."""
    rows: Rows = {name: [] for name in HEADERS}
    add_school(rows, classes[0])
    for subject in sorted(subjects):
        rows["courses"].append(f"course-{subject},,,,{subjects[subject]},{subject},,school,,")
    for one in classes:
        add_class(rows, one, subjects)
    files = [("manifest.csv", manifest())]
    files += [(f"{name}.csv", text(HEADERS[name], lines)) for name, lines in rows.items()]
    return archive(files)


def text(header: str, lines: Iterable[str]) -> bytes:
    return "\r\n".join((header, *lines, "")).encode()


def manifest() -> bytes:
    said = [("manifest.version", "1.0"), ("oneroster.version", "1.1")]
    said += [(f"file.{name}", "absent") for name in ABSENT] + [(f"file.{name}", "bulk") for name in HEADERS]
    said += [("source.systemName", "Demonstration journal"), ("source.systemCode", "demonstration")]
    return text("propertyName,value", (f"{name},{value}" for name, value in said))


def add_school(rows: Rows, one: ClassYear) -> None:
    """The organisation, its year and terms, the kind of work."""
    identifier = one.organisation.record.bin or one.organisation.id
    rows["orgs"].append(f"school,,,{one.organisation.id},school,{identifier},")
    last = [term for year, term in TERMS if year == one.year][-1]
    end = date_of(one.year, last, DAYS[last] - 1)
    start = date_of(one.year, "Q1", 0)
    rows["academicSessions"].append(f"year,,,Оқу жылы {one.school_year},schoolYear,{start},{end},,{one.year + 1}")
    for term in one.terms:
        days = f"{date_of(one.year, term, 0)},{date_of(one.year, term, DAYS[term] - 1)}"
        rows["academicSessions"].append(f"{term},,,{term[1:]}-тоқсан,gradingPeriod,{days},year,{one.year + 1}")
    rows["categories"].append(f"{CATEGORY},,,Тоқсандық баға")


def add_class(rows: Rows, one: ClassYear, subjects: dict[str, str]) -> None:
    """Pupils, and for each subject a class with its marks."""
    label = f"{one.grade}{one.letter}"
    for pupil in one.pupils:
        family, _space, given = pupil.name.partition(" ")
        name = f"pupil-{pupil.number}"
        rows["users"].append(f"{name},,,true,school,student,{name},,{given},{family},,{pupil.iin},,,,,{one.grade},")
        rows["demographics"].append(f"{name},,,,{SEXES[pupil.sex]}")
    for table in marks(one):
        for place, subject in enumerate(table.subjects):
            group = f"{label}-{subject}"
            if table.term == one.terms[0]:
                title = f"{label} {subjects[subject]}"
                rows["classes"].append(
                    f"{group},,,{title},{one.grade},course-{subject},{label},scheduled,,school,year,,,,{one.language}"
                )
                rows["enrollments"] += enrolments(one, group)
            item = f"{group}-{table.term}"
            period = "year" if table.term == "Y" else table.term
            rows["lineItems"].append(f"{item},,,Тоқсандық баға,,,,{group},{CATEGORY},{period},2,5")
            column = ((pupil.number, row[place]) for pupil, row in zip(one.pupils, table.rows, strict=True) if row is not None)
            rows["results"] += (result(item, number, mark) for number, mark in column if mark != NOT_ASSESSED)


def result(item: str, number: int, mark: str) -> str:
    status, score = ("exempt", "") if mark == EXEMPT else ("fully graded", mark)
    return f"{item}-{number},,,{item},pupil-{number},{status},{score},,"


def enrolments(one: ClassYear, group: str) -> Iterator[str]:
    """From the first term of the year in which a pupil was here to the last."""
    first = TERMS.index((one.year, one.terms[0]))
    for pupil in one.pupils:
        begun = one.terms[max(pupil.first - first, 0)]
        ended = one.terms[min(pupil.last - first, len(one.terms) - 1)]
        days = f"{date_of(one.year, begun, 0)},{date_of(one.year, ended, DAYS[ended] - 1)}"
        yield f"{group}-{pupil.number},,,{group},school,pupil-{pupil.number},student,true,{days}"
