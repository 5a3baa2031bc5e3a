"""How finished files get into the output folder."""

from pathlib import Path

import pytest

from edu_site.fleet.output import Output, Staged
from edu_site.fleet.receipts import Receipt
from edu_site.render.site import RenderedFile

FILES = [RenderedFile("org/a/index.html", b"a"), RenderedFile("org/a/ru/index.html", b"b")]


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output(tmp_path / "site", tmp_path / "site" / ".making", tmp_path)


def moves(output: Output, staged: Staged, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was moved into the site, in order."""
    found: list[str] = []
    move = Path.replace

    def replace(source: Path, target: Path) -> Path:
        found.append(Path(target).relative_to(output.site).as_posix())
        return move(source, target)

    monkeypatch.setattr(Path, "replace", replace)
    output.install(staged)
    return found


def test_a_new_site_comes_with_one_move(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    assert moves(output, output.stage_site("a", FILES, None), monkeypatch) == ["org/a"]
    assert (output.site / "org/a/ru/index.html").read_bytes() == b"b"
    assert not (output.staging / "a").exists()


def test_a_site_in_a_folder_that_is_there_comes_file_by_file_and_nothing_else_goes(
    output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    (output.site / "org/a/assets").mkdir(parents=True)
    (output.site / "org/a/assets/x.css").touch()
    assert moves(output, output.stage_site("a", FILES, None), monkeypatch) == [file.path for file in FILES]
    assert (output.site / "org/a/assets/x.css").is_file()


def test_the_portal_shares_its_folder_with_all_others(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [RenderedFile("index.html", b"a"), RenderedFile("ru/index.html", b"b")]
    assert moves(output, output.stage_site("republic", files, None), monkeypatch) == ["index.html", "ru/index.html"]


def test_only_what_differs_is_moved_and_what_is_gone_is_deleted(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    made = output.install(output.stage_site("a", [*FILES, RenderedFile("org/a/old/index.html", b"c")], None))
    after = output.stage_site("a", [FILES[0], RenderedFile("org/a/ru/index.html", b"new")], Receipt({}, {}, made))
    assert moves(output, after, monkeypatch) == ["org/a/ru/index.html"]
    assert sorted(path.name for path in (output.site / "org/a").iterdir()) == ["index.html", "ru"]
    assert (output.site / "org/a/ru/index.html").read_bytes() == b"new"
