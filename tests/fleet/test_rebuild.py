"""A second build makes what has changed, nothing else, and says so before."""

import datetime as dt
import shutil
from pathlib import Path

from tests.fleet.builds import Tree, build, copied, differing, pages_of, receipts_of, states, tree_of, would_change
from tests.projects import ROOT, TODAY, news, write

ALL = {"republic", "abai", "semey", "school-1", "school-2", "school-3", "school-4", "school-5"}
OTHERS = ("org/school-2/", "org/school-3/", "org/school-4/", "org/school-5/")


def predicted(project: Path, **changed: object) -> set[str]:
    """The pages `plan` says would differ, as files below the site."""
    folders = {name: "" if name == "republic" else f"org/{name}/" for name in ALL}
    return {
        folders[one.organisation_id]
        + ("ru/" if one.language == "ru" else "")
        + one.url
        + ("" if one.url.endswith(".html") else "index.html")
        for one in would_change(project, **changed)
    }


def changed_pages(before: Tree, after: Tree) -> set[str]:
    return differing(pages_of(before), pages_of(after))


def test_building_again_makes_nothing_and_changes_no_byte(fleet: Path) -> None:
    before = tree_of(fleet)
    times = {path: path.stat().st_mtime_ns for path in (fleet / "site").rglob("*.html")}
    assert would_change(fleet) == []
    assert set(states(build(fleet)).values()) == {"unchanged"}
    assert tree_of(fleet) == before
    assert {path: path.stat().st_mtime_ns for path in (fleet / "site").rglob("*.html")} == times


def test_a_changed_text_changes_its_page_and_no_other(fleet: Path) -> None:
    before = tree_of(fleet)
    write(
        fleet,
        news("abai/semey/school-1/news/first-bell", "№ 1: алғашқы қоңырау", "№ 1: первый звонок", "2026-09-01", "Жаңа мәтін."),
    )
    expected = {"org/school-1/news/first-bell/index.html", "org/school-1/ru/news/first-bell/index.html"}
    assert predicted(fleet) == expected
    build(fleet)
    assert changed_pages(before, tree_of(fleet)) == expected


def test_a_changed_title_changes_the_pages_of_the_school_and_of_its_ancestors_that_show_it(fleet: Path) -> None:
    before = tree_of(fleet)
    write(fleet, news("abai/semey/school-1/news/first-bell", "Жаңа тақырып", "Новый заголовок", "2026-09-01"))
    foretold = predicted(fleet)
    report = build(fleet)
    changed = changed_pages(before, tree_of(fleet))
    assert changed == foretold
    assert not [path for path in changed if path.startswith(OTHERS)]
    assert {
        "org/school-1/index.html",
        "org/school-1/archive/2026/index.html",
        "org/semey/news/index.html",
        "news/index.html",
    } <= changed
    assert not [path for path in changed if path.endswith(("contacts/index.html", "404.html"))]
    kept = {name for name, state in states(report).items() if state == "unchanged"}
    assert kept == {"school-2", "school-3", "school-4", "school-5"}


def test_a_text_changed_in_one_language_changes_no_page_of_the_other(fleet: Path) -> None:
    before = tree_of(fleet)
    write(fleet, news("abai/semey/school-1/news/first-bell", "Жаңа тақырып", "№ 1: первый звонок", "2026-09-01"))
    foretold = predicted(fleet)
    build(fleet)
    changed = changed_pages(before, tree_of(fleet))
    assert changed < foretold  # the plan of a list holds both titles, and says so
    assert not [path for path in changed if "ru/" in path]


