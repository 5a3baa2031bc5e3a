"""What is wrong with the input, where, and what to do about it.

A stage collects `Problem` values and returns them beside its result; nothing is raised for a user's fault. The text of
a problem comes from its code, in Kazakh, Russian or English, whichever the one who prints it translates to.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from edu_site.codes import CODES, Severity

Translate = Callable[[str], str]


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
    """One finding. `code` is a key of `CODES`; `values` fill the `{name}` fields of its message and hint."""

    where: Where
    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    organisation_id: str = ""

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity

    def text(self, translate: Translate) -> str:
        """The message in the language of `translate`."""
        return translate(CODES[self.code].message).format_map(self.values)

    def hint_text(self, translate: Translate) -> str:
        """The hint in the language of `translate`, empty when there is none."""
        hint = CODES[self.code].hint
        return translate(hint).format_map(self.values) if hint else ""

    def line(self, translate: Translate) -> str:
        """`path:line:column: CODE message (hint)`, the one format of the house."""
        hint = self.hint_text(translate)
        return f"{self.where}: {self.code} {self.text(translate)}" + (f" ({hint})" if hint else "")

    @property
    def key(self) -> tuple[Where, str, tuple[tuple[str, str], ...]]:
        """What makes a finding this one: the same finding is told once."""
        return (self.where, self.code, tuple(sorted(self.values.items())))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by place, then code: the order of work does not show."""
    unique = {problem.key: problem for problem in problems}
    return tuple(unique[key] for key in sorted(unique))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether anything stops a site."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def nearest(name: str, names: Iterable[str]) -> str:
    """The most similar of `names`, "" when none is similar."""
    found = difflib.get_close_matches(name.lower(), sorted(names), n=1, cutoff=0.55)
    return found[0] if found else ""
