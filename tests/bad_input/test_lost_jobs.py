"""A page that takes its worker with it: one line names the organisation, the page, and what to do."""

import os
import signal
from collections.abc import Callable

import pytest

from edu_site.activity import working_on
from edu_site.fleet.supervisor import Local
from edu_site.fleet.workers import Limits, Lost, lost_problem
from edu_site.language import words

MEGABYTE = 1024 * 1024
FOLDER = "content/abai/school-1"


def killed(job: str) -> None:
    working_on("kk/news/poisoned/")
    os.kill(os.getpid(), signal.SIGKILL)


def hung(job: str) -> None:
    working_on("ru/news/poisoned/")
    while True:
        pass


def hungry(job: str) -> None:
    held = []
    while True:
        working_on("kk/documents/large/")  # alive, as long as it has memory
        held.append(b"x" * MEGABYTE)


def raising(job: str) -> None:
    working_on("kk/news/060112500012/")
    raise RecursionError("pupil 060112500012")


CASES: dict[str, tuple[Callable[[str], None], str]] = {
    "B02": (killed, "The process that built this site ended twice (SIGKILL), at kk/news/poisoned/"),
    "B03": (hung, "The site was given up: no sign of life for 0.5 s, at ru/news/poisoned/"),
    "B04": (hungry, "The site was given up: it takes too much memory ("),
    "B05": (raising, "The site could not be built: RecursionError: pupil ••••••••••12 (test_lost_jobs.py:"),
}


@pytest.mark.parametrize("code", CASES)
def test_a_lost_job_is_a_problem_of_its_organisation(code: str) -> None:
    work, message = CASES[code]
    local: Local[None] = Local(1, Limits(seconds=0.5, memory=100 * MEGABYTE))
    local.start(lambda: work)
    ((job, lost),) = local.run(("school-1",))
    local.close()
    assert isinstance(lost, Lost)
    problem = lost_problem(lost, FOLDER)
    assert (problem.code, problem.where.path, problem.organisation_id) == (code, FOLDER, job)
    assert problem.line(words("en")).startswith(f"{FOLDER}: {code} {message}")
    assert "060112500012" not in "".join(problem.values.values())
