"""`publish`, `roll_back`, `verify`: the story of a release, the same for every target.

In: a target, a finished site, what is known of it, a key. Out: what became of it. Everything is checked before anything is sent,
and everything is sent and durable before the one step that readers see. What refuses a release leaves the live one as it was.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from edu_site.problems import Problem, Where, has_errors, in_order
from edu_site.publish.keys import PublicKey, sign
from edu_site.publish.listing import Step, list_site, shared_folders
from edu_site.publish.release import (
    File,
    Inputs,
    PublishedSite,
    Release,
    Signed,
    Waiver,
    chain,
    digest,
    files_bytes,
    page_count,
    read_files,
    read_signed,
    release_id,
)
from edu_site.publish.report import sites_of
from edu_site.publish.target import Refusal, Shipment, Target
from edu_site.values import to_json

CARRIED_FOR = 3  # releases


@dataclass(frozen=True, slots=True)
class Kept:
    """A release of a target with its files."""

    release: Release
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the gates judge: the release that would be live, and the one that is."""

    release: Release
    files: tuple[File, ...]
    site: Path
    parent: Kept | None


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be published, said by the command: `created` is the moment, `states` are those of the last build, `folders` say
    where each organisation's site lies."""

    site: Path
    created: str
    inputs: Inputs
    states: Mapping[str, str]
    folders: Mapping[str, str]
    key: Path
    trusted: tuple[PublicKey, ...]
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A gate by name, and what it found."""

    gate: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`state`: "published", "unchanged" (the live release is the same) or "refused" (problems say why)."""

    state: str
    release: Release | None = None
    problems: tuple[Problem, ...] = ()
    judged: tuple[Judged, ...] = ()


Gates = Callable[[Candidate], tuple[Judged, ...]]


def publish(target: Target, order: Order, gates: Gates, step: Step) -> Outcome:
    """Makes a release of a site, lets the gates judge it, sends it and switches to it."""
    return told(target, lambda: published(target, order, gates, step))


def told(target: Target, work: Callable[[], Outcome]) -> Outcome:
    """The outcome of some work with a target; what the machine or the target refuses is a problem like any other."""
    try:
        return work()
    except Refusal as refusal:
        return Outcome("refused", None, (refusal.problem,))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        where = Where(str(error.filename or target.shown))
        return Outcome("refused", None, (Problem(where, "U08", {"reason": reason}),))


def published(target: Target, order: Order, gates: Gates, step: Step) -> Outcome:
    files, problems = list_site(order.site, step)
    if problems:
        return Outcome("refused", None, problems)
    parent = live_release(target, order.trusted)
    candidate = make_candidate(files, order, parent)
    if parent and is_same(candidate.release, parent.release):
        return Outcome("unchanged", parent.release)
    judged = gates(candidate)
    found = tuple(problem for gate in judged for problem in gate.problems)
    if has_errors(found):
        return Outcome("refused", candidate.release, found, judged)
    signed = signed_release(candidate.release, order)
    send(
        target,
        Shipment(signed, candidate.files, order.site, release_of(parent), parent.files if parent else ()),
        order.trusted,
        step,
    )
    return Outcome("published", candidate.release, found, judged)


def signed_release(release: Release, order: Order) -> Signed:
    """Raises Refusal when the key cannot be used, or is none of those that are trusted."""
    signature = sign(to_json(release), order.key)
    if isinstance(signature, Problem):
        raise Refusal(signature)
    signed = Signed(release, to_json(release), signature)
    if read_signed(signed.bytes, order.trusted, Where(str(order.key))) != signed:
        raise Refusal(Problem(Where(str(order.key)), "K04"))
    return signed


def send(target: Target, shipment: Shipment, trusted: tuple[PublicKey, ...], step: Step) -> None:
    """Uploads what is missing, switches, forgets what is too old."""
    wanted = shipment.signed.release.id
    with target.hold():
        if target.live() != shipment.live:
            raise Refusal(Problem(Where(target.shown), "U07", {"release": target.live() or "-"}))
        if wanted not in target.ids():
            target.upload(shipment, step)
        elif kept(target, wanted, trusted).files != shipment.files:
            raise Refusal(Problem(Where(target.shown), "U09"))
        target.switch(wanted, shipment.live)
        if target.keep:
            known = releases(target, trusted)
            shown = (*chain(known, wanted), *chain(known, shipment.live))  # a mirror may have missed those in between
            target.prune(tuple(dict.fromkeys(shown))[: target.keep])


def make_candidate(own: tuple[File, ...], order: Order, parent: Kept | None) -> Candidate:
    """The release a site would be, after `parent`."""
    carried = tuple(carried_files(own, parent))
    files = tuple(sorted((*own, *(file for _folder, found in carried for file in found))))
    listed, before = files_bytes(files), parent.release if parent else None
    name = release_id(release_of(parent), digest(listed))
    release = Release(
        id=name,
        parent=release_of(parent),
        created=order.created,
        files_digest=digest(listed),
        site_digest=digest(files_bytes(own)),
        carried={folder: (before.carried.get(folder, 0) if before else 0) + 1 for folder, _files in carried},
        files=len(files),
        size=sum(file.size for file in files),
        pages=page_count(own),
        organisations=tuple(since(site, before) for site in sites_of(order.states, order.folders, own)),
        inputs=order.inputs,
        waiver=order.waiver if order.waiver and order.waiver.release == name else None,
    )
    return Candidate(release, files, order.site, parent)


