"""What the last run knew, so that the next one need not find it out again.

In: a file below `build/state`. Out: a `State`; an empty one when there is none, or none that can be read: then everything is
found out anew. Nothing here is trusted for what a page holds: digests decide, and receipts tell what a site has.
"""

from dataclasses import dataclass, field
from pathlib import Path

from edu_site.fleet.receipts import write_whole
from edu_site.problems import Problem
from edu_site.values import from_json_as, to_json

FOLDER = "build/state"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of content: its look (see `source.listing`), and digests of its files and of those that hold for all below."""

    look: str
    shape: str
    source: str
    record: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What others can see of an organisation, as digests; whom it names; what it can be compared with."""

    sections: dict[str, str] = field(default_factory=dict)  # section -> digest of its items' summaries
    footer: str = ""
    headline: str = ""
    peers: tuple[str, ...] = ()
    named_sections: tuple[tuple[str, str], ...] = ()
    named_organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """How an organisation was read: the key of the result, the days it holds (ISO, `until` excluded), what came of it."""

    key: str
    since: str
    until: str
    readable: bool
    has_problems: bool
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class Made:
    """A finished site: digest of everything it was made from, where it lies, how many pages it has."""

    inputs: str
    folder: str
    pages: int


@dataclass(frozen=True, slots=True)
class State:
    """`looked` holds look and digest of folders that are inputs as a whole; `whole` is the digest of all inputs when everything
    was made from them, with the days this holds and what there was to tell."""

    format: int = FORMAT
    folders: dict[str, Folder] = field(default_factory=dict)
    looked: dict[str, tuple[str, str]] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    shared: str = ""  # the digest of what everything that is known was read from beside its own folder
    whole: str = ""
    since: str = ""
    until: str = ""
    problems: tuple[Problem, ...] = ()


def read_state(path: Path) -> State:
    try:
        found: State = from_json_as(path.read_bytes(), State)
    except (OSError, ValueError):
        return State()
    return found if found.format == FORMAT else State()


def write_state(path: Path, state: State) -> None:
    """Raises OSError."""
    write_whole(path, to_json(state))
