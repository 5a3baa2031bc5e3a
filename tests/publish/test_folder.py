"""Publishing into a folder: whole, linked, switched in one step, taken back in one step, verified against what was signed."""

import os
import stat
from pathlib import Path

import pytest

from edu_site.publish.keys import new_key, public_of
from edu_site.publish.publishing import history, publish, roll_back, verify
from edu_site.publish.release import RELEASE_PATH
from tests.publish.sites import (
    FOLDERS,
    FRESH,
    folder_target,
    forked,
    live_files,
    order,
    published,
    seen,
    silent,
    small_site,
    trusted,
)


def codes(problems: object) -> list[str]:
    return [problem.code for problem in problems]  # type: ignore[attr-defined]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return small_site(tmp_path / "site", "бір")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "www"


def test_readers_see_exactly_the_finished_site(site: Path, root: Path) -> None:
    outcome = published(folder_target(root), site)
    assert outcome.state == "published" and outcome.release
    assert seen(root) == outcome.release.id
    assert live_files(root) == {
        path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*") if path.is_file()
    }


def test_everybody_can_read_what_a_careful_publisher_has_written(site: Path, root: Path) -> None:
    before = os.umask(0o077)
    try:
        published(folder_target(root), site)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.lstat().st_mode) for path in root.rglob("*") if not path.is_symlink() and path.name != ".lock"}
    assert modes == {0o644, 0o755}


def test_the_same_site_is_published_once(site: Path, root: Path) -> None:
    first = published(folder_target(root), site)
    again = published(folder_target(root), site, created="2020-01-01T00:00:00+05:00")
    assert (again.state, again.release) == ("unchanged", first.release)


def test_what_did_not_change_is_linked_and_what_did_is_not(site: Path, root: Path) -> None:
    first = published(folder_target(root), site).release
    small_site(site, "екі")
    second = published(folder_target(root), site).release
    assert first and second and second.parent == first.id
    old, new = (root / "generations" / one.id for one in (first, second))
    same = "org/school-1/news/index.html"
    assert (old / same).stat().st_ino == (new / same).stat().st_ino
    assert (old / "index.html").read_text() != (new / "index.html").read_text()
    assert (site / same).stat().st_ino != (new / same).stat().st_ino


def test_the_order_follows_parents_whatever_the_clock_says(site: Path, root: Path) -> None:
    target, made = folder_target(root), []
    for year, text in ((2026, "a"), (2024, "b"), (2025, "c")):
        release = published(target, small_site(site, text), created=f"{year}-01-01T00:00:00+05:00").release
        assert release
        made.append(release.id)
    found, _problems = history(target, trusted())
    assert [(one.release.id, one.place) for one in found] == list(
        zip(reversed(made), ["live", "before", "before"], strict=True)
    )
    assert roll_back(target, "", trusted()).release == found[1].release


def test_a_release_is_taken_back_and_made_live_again_in_one_step(site: Path, root: Path) -> None:
    target = folder_target(root)
    first, second = (published(target, small_site(site, text)).release for text in ("бір", "екі"))
    assert first and second
    assert roll_back(target, "", trusted()).release == first
    assert seen(root) == first.id
    assert [one.place for one in history(target, trusted())[0]] == ["live", "aside"]
    assert roll_back(target, "", trusted()).problems[0].code == "U18"
    assert roll_back(target, second.id, trusted()).state == "published"
    assert roll_back(target, second.id, trusted()).state == "unchanged"
    assert roll_back(target, "0000000000000000", trusted()).problems[0].code == "U17"
    assert seen(root) == second.id


def test_the_same_site_after_a_return_is_the_same_release(site: Path, root: Path) -> None:
    target = folder_target(root)
    published(target, site)
    second = published(target, small_site(site, "екі")).release
    roll_back(target, "", trusted())
    assert published(target, site, created="2031-01-01T00:00:00+05:00").release is not None
    assert second and seen(root) == second.id
    assert verify(target, "", trusted(), silent).problems == ()


def test_only_so_many_releases_are_kept_and_never_fewer_than_the_live_one(site: Path, root: Path) -> None:
    made = [published(folder_target(root, keep=2), small_site(site, str(number))).release for number in range(4)]
    assert {path.name for path in (root / "generations").iterdir()} == {one.id for one in made[-2:] if one}
    assert roll_back(folder_target(root), "", trusted()).state == "published"
    assert roll_back(folder_target(root), "", trusted()).problems[0].code == "U17"


