"""The house's own tidy tables: a mark a row, and attendance summed up by class, term and sex.

In: the classes of an organisation in one year. Out: CSV in UTF-8 with commas.
"""

from collections.abc import Iterable

from edu_site.progress.demonstration.lessons import EXEMPT, NOT_ASSESSED, attendance, lessons_held, marks
from edu_site.progress.demonstration.school import ClassYear

MARKS = "organisation,school_year,term,grade,class,language,sex,pupil,subject,mark,scale,state"
ATTENDANCE = "organisation,school_year,term,grade,class,language,sex,roll,lessons,possible,illness,excused,unexcused,late"
STATES = {NOT_ASSESSED: ",5,not_assessed", EXEMPT: ",5,exempt"} | {mark: f"{mark},5,assessed" for mark in "2345"}


def marks_file(classes: Iterable[ClassYear]) -> bytes:
    lines = [MARKS]
    for one in classes:
        head = f"{one.organisation.id},{one.school_year}"
        tail = f"{one.grade},{one.grade}{one.letter},{one.language}"
        for table in marks(one):
            for pupil, row in zip(one.pupils, table.rows, strict=True):
                start = f"{head},{table.term},{tail},{pupil.sex},{pupil.iin}"
                lines += [f"{start},{s},{STATES[m]}" for s, m in zip(table.subjects, row or (), strict=row is not None)]
    return ("\n".join(lines) + "\n").encode()


def attendance_file(classes: Iterable[ClassYear]) -> bytes:
    lines = [ATTENDANCE]
    for one in classes:
        for term in one.terms:
            held = lessons_held(one, term)
            for sex, group in sorted(attendance(one, term).items()):
                place = f"{one.organisation.id},{one.school_year},{term},{one.grade},{one.grade}{one.letter},{one.language}"
                sums = group.sums
                counts = (group.roll, held, group.roll * held, sums.illness, sums.excused, sums.unexcused, sums.late)
                lines.append(f"{place},{sex},{','.join(map(str, counts))}")
    return ("\n".join(lines) + "\n").encode()
