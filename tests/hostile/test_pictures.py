"""Pictures are published as new files: nothing a camera wrote, the right way up, in sizes for every screen, always the same bytes."""

import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from edu_site.model.entries import SourceFile
from edu_site.problems import Problem, Where
from edu_site.source.images import LARGEST
from edu_site.source.pictures import rewritten
from tests.bad_input.project import make_project, report
from tests.hostile.files import docx, drawn, paragraph, pdf, picture, taken_at
from tests.hostile.test_documents import looked

WHERE = Where("content/news/a.kk.md", 4, 1)


def made(project: Path, name: str, data: bytes) -> tuple[SourceFile, ...]:
    found = rewritten(project, f"content/news/{name}", data, WHERE)
    assert not isinstance(found, Problem), found
    return found


def refused(project: Path, name: str, data: bytes) -> str:
    found = rewritten(project, f"content/news/{name}", data, WHERE)
    assert isinstance(found, Problem)
    return " ".join([found.code, *(value for key, value in found.values.items() if key != "name" and value)])


def opened(project: Path, file: SourceFile) -> Image.Image:
    image = Image.open(project / file.path)
    image.load()
    return image


@pytest.mark.parametrize("kind", ["jpg", "jpeg", "png", "webp"])
def test_nothing_a_camera_wrote_is_published(kind: str, tmp_path: Path) -> None:
    data = picture(kind, exif=taken_at())
    assert b"telephone" in data
    for file in made(tmp_path, f"a.{kind}", data):
        image = opened(tmp_path, file)
        assert dict(image.getexif()) == {}
        assert {"exif", "icc_profile", "comment", "xmp", "Comment"} & set(image.info) == set()
        published = (tmp_path / file.path).read_bytes()
        assert b"telephone" not in published and b"060112500012" not in published and b"Exif" not in published


def test_text_and_what_follows_the_picture_are_left_out(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "Aigul Serik")
    data = picture("png", pnginfo=told) + b"<script>alert(1)</script>PK\x03\x04"
    for file in made(tmp_path, "a.png", data):
        published = (tmp_path / file.path).read_bytes()
        assert b"Aigul" not in published and b"<script>" not in published


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_right_way_up(orientation: int, tmp_path: Path) -> None:
    upright = drawn(64, 48)
    turned = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = upright.transpose(turned) if turned is not None else upright
    out = BytesIO()
    stored.save(out, "PNG", exif=taken_at(orientation))
    first = made(tmp_path, "a.png", out.getvalue())[0]
    assert first.picture and (first.picture.width, first.picture.height) == (64, 48)
    assert opened(tmp_path, first).convert("RGB").tobytes() == upright.tobytes()


def test_sizes_for_every_screen(tmp_path: Path) -> None:
    files = made(tmp_path, "a.jpg", picture("jpg", 3_000, 1_500))
    first = files[0]
    assert first.picture and (first.picture.width, first.picture.height) == (LARGEST, LARGEST // 2)
    assert first.picture.smaller == tuple((width, f"a-{width}.webp") for width in (480, 960, 1_600, LARGEST))
    assert [file.name for file in files] == ["a.jpg", *(name for _width, name in first.picture.smaller)]
    for file, (width, _name) in zip(files[1:], first.picture.smaller, strict=True):
        image = opened(tmp_path, file)
        assert (image.format, image.width, image.height) == ("WEBP", width, width // 2)
        assert file.size == (tmp_path / file.path).stat().st_size


def test_a_small_picture_stays_small(tmp_path: Path) -> None:
    first = made(tmp_path, "a.gif", picture("gif", 100, 50))[0]
    assert first.picture and first.picture.smaller == ((100, "a-100.webp"),)


@pytest.mark.parametrize(
    ("mode", "kind", "kept"),
    [("RGB", "jpg", "RGB"), ("L", "jpg", "L"), ("CMYK", "jpg", "RGB"), ("RGBA", "png", "RGBA"), ("LA", "png", "RGBA"),
     ("1", "png", "L"), ("P", "png", "RGB"), ("I;16", "png", "L")],
)  # fmt: skip
def test_every_kind_of_colour(mode: str, kind: str, kept: str, tmp_path: Path) -> None:
    out = BytesIO()
    source = drawn(40, 30, "L" if mode == "I;16" else "RGB" if mode == "P" else mode if mode != "CMYK" else "RGB")
    (source if mode == source.mode else source.convert(mode)).save(out, {"jpg": "JPEG"}.get(kind, "PNG"))
    assert opened(tmp_path, made(tmp_path, f"a.{kind}", out.getvalue())[0]).mode == kept


def test_colours_of_a_profile_become_those_of_screens(tmp_path: Path) -> None:
    other = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), other, b"nonsense"):
        image = opened(tmp_path, made(tmp_path, "a.png", picture("png", icc_profile=profile))[0])
        assert image.convert("RGB").tobytes() == drawn(64, 48).tobytes()


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    data = picture("jpg", 1_000, 700, exif=taken_at())
    digests = {tuple(file.digest for file in made(tmp_path / place, "a.jpg", data)) for place in ("one", "two")}
    assert len(digests) == 1


