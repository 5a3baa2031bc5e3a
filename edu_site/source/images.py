"""Pictures of strangers written anew: what a camera put beside the picture does not come along.

In: a picture's bytes. Out: its size and the files to publish: the picture itself, and smaller ones in WebP for small screens. Runs in
a process of its own (`examiner`). The same bytes always give the same files.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps

PIXELS = 50_000_000  # more are refused before anything is decoded
LARGEST = 2_560  # pixels of the longer side of what is published
WIDTHS = (480, 960, 1_600)  # of the smaller ones: a cheap phone, a good one, a desk
QUALITY = 82
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
WITH_TRANSPARENCY = ("RGBA", "LA", "PA", "La", "RGBa")
PLACE = 0x8825  # the EXIF directory of coordinates
EXIF, SEGMENT, SEGMENTS_LIMIT = b"Exif\0\0", 65_536, 1_000

Made = tuple[Any, tuple[bytes, ...]]


def rewrite(extension: str, data: bytes) -> Made:
    """`{"size": [width, height], "widths": [...]}` and the files, or `{"code": ...}` for a picture that is refused. Raises what
    Pillow raises for a damaged one."""
    Image.MAX_IMAGE_PIXELS = None  # judged here, before decoding
    kind = FORMATS[extension]
    with Image.open(BytesIO(data), formats=[kind]) as opened:
        if opened.width * opened.height > PIXELS:
            return {"code": "F23", "limit": str(PIXELS // 1_000_000)}, ()
        if getattr(opened, "n_frames", 1) > 1:
            return {"code": "F24"}, ()
        opened.draft("RGB", (LARGEST, LARGEST))
        picture = plain(opened)
    picture.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    widths = [*(width for width in WIDTHS if width < picture.width), picture.width]
    files = [encoded(picture, kind), *(encoded(narrowed(picture, width), "WEBP") for width in widths)]
    return {"size": [picture.width, picture.height], "widths": widths}, tuple(files)


def plain(opened: Image.Image) -> Image.Image:
    """Pixels and nothing else: upright, in the colours screens expect, grey, RGB or with transparency."""
    profile = opened.info.get("icc_profile")
    picture: Image.Image = ImageOps.exif_transpose(opened)
    if picture.mode == "P":
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    transparent = picture.mode in WITH_TRANSPARENCY or "transparency" in picture.info
    if profile and not transparent:
        picture = in_screen_colours(picture, profile)
    picture = picture.convert("RGBA" if transparent else "L" if picture.mode in ("1", "L", "I", "I;16") else "RGB")
    made = Image.new(picture.mode, picture.size)
    made.paste(picture)
    return made


def in_screen_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    """sRGB; a profile that cannot be used is left out."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        found = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return found or picture


def narrowed(picture: Image.Image, width: int) -> Image.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def encoded(picture: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    if kind == "JPEG":
        picture.convert("L" if picture.mode == "L" else "RGB").save(out, kind, quality=QUALITY, optimize=True, progressive=True)
    elif kind == "WEBP":
        picture.save(out, kind, quality=QUALITY, method=4)
    else:
        picture.save(out, kind, optimize=True)
    return out.getvalue()


def tells_place(data: bytes) -> bool:
    """Whether a file holds a picture that says where it was taken, wherever in it the picture lies."""
    for start in segments(data):
        found = Image.Exif()
        try:
            found.load(data[start : start + SEGMENT])
            if found.get_ifd(PLACE):
                return True
        except (ValueError, OSError, SyntaxError, KeyError):
            continue  # chance bytes, no directory
    return False


def segments(data: bytes) -> Iterator[int]:
    """Where EXIF directories begin."""
    start = data.find(EXIF)
    for _ in range(SEGMENTS_LIMIT):
        if start < 0:
            return
        yield start
        start = data.find(EXIF, start + 1)