def test_theme_files_of_earlier_releases_stay_for_readers_who_hold_an_earlier_page(site: Path, root: Path) -> None:
    target, themes = folder_target(root), [f"{number}" * 12 for number in range(6)]
    for number, theme in enumerate(themes):
        for old in site.glob("assets/*/main.css"):
            old.unlink()
            old.parent.rmdir()
        published(target, small_site(site, "бір", theme))
        there = [path.name for path in sorted((root / "current" / "assets").iterdir())]
        assert there == themes[max(number - 3, 0) : number + 1]
    assert verify(target, "", trusted(), silent).problems == ()


def test_verifying_names_what_is_missing_different_and_too_much(site: Path, root: Path) -> None:
    target = folder_target(root)
    published(target, site)
    assert verify(target, "", trusted(), silent).problems == ()
    live = root / "current"
    (live / "index.html").write_text("<p>other</p>")
    (live / "data.csv").unlink()
    (live / ".hidden.php").write_text("<?php")
    (live / "org" / "link").symlink_to("/etc/passwd")
    found = verify(target, "", trusted(), silent).problems
    told = {(problem.code, problem.where.path.rpartition(": ")[2]) for problem in found}
    assert told == {("U21", "index.html"), ("U20", "data.csv"), ("U22", ".hidden.php"), ("U22", "org/link")}


def test_a_release_somebody_changed_is_not_gone_back_to_and_not_built_upon(site: Path, root: Path, tmp_path: Path) -> None:
    target = folder_target(root)
    first = published(target, site).release
    published(target, small_site(site, "екі"))
    assert first
    kept = root / "generations" / first.id / RELEASE_PATH
    kept.write_bytes(kept.read_bytes().replace(b"2026-11-24", b"2026-11-25"))
    assert codes(roll_back(target, first.id, trusted()).problems) == ["U09"]
    new_key(tmp_path / "other.pem")
    stranger = public_of(tmp_path / "other.pem")
    assert codes(verify(target, "", (stranger,), silent).problems) == ["U09"]  # type: ignore[arg-type]
    assert codes(published(target, small_site(site, "үш"), trusted=(stranger,)).problems) == ["U09"]


def test_a_key_nobody_trusts_signs_nothing(site: Path, root: Path, tmp_path: Path) -> None:
    new_key(tmp_path / "other.pem")
    assert codes(published(folder_target(root), site, key=tmp_path / "other.pem").problems) == ["K04"]
    assert codes(published(folder_target(root), site, key=site / "index.html").problems) == ["K02"]
    assert seen(root) == ""


def test_a_new_key_follows_an_old_one(site: Path, root: Path, tmp_path: Path) -> None:
    published(folder_target(root), site)
    new_key(tmp_path / "new.pem")
    both = (*trusted(), public_of(tmp_path / "new.pem"))
    outcome = published(folder_target(root), small_site(site, "екі"), key=tmp_path / "new.pem", trusted=both)
    assert outcome.state == "published"
    assert codes(roll_back(folder_target(root), "", both[1:]).problems) == ["U09"]  # type: ignore[arg-type]
    assert roll_back(folder_target(root), "", both).state == "published"  # type: ignore[arg-type]


def test_a_site_that_is_being_built_is_not_published(site: Path, root: Path) -> None:
    (site / ".making-12345").mkdir()
    assert codes(published(folder_target(root), site).problems) == ["U04"]


def test_links_and_pipes_are_not_published_and_hidden_files_stay_at_home(site: Path, root: Path) -> None:
    (site / ".git").mkdir()
    (site / ".git" / "config").write_text("secret")
    (site / ".well-known").mkdir()
    (site / ".well-known" / "security.txt").write_text("Contact: mailto:a@b.example")
    assert published(folder_target(root), site).state == "published"
    assert [path for path in live_files(root) if "/." in f"/{path}"] == [".well-known/security.txt"]
    (site / "passwd").symlink_to("/etc/passwd")
    os.mkfifo(site / "pipe")
    assert codes(published(folder_target(root), site).problems) == ["F01", "F08"]


def test_a_file_that_changes_while_it_is_published_stops_the_release(site: Path, root: Path) -> None:
    published(folder_target(root), site)
    before = seen(root)
    small_site(site, "екі")

    def gates(candidate: object) -> tuple[()]:
        (site / "index.html").write_text("later")
        return ()

    outcome = publish(folder_target(root), order(site), gates, silent)
    assert (codes(outcome.problems), seen(root)) == (["U05"], before)