def test_a_picture_is_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = picture("jpg", exif=taken_at())
    before = made(tmp_path, "a.jpg", data)
    monkeypatch.setattr("edu_site.source.pictures.ask", lambda *_: pytest.fail("asked again"))
    assert made(tmp_path, "a.jpg", data) == before
    monkeypatch.undo()
    (tmp_path / before[1].path).unlink()
    assert made(tmp_path, "a.jpg", data) == before
    assert (tmp_path / before[1].path).is_file()


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def bomb(width: int, height: int) -> bytes:
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 10_000_000)) + chunk(b"IEND", b"")


def moving(kind: str) -> bytes:
    out = BytesIO()
    frames = [drawn(20, 20), drawn(20, 20).transpose(Image.Transpose.ROTATE_180)]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


REFUSED = {
    "bomb": ("a.png", bomb(60_000, 60_000), "F23 50"),
    "wide-bomb": ("a.png", bomb(2_000_000_000, 2), "F23 50"),
    "cut": ("a.jpg", picture("jpg", 400, 400)[:900], "F21 it is damaged"),
    "head-only": ("a.png", b"\x89PNG\r\n\x1a\n", "F21 it is damaged"),
    "other-format": ("a.png", b"\x89PNG\r\n\x1a\n" + picture("jpg"), "F21 it is damaged"),
    "page-in-gif": ("a.gif", b"GIF89a<script>alert(1)</script>", "F21 it is damaged"),
    "moving-gif": ("a.gif", moving("GIF"), "F24"),
    "moving-png": ("a.png", moving("PNG"), "F24"),
    "moving-webp": ("a.webp", moving("WEBP"), "F24"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_picture_that_is_refused(name: str, tmp_path: Path) -> None:
    file, data, expected = REFUSED[name]
    assert refused(tmp_path, file, data) == expected
    assert not list((tmp_path / "build").glob("*/*/a*")) if (tmp_path / "build").exists() else True


def test_documents_do_not_tell_where_their_pictures_were_taken(tmp_path: Path) -> None:
    photograph = picture("jpg", exif=taken_at())
    assert looked(tmp_path, "docx", docx(paragraph("Ереже"), **{"word/media/image1.jpeg": photograph})) == [  # type: ignore[arg-type]
        "F19 where a picture was taken"
    ]
    assert looked(tmp_path, "pdf", pdf() + b"stream\n" + photograph) == ["F19 where a picture was taken"]
    assert looked(tmp_path, "pdf", pdf() + b"stream\n" + picture("jpg")) == []


FOLDER = "content/abai/school-1/news"
TEXT = "---\ntitle: Открылась библиотека\n---\n![Зал](hall.jpg)\n"


def test_a_picture_of_a_text_is_found_at_the_door(tmp_path: Path) -> None:
    files = {f"{FOLDER}/opening.ru.md": TEXT, f"{FOLDER}/hall.jpg": picture("jpg", exif=taken_at())}
    assert report(make_project(tmp_path, files)) == []


def test_a_name_the_program_needs_is_told(tmp_path: Path) -> None:
    files = {f"{FOLDER}/opening.ru.md": TEXT, f"{FOLDER}/hall.jpg": picture("jpg"), f"{FOLDER}/hall-64.webp": picture("webp")}
    assert [line.split(" | ")[0] for line in report(make_project(tmp_path, files))] == [f"{FOLDER}/opening.ru.md:4:1 C22"]


def test_a_picture_without_words_is_told(tmp_path: Path) -> None:
    files = {f"{FOLDER}/opening.ru.md": TEXT.replace("Зал", ""), f"{FOLDER}/hall.jpg": picture("jpg")}
    assert report(make_project(tmp_path, files)) == [f"{FOLDER}/opening.ru.md:4:1 M12"]