def test_why_a_page_would_change_names_the_file(fleet: Path) -> None:
    write(fleet, news("abai/semey/school-1/news/first-bell", "Жаңа тақырып", "№ 1: первый звонок", "2026-09-01"))
    reasons = {(one.organisation_id, one.language, one.url): (one.kind, one.reasons, one.files) for one in would_change(fleet)}
    kind, why, files = reasons["school-1", "kk", "news/first-bell/"]
    assert (kind, why) == ("changed", ("The item or what it refers to has changed",))
    assert files == tuple(f"content/abai/semey/school-1/news/first-bell.{language}.md" for language in ("kk", "ru"))
    assert reasons["semey", "kk", "news/"][1] == ("What the page lists has changed",)


def test_a_new_item_is_new_and_a_deleted_one_is_gone_with_its_folder(fleet: Path) -> None:
    before = tree_of(fleet)
    write(fleet, news("abai/semey/school-1/news/second-bell", "Екінші", "Второй", "2026-10-01"))
    assert [(one.kind, one.language) for one in would_change(fleet) if one.url == "news/second-bell/"] == [
        ("new", "kk"),
        ("new", "ru"),
    ]
    build(fleet)
    assert (fleet / "site/org/school-1/news/second-bell/index.html").is_file()
    write(fleet, dict.fromkeys(f"abai/semey/school-1/news/second-bell.{language}.md" for language in ("kk", "ru")))
    assert [one.kind for one in would_change(fleet) if one.url == "news/second-bell/"] == ["removed", "removed"]
    build(fleet)
    assert not (fleet / "site/org/school-1/news/second-bell").exists()
    assert tree_of(fleet) == before


def test_an_organisation_that_is_gone_is_removed_from_the_site_and_from_every_list(fleet: Path) -> None:
    shutil.rmtree(fleet / "content/abai/semey/school-3")
    build(fleet)
    assert not (fleet / "site/org/school-3").exists()
    assert "school-3.json" not in [path.name for path in receipts_of(fleet)]
    naming = [
        path
        for path in (fleet / "site").rglob("*")
        if path.is_file() and "assets" not in path.parts and b"school-3" in path.read_bytes()
    ]
    assert naming == []


def test_a_build_of_one_organisation_leaves_the_others_as_they_are(fleet: Path) -> None:
    before = tree_of(fleet)
    write(fleet, news("abai/semey/school-1/news/first-bell", "Жаңа тақырып", "Новый заголовок", "2026-09-01"))
    assert states(build(fleet, only=("school-1",))) == {"school-1": "built"}
    assert all(path.startswith("org/school-1/") for path in differing(before, tree_of(fleet)))


def test_force_makes_everything_again_with_the_same_bytes(fleet: Path) -> None:
    before = tree_of(fleet)
    assert states(build(fleet, force=True)) == dict.fromkeys(ALL, "built")
    assert tree_of(fleet) == before


def test_a_damaged_receipt_is_as_good_as_none(fleet: Path) -> None:
    before = tree_of(fleet)
    (receipt,) = (path for path in receipts_of(fleet) if path.name == "school-4.json")
    for damage in (b"", b"{", b"null", b'{"inputs": 1, "pages": {}, "files": {}}', b'{"inputs": {}}'):
        receipt.write_bytes(damage)
        assert states(build(fleet, only=("school-4",))) == {"school-4": "built"}, damage
        assert tree_of(fleet) == before
    assert states(build(fleet)) == dict.fromkeys(ALL, "unchanged")


def test_a_page_that_was_deleted_by_hand_comes_back_with_its_site(fleet: Path) -> None:
    before = tree_of(fleet)
    (fleet / "site/org/school-1/index.html").unlink()
    assert states(build(fleet))["school-1"] == "built"
    assert tree_of(fleet) == before


def test_pages_of_the_catalogue_are_whole_when_something_else_of_the_republic_makes_them_again(
    fleet: Path, tmp_path: Path
) -> None:
    write(fleet, news("news/order", "Бұйрық", "Приказ", "2026-09-01"))  # a new entry in the menu of every page
    build(fleet)
    max((fleet / "site" / "catalogue").rglob("index.html")).unlink()
    write(fleet, news("news/order", "Жаңа бұйрық", "Новый приказ", "2026-09-01"))
    build(fleet)
    build(fleet, site=tmp_path / "clean")
    pages = {path.relative_to(tmp_path / "clean") for path in (tmp_path / "clean").rglob("catalogue/**/*.html")}
    assert len(pages) > 10
    assert [path for path in pages if (fleet / "site" / path).read_bytes() != (tmp_path / "clean" / path).read_bytes()] == []


