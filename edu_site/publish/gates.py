"""The gates before a switch: named checks, all of them told at once; one error keeps the live release live.

In: the release that would be live, and the one that is. Out: what each check found. Nothing may get lost unseen (organisations, pages),
no link may lead nowhere, no personal number and no unapproved script may stand in a page, and the figures pass their audit again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from edu_site.problems import Problem, Where, in_order
from edu_site.publish.pages import TEXTS, Links, copy_problems, personal_problems, read_pages, script_problems
from edu_site.publish.publishing import Candidate, Judged
from edu_site.publish.release import File, Release

MOST_LOST = 0.02  # of pages or organisations, without a waiver


@dataclass(frozen=True, slots=True)
class Known:
    """What the gates need to know besides the release."""

    organisations: Mapping[str, str]  # all of the tree, with the folder of each
    states: Mapping[str, str]  # organisation -> "fresh" or "stale", from the report of the build
    own_addresses: tuple[str, ...]  # folders of the sites that have one
    approved: Callable[[], frozenset[str]]  # digests of scripts that may stand in pages; asked when there is one
    audit: Callable[[Candidate], Iterable[Problem]]  # of the published figures


def judge(candidate: Candidate, known: Known) -> tuple[Judged, ...]:
    """Every gate's name with what it found."""
    personal: list[Problem] = []
    scripts: list[Problem] = []
    read = read_pages(candidate.site, unseen(candidate), TEXTS)
    for page in read:
        personal += personal_problems(page)
        scripts += script_problems(page, known.approved) if page.file.path.endswith(".html") else ()
    before = candidate.parent.files if candidate.parent else ()
    copies = copy_problems(candidate.site, (f for f in candidate.files if not carried(f, candidate.release)), before)
    return (
        Judged("organisations", in_order(organisation_problems(candidate, known))),
        Judged("counts", in_order(count_problems(candidate))),
        Judged("links", in_order(link_problems(candidate, known))),
        Judged("personal data", in_order(personal)),
        Judged("scripts", in_order(scripts)),
        Judged("copies", in_order(copies)),
        Judged("figures", in_order(known.audit(candidate))),
    )


def unseen(candidate: Candidate) -> tuple[File, ...]:
    """Files that no earlier release of the same program held."""
    parent = candidate.parent
    own = tuple(file for file in candidate.files if not carried(file, candidate.release))
    if parent is None or parent.release.inputs.program != candidate.release.inputs.program:
        return own
    seen = {file.sha256 for file in parent.files}
    return tuple(file for file in own if file.sha256 not in seen)


def carried(file: File, release: Release) -> bool:
    return any(file.path.startswith(folder) for folder in release.carried)


def organisation_problems(candidate: Candidate, known: Known) -> Iterator[Problem]:
    """Every organisation was built, or keeps its last good site; none that readers know is missing."""
    where = Where(str(candidate.site))
    here = {site.organisation for site in candidate.release.organisations}
    before = candidate.parent.release.organisations if candidate.parent else ()
    for site in before:
        if site.organisation in known.organisations and site.organisation not in here:
            yield Problem(where, "U10", {"organisation": site.organisation}, site.organisation)
    for organisation in known.organisations:
        if organisation not in known.states:
            yield Problem(where, "U19", {"organisation": organisation}, organisation)
        elif organisation not in here:
            yield Problem(where, "U23", {"organisation": organisation}, organisation)
    for site in candidate.release.stale:
        yield Problem(where, "U24", {"organisation": site.organisation}, site.organisation)


def count_problems(candidate: Candidate) -> Iterator[Problem]:
    """Pages and organisations do not get lost; a signed waiver allows it for one release."""
    release, parent = candidate.release, candidate.parent
    if parent is None:
        return
    counts = (
        ("pages", release.pages, parent.release.pages),
        ("organisations", len(release.organisations), len(parent.release.organisations)),
    )
    for what, now, before in counts:
        if now < before * (1 - MOST_LOST):
            code = "U11" if release.waiver is None else "U25"
            values = {"what": what, "now": str(now), "before": str(before), "release": release.id}
            yield Problem(Where(str(candidate.site)), code, values)


def link_problems(candidate: Candidate, known: Known) -> Iterator[Problem]:
    """Links within the sites lead to files of the release. A page that is as before is read only when something went away."""
    parent, files = candidate.parent, candidate.files
    paths = frozenset(file.path for file in files)
    to_read: Iterable[File] = files
    if parent and parent.release.inputs.program == candidate.release.inputs.program:
        same = set(parent.files)
        if all(file.path in paths for file in same):
            to_read = tuple(file for file in files if file not in same)
    links = Links(paths, known.own_addresses, {})
    for page in read_pages(candidate.site, to_read, (".html",)):
        links.check(page)
    yield from links.problems()
