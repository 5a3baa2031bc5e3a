"""A round of a build on another machine: what a worker of a cluster prepares before its first job.

In: settings, the digest of all inputs, and under which key the store holds what is known of all organisations. Out: the function that
does a job. The machine has a checkout of the same project at the same place; contents and finished sites go through the store.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from edu_site.fleet.sites import Fleet
from edu_site.fleet.store import from_bytes
from edu_site.fleet.workers import Refused
from edu_site.problems import Problem, Where
from edu_site.settings import Settings


@dataclass(frozen=True, slots=True)
class Remote:
    """`known` is "" in the first round. Calling it raises Refused where the inputs are others than those of the build."""

    settings: Settings
    inputs: str
    known: str = ""

    def __call__(self) -> Callable[[str], Any]:
        from edu_site.fleet.build import begin, look_again

        fleet: Fleet = begin(replace(self.settings, scheduler=""))
        if fleet.survey.whole != self.inputs:
            raise Refused((Problem(Where(str(self.settings.project)), "B08", {"what": "content"}),))
        if not self.known:
            return fleet.read
        fleet.known = from_bytes(fleet.reader.store.read("worlds", self.known)) or {}
        look_again(fleet)
        return fleet.pack
