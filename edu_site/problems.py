"""What is wrong with the input, where, and what to do about it.

A stage collects `Problem` values and returns them beside its result; nothing is raised for a user's fault.
The text of a problem is an English message id with named fields, so that it can be shown in Kazakh, Russian
or English by whoever prints it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

Translate = Callable[[str], str]


class Severity(Enum):
    """`ERROR` stops the organisation's own site; `WARNING` is published and reported."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file: path relative to the project's root; line and column count from 1, 0 is the whole file."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `message` and `hint` are English message ids with `{name}` fields filled from `values`."""

    where: Where
    code: str
    message: str
    hint: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    organisation_id: str = ""

    def text(self, translate: Translate) -> str:
        """The message in the language of `translate`."""
        return translate(self.message).format_map(self.values)

    def hint_text(self, translate: Translate) -> str:
        """The hint in the language of `translate`, empty when there is none."""
        return translate(self.hint).format_map(self.values) if self.hint else ""

    def line(self, translate: Translate) -> str:
        """`path:line:column: CODE message (hint)`, the one format of the house."""
        hint = self.hint_text(translate)
        return f"{self.where}: {self.code} {self.text(translate)}" + (f" ({hint})" if hint else "")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by place, then code: the order does not depend on the order of work."""
    return tuple(sorted(set_of(problems), key=lambda p: (p.where, p.code, p.message, tuple(sorted(p.values.items())))))


def set_of(problems: Iterable[Problem]) -> list[Problem]:
    """The same finding is told once."""
    seen: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        seen.setdefault((problem.where, problem.code, problem.message, tuple(problem.values.items())), problem)
    return list(seen.values())


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only what stops a site."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)
