"""A mirror takes what was signed, file by file, from another target, and does not let itself be led back."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from edu_site.publish.folder import Folder
from edu_site.publish.keys import new_key, public_of
from edu_site.publish.mirroring import mirror
from edu_site.publish.publishing import roll_back, verify
from edu_site.publish.target import Target
from tests.publish.servers import object_store, store
from tests.publish.sites import folder_target, live_files, published, seen, silent, small_site, trusted


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with object_store() as found:
        yield found


@pytest.fixture(params=["object store", "folder"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    if request.param == "folder":
        return folder_target(tmp_path / "there")
    return store(request.getfixturevalue("address"), Path(tempfile.mkdtemp()).name)


@pytest.fixture
def here(tmp_path: Path) -> Folder:
    return folder_target(tmp_path / "here")


def states(source: Target, here: Folder, back: bool = False) -> tuple[str, list[str]]:
    outcome = mirror(source, here, back, trusted(), silent)
    return outcome.state, [problem.code for problem in outcome.problems]


def test_a_mirror_shows_what_was_published_elsewhere_and_follows_it(source: Target, here: Folder, tmp_path: Path) -> None:
    assert states(source, here) == ("refused", ["U17"])
    site = small_site(tmp_path / "site", "бір", "a" * 12)
    published(source, site)
    assert states(source, here) == ("published", [])
    assert states(source, here) == ("unchanged", [])
    assert live_files(here.path) == {p.relative_to(site).as_posix(): p.read_text() for p in site.rglob("*") if p.is_file()}
    (site / "assets" / ("a" * 12) / "main.css").unlink()
    published(source, small_site(site, "екі", "b" * 12))
    published(source, small_site(site, "үш", "b" * 12))  # one release is never seen here
    assert states(source, here) == ("published", [])
    assert seen(here.path) == source.live()
    assert verify(here, "", trusted(), silent).problems == ()
    assert len(here.ids()) == 2
    fresh = folder_target(tmp_path / "fresh")
    assert states(source, fresh) == ("published", [])  # files carried over for readers come along
    assert live_files(fresh.path) == live_files(here.path)


def test_a_mirror_goes_back_only_when_it_is_told_to(source: Target, here: Folder, tmp_path: Path) -> None:
    first = published(source, small_site(tmp_path / "site", "бір")).release
    published(source, small_site(tmp_path / "site", "екі"))
    states(source, here)
    later = seen(here.path)
    roll_back(source, "", trusted())
    assert states(source, here) == ("refused", ["U27"])
    assert seen(here.path) == later
    assert states(source, here, back=True) == ("published", [])
    assert first and seen(here.path) == first.id


def test_what_nobody_trusted_has_signed_and_what_was_changed_is_not_taken(tmp_path: Path, here: Folder) -> None:
    source = folder_target(tmp_path / "there")
    published(source, small_site(tmp_path / "site", "бір"))
    new_key(tmp_path / "other.pem")
    stranger = public_of(tmp_path / "other.pem")
    outcome = mirror(source, here, False, (stranger,), silent)  # type: ignore[arg-type]
    assert [problem.code for problem in outcome.problems] == ["U09"]
    (tmp_path / "there" / "current" / "index.html").write_text("other")
    assert states(source, here) == ("refused", ["U21"])
    assert seen(here.path) == ""