def test_a_file_that_goes_while_it_is_published_stops_the_release(site: Path, root: Path) -> None:
    def gates(candidate: object) -> tuple[()]:
        (site / "index.html").unlink()
        return ()

    outcome = publish(folder_target(root), order(site), gates, silent)
    assert ([(one.code, one.where.path) for one in outcome.problems], seen(root)) == ([("U05", str(site / "index.html"))], "")


def test_errors_of_an_organisation_keep_its_site_and_the_release_says_since_when(site: Path, root: Path) -> None:
    target = folder_target(root)
    first = published(target, site).release
    stale = FRESH | {"school-1": "stale"}
    second = published(target, small_site(site, "екі"), states=stale).release
    third = published(target, small_site(site, "үш"), states=stale).release
    assert first and second and third
    assert [(one.organisation, one.since) for one in third.stale] == [("school-1", first.id)]
    fourth = published(target, site, states=FRESH)
    assert fourth.state == "published" and fourth.release and fourth.release.stale == ()
    assert {one.organisation: one.pages for one in fourth.release.organisations} == dict(zip(FOLDERS, (1, 2, 2), strict=True))


def test_two_publishers_do_not_meet(site: Path, root: Path) -> None:
    target = folder_target(root)
    published(target, site)
    before = seen(root)
    small_site(site, "екі")
    with target.hold():
        assert codes(published(target, site).problems) == ["U06"]
        assert codes(roll_back(target, "", trusted()).problems) == ["U06"]
    assert seen(root) == before
    assert published(target, site).state == "published"


def test_the_later_of_two_publishers_is_told_that_another_release_is_live(site: Path, root: Path, tmp_path: Path) -> None:
    target, other = folder_target(root), small_site(tmp_path / "other", "басқа")
    published(target, site)
    small_site(site, "екі")

    def gates(candidate: object) -> tuple[()]:
        assert published(target, other).state == "published"
        return ()

    outcome = publish(target, order(site), gates, silent)
    assert codes(outcome.problems) == ["U07"]
    assert live_files(root)["index.html"] == (other / "index.html").read_text()


@pytest.mark.parametrize("place", ["a file", "current is a folder"])
def test_a_target_that_cannot_be_written_is_told(site: Path, root: Path, tmp_path: Path, place: str) -> None:
    if place == "a file":
        (tmp_path / "file").write_text("")
        target = folder_target(tmp_path / "file" / "www")
    else:
        target = folder_target(root)
        (root / "current").mkdir(parents=True)
    outcome = published(target, site)
    assert (outcome.state, codes(outcome.problems)) == ("refused", ["U08"])


def test_of_many_publishers_at_once_one_wins_and_the_others_are_told(root: Path, tmp_path: Path) -> None:
    """Processes that begin together: what readers see is always whole, and nobody's release is lost unseen."""
    published(folder_target(root, 20), small_site(tmp_path / "site", "бір"))
    begun = seen(root)
    children = []
    for number in range(6):
        site = small_site(tmp_path / f"site-{number}", f"{number}")

        def work(site: Path = site) -> None:
            outcome = published(folder_target(root, 20), site)
            told = codes(outcome.problems)
            os._exit(10 if outcome.state == "published" else 11 if told in (["U06"], ["U07"]) else 12)

        children.append(forked(work))
    ends: list[int] = []
    while len(ends) < len(children):
        assert seen(root)
        child, status = os.waitpid(-1, os.WNOHANG)
        ends += [os.waitstatus_to_exitcode(status)] if child else []
    assert set(ends) <= {10, 11} and 10 in ends
    found, _problems = history(folder_target(root, 20), trusted())
    chain = [one.release.id for one in found if one.place != "aside"]
    assert len(chain) == 1 + ends.count(10) and chain[-1] == begun
    assert verify(folder_target(root, 20), "", trusted(), silent).problems == ()


def test_a_release_that_is_not_signed_as_it_should_be_is_told_in_the_list(site: Path, root: Path) -> None:
    first = published(folder_target(root), site).release
    second = published(folder_target(root), small_site(site, "екі")).release
    assert first and second
    (root / "generations" / first.id / RELEASE_PATH).write_bytes(b"{}")
    found, problems = history(folder_target(root), trusted())
    assert [one.release.id for one in found] == [second.id]
    assert [(one.code, one.where.path.rpartition(": ")[2]) for one in problems] == [("U09", first.id)]
