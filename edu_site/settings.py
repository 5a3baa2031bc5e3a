"""Settings of one run, read once by the command line and passed by hand.

The day is a setting: what is upcoming or overdue depends on it, and nothing below the command line looks at a clock.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from edu_site.language import Speech


class ConfigurationError(Exception):
    """`mkdocs.yml`, or what a cluster was asked for, is missing or cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    project: Path  # the folder that holds content/, data/, mkdocs.yml
    today: dt.date
    site: Path  # where finished sites go
    language: Speech = "en"  # of the command line
    workers: int = 0  # processes of this machine; 0 is this one alone
    job_seconds: float = 120.0  # a worker may be silent before it counts as hung
    worker_memory: int = 2048  # megabytes a worker may take
    scheduler: str = ""  # address of a Dask scheduler, whose workers build instead of this machine's
    tls_ca: Path | None = None  # certificate of the authority that signed the cluster's certificates
    tls_certificate: Path | None = None  # of this program
    tls_key: Path | None = None  # of this program
    only: tuple[str, ...] = ()  # organisation ids, empty for all
    progress: Path | None = None  # the published figures; None is data/progress of the project
    store: str = ""  # a folder or an address of results shared by machines; "" is build/store of the project
    force: bool = False  # render again what has not changed
