"""A release fetched from one target into another: a web server's own machine takes what lies in an object store.

In: two targets. Out: what became of it. Only what a trusted key has signed is taken, each file as it was signed, and switched to in one
step. A mirror remembers what it showed: a source that shows something earlier is not followed unless that is said to be right.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from edu_site.problems import Problem, Where
from edu_site.publish.keys import PublicKey
from edu_site.publish.listing import Step
from edu_site.publish.publishing import Kept, Outcome, live_release, release_of, releases, send, told
from edu_site.publish.release import File, Release, Signed, chain, digest, read_signed
from edu_site.publish.target import Refusal, Shipment, Target

AT_ONCE = 200  # files in memory


def mirror(source: Target, target: Target, back: bool, trusted: tuple[PublicKey, ...], step: Step) -> Outcome:
    """Makes the live release of `source` that of `target`; `back` allows an earlier one, or one of another line."""
    return told(target, lambda: mirrored(source, target, back, trusted, step))


def mirrored(source: Target, target: Target, back: bool, trusted: tuple[PublicKey, ...], step: Step) -> Outcome:
    there, here = live_release(source, trusted), live_release(target, trusted)
    if there is None:
        raise Refusal(Problem(Where(source.shown), "U17", {"release": "-"}))
    if release_of(here) == there.release.id:
        return Outcome("unchanged", there.release)
    if here and not back and not follows(source, there.release, here.release.id, trusted):
        raise Refusal(Problem(Where(source.shown), "U27", {"release": there.release.id}))
    with tempfile.TemporaryDirectory(prefix="edu-site-mirror-") as place:
        if there.release.id not in target.ids():
            for file, data in fetched(source, there, here, step):
                (Path(place) / file.path).parent.mkdir(parents=True, exist_ok=True)
                (Path(place) / file.path).write_bytes(data)
        signed = read_signed(source.release_bytes(there.release.id), trusted, Where(source.shown))
        if not isinstance(signed, Signed):
            raise Refusal(signed)
        before = here.files if here else ()
        send(target, Shipment(signed, there.files, Path(place), release_of(here), before), trusted, step)
    return Outcome("published", there.release)


def follows(source: Target, release: Release, earlier: str, trusted: tuple[PublicKey, ...]) -> bool:
    """Whether `earlier` is among the parents of a release, as far as the source keeps them."""
    known = {**releases(source, trusted), release.id: release}
    return earlier in (*chain(known, release.id), *(known[name].parent for name in chain(known, release.id)))


def fetched(source: Target, there: Kept, here: Kept | None, step: Step) -> Iterator[tuple[File, bytes]]:
    """The files the target does not have, each as it was signed. Raises Refusal."""
    had = {file.sha256 for file in here.files} if here else set()
    missing = [file for file in there.files if file.sha256 not in had]
    for start in range(0, len(missing), AT_ONCE):
        part = missing[start : start + AT_ONCE]
        found = source.fetch(there.release.id, part)
        for file in part:
            data = found.get(file.path, b"")
            if digest(data) != file.sha256:
                raise Refusal(Problem(Where(f"{source.shown}: {file.path}"), "U21"))
            yield file, data
        step("list", start + len(part), len(missing))
