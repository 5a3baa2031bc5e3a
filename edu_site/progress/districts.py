"""`import_district`: one export of many organisations into the records of each, all of them or none.

In: a `Job` with members. Out: an `Imported` for the whole file and one for each organisation that stands in it. One wrong row anywhere
refuses the file for all. After a crash between two organisations the same import again brings all to the same state.
"""

from dataclasses import replace

from edu_site.problems import Problem, has_errors
from edu_site.progress.faults import Fault
from edu_site.progress.importing import (
    SHORT,
    Imported,
    Read,
    answered,
    judged,
    problem_of,
    receipt_of_answer,
    sources,
    take,
    unreadable,
)
from edu_site.progress.job import Answer, Job
from edu_site.progress.parent import read_apart
from edu_site.progress.records import Records


def import_district(job: Job, records: Records, time: str, confirmed: bool, read: Read = read_apart) -> list[Imported]:
    """The whole first. Raises OSError when the disk fails."""
    name = job.path.name
    if refused := unreadable(job):
        return [Imported(name, False, Answer(), (refused,))]
    with answered(job, records, read) as (digest, staging, (whole, *answers)):
        source = digest[:SHORT]
        found = [(place, job.of(job.members[place - 1]), one) for place, one in enumerate(answers, 1) if one.counts.read]
        results = [(place, own, one, *judged(one, own, records, source, confirmed)) for place, own, one in found]
        faults = [
            *whole.faults,
            *([] if whole.faults or any(one.marks or one.faults for _, _, one in found) else [Fault("I12")]),
        ]
        problems = (*(problem_of(fault, name) for fault in faults), *in_two(found, name))
        wrong = has_errors(problems) or any(has_errors(told) for *_, told, _ in results)
        done = [Imported(name, not wrong, whole, problems, source=source)]
        for place, own, one, told, older in results:
            taken = not wrong and one.marks > 0
            if taken:
                take(receipt_of_answer(one, own, digest, older, time), one, staging / str(place), records, older)
            done.append(Imported(name, taken, one, told, sources(older), source, own.organisation))
        return done


def in_two(found: list[tuple[int, Job, Answer]], name: str) -> list[Problem]:
    """Pupils who stand in two of the organisations in one term."""
    first: dict[str, str] = {}
    pairs: dict[tuple[str, str], None] = {}
    for _place, own, answer in found:
        for pupil in answer.pupils:
            other = first.setdefault(pupil, own.organisation)
            if other != own.organisation:
                pairs[own.organisation, other] = None
    return [
        replace(
            problem_of(Fault("I24", {"organisation": other}), name), where=problem_of(Fault("I24"), f"{name} › {own}").where
        )
        for own, other in pairs
    ]
