"""Compressed copies: the same bytes from the same text, never of an old text, nothing left of what is gone."""

import gzip
import os
import shutil
from pathlib import Path

import brotli
import pytest
from click.testing import CliRunner

from edu_site.cli import main
from edu_site.publish.compressed import Compressed, compress_folder, is_copy, stale_copies

TEXT = "Мектеп туралы мәтін. " * 200


@pytest.fixture
def site(tmp_path: Path) -> Path:
    files: dict[str, bytes] = {
        "index.html": TEXT.encode(),
        "news/index.html": (TEXT + "жаңалық").encode(),
        "data/figures.csv": b"a,b\n1,2\n" * 500,
        "assets/0123456789ab/edu.js": b"let a = 1;\n" * 500,
        "short.html": b"<p>short</p>",
        "noise.json": os.urandom(4000),  # a text by its name that does not get shorter
        "photo.png": b"\x89PNG" + b"0" * 4000,
    }
    for name, data in files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "site"


def copies(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file() and is_copy(p.name)}


def test_texts_get_both_copies_and_they_hold_the_text(site: Path) -> None:
    done = compress_folder(site, 2)
    names = ["assets/0123456789ab/edu.js", "data/figures.csv", "index.html", "news/index.html"]
    made = copies(site)
    assert sorted(made) == sorted(f"{name}{ending}" for name in names for ending in (".gz", ".br"))
    for name in names:
        assert gzip.decompress(made[name + ".gz"]) == brotli.decompress(made[name + ".br"]) == (site / name).read_bytes()
        assert (site / f"{name}.gz").stat().st_mtime_ns == (site / name).stat().st_mtime_ns
    assert (done.made, done.kept, done.removed) == (8, 0, 0)
    assert done.packed < done.size == sum((site / name).stat().st_size for name in names)


def test_the_same_text_gives_the_same_bytes_anywhere_and_at_any_time(site: Path, tmp_path: Path) -> None:
    other = shutil.copytree(site, tmp_path / "elsewhere")
    for path in other.rglob("*"):
        os.utime(path, (1, 1))
    compress_folder(site, 1)
    compress_folder(other, 2)
    assert copies(site) == copies(other) != {}


def test_only_what_has_changed_is_packed_again(site: Path) -> None:
    compress_folder(site)
    before = {path: path.stat().st_ino for path in site.rglob("*") if is_copy(path.name)}
    (site / "news/index.html").write_text(TEXT + "басқа", encoding="utf-8")
    assert stale_copies(site) == ("news/index.html.br", "news/index.html.gz")
    done = compress_folder(site)
    assert (done.made, done.kept) == (2, 6)
    replaced = {path.name for path, inode in before.items() if path.stat().st_ino != inode}
    assert replaced == {"index.html.gz", "index.html.br"}
    assert stale_copies(site) == ()


def test_a_copy_that_is_linked_from_another_release_stays_there_as_it_was(site: Path, tmp_path: Path) -> None:
    compress_folder(site)
    release = tmp_path / "release"
    shutil.copytree(site, release, copy_function=os.link)
    before = copies(site)
    (release / "index.html").unlink()
    (release / "index.html").write_text(TEXT * 2, encoding="utf-8")
    compress_folder(release)
    assert copies(site) == before
    assert stale_copies(release) == stale_copies(site) == ()


def test_nothing_is_left_of_files_that_are_gone_damaged_or_too_short_now(site: Path) -> None:
    compress_folder(site)
    (site / "news/index.html").unlink()
    (site / "index.html").write_text("short", encoding="utf-8")
    (site / "data/figures.csv.gz").write_bytes(b"\x1f\x8b damaged")
    (site / "data/figures.csv.br").write_bytes(b"")
    (site / "photo.png.gz").write_bytes(b"who knows")
    (site / ".index.html.gz.part").write_bytes(b"half")
    assert len(stale_copies(site)) == 7
    done = compress_folder(site)
    assert (done.made, done.kept, done.removed) == (2, 2, 6)
    assert sorted(copies(site)) == [
        f"{n}{e}" for n in ("assets/0123456789ab/edu.js", "data/figures.csv") for e in (".br", ".gz")
    ]
    assert not (site / "news").exists()
    assert not (site / ".index.html.gz.part").exists()
    assert stale_copies(site) == ()


def test_the_command_says_what_it_did(site: Path) -> None:
    def compress(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["compress", str(site), *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    assert compress("--lang", "ru").startswith("создано 8 копий, сохранено 0 копий, удалено 0 копий, ")
    assert compress("--lang", "en").startswith("0 copies made, 8 copies kept, 0 copies removed, ")
    assert compress("--json", "-q").startswith('{"made": 0, "kept": 8, ')


def test_sums_of_what_was_done_do_not_depend_on_the_order() -> None:
    one, two = Compressed(1, 2, 3, 4, 5), Compressed(6, 7, 8, 9, 10)
    assert one + two == two + one == Compressed(7, 9, 11, 13, 15)