def carried_files(own: Iterable[File], parent: Kept | None) -> Iterator[tuple[str, list[File]]]:
    """Theme files of earlier releases: a reader who still holds an earlier page finds its look for a while."""
    here = shared_folders(own)
    for folder, files in shared_folders(parent.files if parent else ()).items():
        if parent and folder not in here and parent.release.carried.get(folder, 0) < CARRIED_FOR:
            yield folder, files


def since(site: PublishedSite, before: Release | None) -> PublishedSite:
    """A site with errors in its sources is that of an earlier release: of which."""
    if site.state != "stale" or before is None:
        return site
    earlier = next((one for one in before.organisations if one.organisation == site.organisation), None)
    return replace(site, since=(earlier.since if earlier and earlier.state == "stale" else before.id))


def is_same(one: Release, other: Release) -> bool:
    """Whether readers would see no difference, nor those who look after the sites."""
    states = [tuple((site.organisation, site.state) for site in release.organisations) for release in (one, other)]
    return one.site_digest == other.site_digest and states[0] == states[1]


# ------------------------------------------------------------ what a target holds


def release_of(found: Kept | None) -> str:
    return found.release.id if found else ""


def live_release(target: Target, trusted: tuple[PublicKey, ...]) -> Kept | None:
    """The release readers see. Raises Refusal when it is not signed as it should be."""
    live = target.live()
    return kept(target, live, trusted) if live else None


def kept(target: Target, name: str, trusted: tuple[PublicKey, ...]) -> Kept:
    """A release with its files. Raises Refusal when it is not there, not signed, or its list is another."""
    where = Where(f"{target.shown}: {name}")
    data = target.release_bytes(name)
    if not data:
        raise Refusal(Problem(where, "U17", {"release": name}))
    signed = read_signed(data, trusted, where)
    if isinstance(signed, Problem):
        raise Refusal(signed)
    listed = target.files_bytes(name)
    if signed.release.id != name or digest(listed) != signed.release.files_digest:
        raise Refusal(Problem(where, "U09"))
    return Kept(signed.release, read_files(listed))


def releases(target: Target, trusted: tuple[PublicKey, ...]) -> Mapping[str, Release]:
    """All releases that are signed as they should be, by id."""
    found = {}
    for name in target.ids():
        signed = read_signed(target.release_bytes(name), trusted, Where(f"{target.shown}: {name}"))
        if isinstance(signed, Signed) and signed.release.id == name:
            found[name] = signed.release
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """A release of a target; `place`: "live", "before" (it can be returned to) or "aside" (taken back, or never live)."""

    release: Release
    place: str


def history(target: Target, trusted: tuple[PublicKey, ...]) -> tuple[tuple[Placed, ...], tuple[Problem, ...]]:
    """The live release and those before it, newest first, then the others by id; those that are not signed as they should be are
    problems."""
    found: list[Placed] = []
    unsigned: list[Problem] = []

    def look() -> Outcome:
        known, live = releases(target, trusted), target.live()
        before = chain(known, live)
        found.extend(Placed(known[name], "live" if name == live else "before") for name in before)
        found.extend(Placed(known[name], "aside") for name in sorted(set(known) - set(before)))
        unsigned.extend(Problem(Where(f"{target.shown}: {name}"), "U09") for name in target.ids() if name not in known)
        return Outcome("listed")

    problems = told(target, look).problems
    return tuple(found), (*problems, *unsigned)


def roll_back(target: Target, wanted: str, trusted: tuple[PublicKey, ...]) -> Outcome:
    """Makes an earlier release live again: `wanted` or, when it is empty, the one before the live one."""
    return told(target, lambda: rolled_back(target, wanted, trusted))


def rolled_back(target: Target, wanted: str, trusted: tuple[PublicKey, ...]) -> Outcome:
    with target.hold():
        live = target.live()
        name = wanted or releases(target, trusted).get(live, NONE).parent
        if not name:
            raise Refusal(Problem(Where(target.shown), "U18"))
        found = kept(target, name, trusted)
        if name == live:
            return Outcome("unchanged", found.release)
        target.switch(name, live)
        return Outcome("published", found.release)


def verify(target: Target, wanted: str, trusted: tuple[PublicKey, ...], step: Step) -> Outcome:
    """Compares every file of the live release, or of `wanted`, with what was signed."""
    return told(target, lambda: verified(target, wanted, trusted, step))


def verified(target: Target, wanted: str, trusted: tuple[PublicKey, ...], step: Step) -> Outcome:
    name = wanted or target.live()
    if not name:
        raise Refusal(Problem(Where(target.shown), "U17", {"release": "-"}))
    found = kept(target, name, trusted)
    return Outcome("verified", found.release, in_order(differences(target, found, step)))


def differences(target: Target, found: Kept, step: Step) -> Iterator[Problem]:
    """Files that are missing, others than signed, or too many."""
    wanted = {file.path: file for file in found.files}
    for number, file in enumerate(target.rehash(found.release.id, found.files), start=1):
        signed = wanted.pop(file.path, None)
        where = Where(f"{target.shown}: {file.path}")
        if signed is None:
            yield Problem(where, "U22")
        elif signed != file:
            yield Problem(where, "U21")
        step("verify", number, len(found.files))
    for path in sorted(wanted):
        yield Problem(Where(f"{target.shown}: {path}"), "U20")


NONE = Release("", "", "", "", "", {}, 0, 0, 0, (), Inputs("", "", "", "", ""))
