"""1EdTech OneRoster 1.1 and 1.2 in CSV, as a zip or a folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from edu_site.progress.faults import Fault
from edu_site.progress.job import Answer, Job

if TYPE_CHECKING:
    from edu_site.progress.reading import Tables


def is_oneroster(path: Path) -> bool:
    return path.is_dir()


def read_oneroster(job: Job, answer: Answer) -> "tuple[Tables, list[Fault]]":
    raise NotImplementedError