def test_the_theme_is_an_input_of_every_page(fleet: Path) -> None:
    old = {path for path in tree_of(fleet) if path.startswith("assets/")}
    with (fleet / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    again = would_change(fleet)
    assert {one.kind for one in again} == {"again"}
    assert {one.reasons for one in again} == {("The theme or mkdocs.yml has changed",)}
    assert states(build(fleet)) == dict.fromkeys(ALL, "built")
    assert not old & tree_of(fleet).keys()  # nobody uses the old files any more


def test_a_site_that_keeps_its_last_good_pages_keeps_their_theme_too(fleet: Path) -> None:
    old = {path for path in tree_of(fleet) if path.startswith("assets/")}
    record = fleet / "content/abai/semey/school-2/seminars/lesson.yml"
    good = record.read_text(encoding="utf-8")
    record.write_text(good.replace("teachers", "nobody"), encoding="utf-8")
    with (fleet / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert states(build(fleet))["school-2"] == "kept"
    assert old <= tree_of(fleet).keys()
    record.write_text(good, encoding="utf-8")
    assert states(build(fleet))["school-2"] == "built"
    assert not old & tree_of(fleet).keys()


def test_a_renamed_subject_is_a_change(fleet: Path) -> None:
    lists = fleet / "data" / "code_lists"
    lists.mkdir(parents=True)
    subjects = (ROOT / "data/code_lists/subjects.yml").read_text(encoding="utf-8")
    head, found, tail = subjects.partition("physics:")
    assert found
    renamed = head + found + tail.replace("Физика", "Табиғат күштері", 1)
    (lists / "subjects.yml").write_text(renamed, encoding="utf-8")
    assert {one.reasons for one in would_change(fleet, only=("school-2",)) if one.kind == "again"} == {
        ("The code lists or the map have changed",)
    }
    assert states(build(fleet, only=("school-2",)))["school-2"] == "built"
    page = (fleet / "site/org/school-2/seminars/lesson/index.html").read_text(encoding="utf-8")
    assert "Табиғат күштері" in page


def test_the_day_is_an_input_of_what_depends_on_it_alone(fleet: Path) -> None:
    """The seminar of school 2 ends on the day of the first build; the next day it has been held and is no longer to come."""
    before = tree_of(fleet)
    tomorrow = TODAY + dt.timedelta(days=1)
    foretold = predicted(fleet, today=tomorrow)
    found = states(build(fleet, today=tomorrow))
    assert {name for name, state in found.items() if state == "built"} == {"republic", "abai", "semey", "school-2"}
    changed = changed_pages(before, tree_of(fleet))
    assert changed == foretold
    assert "org/school-2/seminars/lesson/index.html" in changed
    assert "org/school-2/news/first-bell/index.html" not in changed


def test_the_same_content_elsewhere_gives_the_same_site(fleet: Path, tmp_path: Path) -> None:
    other = copied(fleet, tmp_path / "elsewhere" / "deeper")
    shutil.rmtree(other / "site")
    assert set(states(build(other)).values()) == {"built"}
    assert tree_of(other) == tree_of(fleet)


def test_a_renamed_field_order_changes_nothing(fleet: Path) -> None:
    record = fleet / "content/abai/semey/school-2/seminars/lesson.yml"
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    shared = [line for line in lines if not line.startswith(("kk", "ru", " "))]
    record.write_text("".join([*reversed(shared), *(line for line in lines if line not in shared)]), encoding="utf-8")
    assert would_change(fleet) == []
