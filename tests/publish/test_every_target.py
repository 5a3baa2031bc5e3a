"""What every kind of target promises: a folder, a real object store, another machine behind a real sshd."""

import itertools
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from edu_site.publish.object_store import ObjectStore
from edu_site.publish.publishing import history, kept, publish, roll_back, verify
from edu_site.publish.release import OWN
from edu_site.publish.target import Target
from tests.publish.servers import Sshd, object_store, sshd, store
from tests.publish.sites import folder_target, forked, live_files, order, published, seen, silent, small_site, trusted


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with object_store() as found:
        yield found


@pytest.fixture(scope="module")
def server() -> Iterator[Sshd]:
    with tempfile.TemporaryDirectory() as folder, sshd(Path(folder)) as found:
        yield found


@pytest.fixture(params=["folder", "object store", "ssh"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    if request.param == "folder":
        return folder_target(tmp_path / "www")
    if request.param == "ssh":
        made: Target = request.getfixturevalue("server").target(tmp_path / "www")
        return made
    return store(request.getfixturevalue("address"), tmp_path.name)


def readable(target: Target) -> dict[str, str]:
    """Path -> text of the live release, through its own list."""
    found = kept(target, target.live(), trusted())
    contents = target.fetch(found.release.id, found.files)
    return {path: data.decode() for path, data in contents.items()}


def texts(site: Path) -> dict[str, str]:
    return {path.relative_to(site).as_posix(): path.read_text() for path in sorted(site.rglob("*")) if path.is_file()}


def test_a_site_is_published_changed_taken_back_and_verified(target: Target, tmp_path: Path) -> None:
    site = small_site(tmp_path / "site", "бір")
    assert target.live() == "" and target.ids() == ()
    first = published(target, site)
    assert (first.state, first.problems) == ("published", ())
    assert readable(target) == texts(site)
    assert published(target, site).state == "unchanged"
    (site / "data.csv").unlink()
    second = published(target, small_site(site, "екі", more={"org/school-2/ru/жаңалық 1.html": "<p>'\"$(id)"}))
    assert second.state == "published"
    assert readable(target) == texts(site)
    assert first.release and second.release
    assert [(one.release.id, one.place) for one in history(target, trusted())[0]] == [
        (second.release.id, "live"),
        (first.release.id, "before"),
    ]
    assert verify(target, "", trusted(), silent).problems == ()
    assert roll_back(target, "", trusted()).release == first.release
    assert "бір" in readable(target)["index.html"]
    assert roll_back(target, "", trusted()).problems[0].code == "U18"
    assert verify(target, second.release.id, trusted(), silent).problems == ()


def test_the_second_of_two_publishers_changes_nothing(target: Target, tmp_path: Path) -> None:
    site, other = small_site(tmp_path / "site", "бір"), small_site(tmp_path / "other", "басқа")
    published(target, site)

    def gates(candidate: object) -> tuple[()]:
        assert published(target, other).state == "published"
        return ()

    outcome = publish(target, order(small_site(site, "екі")), gates, silent)
    assert [problem.code for problem in outcome.problems] == ["U07"]
    assert readable(target) == texts(other)


def test_theme_files_of_the_release_before_stay(target: Target, tmp_path: Path) -> None:
    site = small_site(tmp_path / "site", "бір", "a" * 12)
    published(target, site)
    (site / "assets" / ("a" * 12) / "main.css").unlink()
    assert published(target, small_site(site, "екі", "b" * 12)).state == "published"
    assert {path for path in readable(target) if path.startswith("assets/")} == {
        f"assets/{'a' * 12}/main.css",
        f"assets/{'b' * 12}/main.css",
    }
    assert verify(target, "", trusted(), silent).problems == ()


def test_a_file_that_changes_on_the_way_is_not_switched_to(target: Target, tmp_path: Path) -> None:
    site = small_site(tmp_path / "site", "бір")
    published(target, site)
    before = target.live()
    small_site(site, "екі")

    def gates(candidate: object) -> tuple[()]:
        (site / "index.html").write_text("later")
        return ()

    outcome = publish(target, order(site), gates, silent)
    assert [problem.code for problem in outcome.problems] == ["U05"]
    assert target.live() == before and verify(target, "", trusted(), silent).problems == ()
    assert published(target, site).state == "published"


def test_a_release_that_was_uploaded_and_never_switched_to_is_finished_by_the_next_publisher(
    target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = small_site(tmp_path / "site", "бір")
    with monkeypatch.context() as patch:
        patch.setattr(type(target), "switch", lambda self, release_id, expected: stopped())
        assert published(target, site).state == "refused"
    assert target.live() == "" and len(target.ids()) == 1
    with monkeypatch.context() as patch:
        patch.setattr(type(target), "upload", lambda self, shipment, step: pytest.fail("sent twice"))
        assert published(target, site).state == "published"
    assert readable(target) == texts(site)


def stopped() -> None:
    raise OSError(5, "the line broke")


def test_only_what_is_missing_is_sent(address: str, server: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud, far, sent = store(address, "missing"), server.target(tmp_path / "www"), []
    site = small_site(tmp_path / "site", "бір")
    published(cloud, site)
    published(far, site)
    small_site(site, "екі")
    with monkeypatch.context() as patch:
        put = type(cloud).put
        patch.setattr(
            type(cloud), "put", lambda self, data, *parts, **more: (sent.append(parts), put(self, data, *parts, **more))[1]
        )
        assert published(cloud, site).state == "published"
    changed = {"index.html", "org/school-1/index.html", "org/school-2/index.html", "data.csv"}
    assert len([parts for parts in sent if parts[0] == "objects"]) == len(changed)
    assert published(far, site).state == "published"
    old, new = sorted((tmp_path / "www" / "generations").iterdir(), key=lambda path: path.name != far.live(), reverse=True)
    linked = {path for path in texts(new) if (new / path).stat().st_ino == (old / path).stat().st_ino}
    assert set(texts(new)) - linked == changed | OWN


# ------------------------------------------------------------ the object store


def test_of_two_publishers_that_switch_at_once_one_is_refused(address: str, tmp_path: Path) -> None:
    cloud, other = store(address, "race"), store(address, "race")
    published(cloud, small_site(tmp_path / "site", "бір"))
    before, outcomes = cloud.live(), []
    pointer = type(cloud).pointer

    class Late(type(cloud)):  # type: ignore[misc]
        def pointer(self) -> tuple[str, str]:
            found = pointer(self)
            if not outcomes:  # between reading the pointer and writing it another publisher writes
                outcomes.append("begun")
                other.switch("f" * 16, before)
            return found

    late = Late(cloud.name, cloud.url, cloud.files)
    with pytest.raises(Exception, match="U07"):
        late.switch("e" * 16, before)
    assert cloud.live() == "f" * 16


def test_a_publisher_that_dies_before_any_of_its_writes_leaves_the_live_release_whole(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud, put = store(address, "dies"), ObjectStore.put
    site = small_site(tmp_path / "site", "бір")
    published(cloud, site)
    before, left = cloud.live(), [0]

    def dying(self: ObjectStore, data: bytes, *parts: str, **conditions: str) -> bool:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(5, "the line broke")
        return put(self, data, *parts, **conditions)

    small_site(site, "екі")
    outcomes = []
    for number in range(1, 20):
        with monkeypatch.context() as patch:
            patch.setattr(ObjectStore, "put", dying)
            left[0] = number
            outcomes.append(published(cloud, site).state)
        if outcomes[-1] == "published":
            break
        assert cloud.live() == before
        assert verify(cloud, "", trusted(), silent).problems == ()
    assert outcomes.count("refused") >= 6 and readable(cloud) == texts(site)


def test_a_pointer_that_cannot_be_read_is_told_and_not_written_over(address: str, tmp_path: Path) -> None:
    cloud = store(address, "spoilt")
    cloud.put(b"[]", "current")
    assert [problem.code for problem in published(cloud, small_site(tmp_path / "site", "бір")).problems] == ["U09"]


def test_the_first_pointer_is_written_once(address: str) -> None:
    cloud = store(address, "first")
    cloud.switch("a" * 16, "")
    with pytest.raises(Exception, match="U07"):
        cloud.switch("b" * 16, "")
    assert cloud.live() == "a" * 16


def test_a_store_that_ignores_conditions_is_refused(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = store(address, "careless")
    put = type(cloud).put
    monkeypatch.setattr(type(cloud), "put", lambda self, data, *parts, **conditions: put(self, data, *parts))
    outcome = published(cloud, small_site(tmp_path / "site", "бір"))
    assert [(one.code, one.values["reason"]) for one in outcome.problems] == [("U08", "no conditional writes")]


def test_an_object_that_was_changed_or_lost_is_told(address: str, tmp_path: Path) -> None:
    cloud = store(address, "lost")
    release = published(cloud, small_site(tmp_path / "site", "бір")).release
    assert release
    digests = {file.path: file.sha256 for file in kept(cloud, release.id, trusted()).files}
    cloud.files.rm(f"bucket/lost/objects/{digests['data.csv']}")
    cloud.put(b"other", "objects", digests["index.html"])
    found = verify(cloud, "", trusted(), silent).problems
    assert {(one.code, one.where.path.rpartition(": ")[2]) for one in found} == {("U20", "data.csv"), ("U21", "index.html")}


def test_a_bucket_that_is_not_there_and_a_store_that_does_not_answer_are_told(address: str, tmp_path: Path) -> None:
    site = small_site(tmp_path / "site", "бір")
    nowhere = store(address, "x")
    nowhere = type(nowhere)("cloud", "s3://other/x", nowhere.files)
    assert [problem.code for problem in published(nowhere, site).problems] == ["U08"]


# ------------------------------------------------------------ the far machine


def test_an_unknown_or_changed_host_key_stops_everything(server: Sshd, tmp_path: Path) -> None:
    site = small_site(tmp_path / "site", "бір")
    for text in ("", server.known_hosts.read_text().replace("AAAAC3", "AAAAC4"), other_key(server, tmp_path)):
        (tmp_path / "known_hosts").write_text(text)
        outcome = published(server.target(tmp_path / "www", known_hosts=tmp_path / "known_hosts"), site)
        assert [problem.code for problem in outcome.problems] == ["U08"]
        assert not (tmp_path / "www").exists()


def other_key(server: Sshd, folder: Path) -> str:
    place = server.known_hosts.read_text().split()[0]
    return f"{place} {server.identity.with_suffix('.pub').read_text()}"


def test_a_far_machine_that_is_busy_or_cannot_write_is_told(server: Sshd, tmp_path: Path) -> None:
    site, far = small_site(tmp_path / "site", "бір"), server.target(tmp_path / "www")
    with far.hold():
        assert [problem.code for problem in published(far, site).problems] == ["U06"]
    assert published(far, site).state == "published"
    (tmp_path / "file").write_text("")
    outcome = published(server.target(tmp_path / "file" / "www"), site)
    assert [problem.code for problem in outcome.problems] == ["U08"]


def test_a_publisher_killed_at_any_of_its_commands_leaves_the_far_release_whole(server: Sshd, tmp_path: Path) -> None:
    site, far = small_site(tmp_path / "site", "бір"), server.target(tmp_path / "www")
    published(far, site)
    before = seen(tmp_path / "www")
    small_site(site, "екі")
    ends = []
    for at in range(1, 40):

        def work(at: int = at) -> None:
            numbers, started = itertools.count(1), subprocess.Popen.__init__

            def start(self: object, *args: object, **options: object) -> None:
                if next(numbers) == at:
                    os._exit(77)
                started(self, *args, **options)  # type: ignore[call-overload]

            subprocess.Popen.__init__ = start  # type: ignore[method-assign]
            os._exit(10 if published(far, site).state in ("published", "unchanged") else 11)

        ends.append(os.waitstatus_to_exitcode(os.waitpid(forked(work), 0)[1]))
        now = seen(tmp_path / "www")
        if now != before:
            break
    assert ends == [77] * (len(ends) - 1) + [ends[-1]] and len(ends) > 8 and ends[-1] in (77, 10)
    assert published(far, site).state == "unchanged"
    assert live_files(tmp_path / "www") == texts(site)
    assert verify(far, "", trusted(), silent).problems == ()


def test_a_far_file_that_was_changed_is_told_and_not_spread(server: Sshd, tmp_path: Path) -> None:
    site, far = small_site(tmp_path / "site", "бір"), server.target(tmp_path / "www", keep=2)
    published(far, site)
    (tmp_path / "www" / "current" / "org" / "school-1" / "news" / "index.html").write_text("x")
    (tmp_path / "www" / "current" / "more.php").symlink_to("/etc/passwd")
    told = {(one.code, one.where.path.rpartition(": ")[2]) for one in verify(far, "", trusted(), silent).problems}
    assert told == {("U21", "org/school-1/news/index.html"), ("U22", "more.php")}
    for text in ("екі", "үш"):
        assert published(far, small_site(site, text)).state == "published"
    assert verify(far, "", trusted(), silent).problems == ()
    assert len(list((tmp_path / "www" / "generations").iterdir())) == 2
