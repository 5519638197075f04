"""Pictures lose what a camera adds and keep what they show."""

import io
import struct
import zlib
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from graphsvc.attachments.model.kinds import AttachmentKind
from graphsvc.attachments.model.pictures import THUMBNAIL_EDGE, clean_picture
from graphsvc.errors import BadInput
from tests.attachments.pictures import SECRET, photograph

GPS_TAG = 0x8825


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", [AttachmentKind.JPEG, AttachmentKind.PNG, AttachmentKind.WEBP])
def test_place_and_device_are_gone_from_picture_and_thumbnail(kind: AttachmentKind) -> None:
    found = clean_picture(photograph(form=kind.value), kind, keep_place=False)
    assert found.place is None
    for content in (found.content, found.thumbnail):
        assert not opened(content).getexif().get_ifd(GPS_TAG)
        assert SECRET not in content
    assert (found.width, found.height) == opened(found.content).size == (640, 480)
    assert max(opened(found.thumbnail).size) == THUMBNAIL_EDGE
    assert found.taken_at == datetime.fromisoformat("2026-09-07T09:30:00+08:00")


def test_what_follows_the_end_or_hides_in_comments_is_left_behind() -> None:
    given = photograph(comment=SECRET) + b"<script>alert(1)</script>" + photograph()
    found = clean_picture(given, AttachmentKind.JPEG, keep_place=False)
    assert SECRET not in found.content
    assert b"<script>" not in found.content


def test_xmp_is_left_behind() -> None:
    packet = b"<x:xmpmeta><exif:GPSLatitude>29,33N</exif:GPSLatitude></x:xmpmeta>"
    for kind in (AttachmentKind.JPEG, AttachmentKind.WEBP):
        given = photograph(form=kind.value, xmp=packet)
        assert b"GPSLatitude" in given
        assert b"GPSLatitude" not in clean_picture(given, kind, keep_place=False).content


def test_with_consent_the_place_is_read_and_kept() -> None:
    found = clean_picture(photograph(), AttachmentKind.JPEG, keep_place=True)
    assert found.place == (29.562639, 106.57)
    assert opened(found.content).getexif().get_ifd(GPS_TAG)[1] == "N"
    assert SECRET not in found.content
    assert not opened(found.thumbnail).getexif().get_ifd(GPS_TAG)


def test_a_picture_taken_upright_is_shown_upright() -> None:
    found = clean_picture(photograph(orientation=6), AttachmentKind.JPEG, keep_place=False)
    assert (found.width, found.height) == (480, 640)
    assert opened(found.content).getexif()[0x0112] == 6
    assert opened(found.thumbnail).size == (360, 480)


def test_the_pixels_stay_what_they_were() -> None:
    given = photograph(quality=90)
    before, after = (
        opened(given).convert("RGB"),
        opened(clean_picture(given, AttachmentKind.JPEG, keep_place=False).content),
    )
    for point in ((10, 10), (600, 400)):
        first, second = before.getpixel(point), after.getpixel(point)
        assert isinstance(first, tuple)
        assert isinstance(second, tuple)
        assert all(abs(a - b) <= 2 for a, b in zip(first, second, strict=True))


def test_a_clear_picture_has_a_thumbnail_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "PNG")
    small = opened(clean_picture(out.getvalue(), AttachmentKind.PNG, keep_place=False).thumbnail).convert("RGB")
    assert small.getpixel((50, 50)) == (255, 255, 255)


def huge(width: int, height: int) -> bytes:
    """A PNG of a few bytes that unfolds to many pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_000, 5_001), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_unfolds(size: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="pixels"):
        clean_picture(huge(*size), AttachmentKind.PNG, keep_place=False)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_picture_cut_off_is_refused(kept: float) -> None:
    whole = photograph()
    with pytest.raises(BadInput, match="damaged"):
        clean_picture(whole[: int(len(whole) * kept)], AttachmentKind.JPEG, keep_place=False)


def test_an_animated_picture_is_refused() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(BadInput, match="Animated"):
        clean_picture(out.getvalue(), AttachmentKind.WEBP, keep_place=False)


@pytest.mark.parametrize("told", ["0000:00:00 00:00:00", "yesterday", "", "2026:13:45 99:99:99"])
def test_a_time_that_is_none_is_left_out(told: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x8769] = {0x9003: told}
    path = tmp_path / "a.jpg"
    Image.new("RGB", (8, 8)).save(path, exif=exif.tobytes())
    assert clean_picture(path.read_bytes(), AttachmentKind.JPEG, keep_place=False).taken_at is None


@pytest.mark.parametrize(
    "gps", [{2: (0, 0, 0)}, {1: "N", 2: (999, 0, 0), 3: "E", 4: (0, 0, 0)}, {1: "N", 2: (1.0,), 3: "E", 4: (1.0,)}]
)
def test_a_place_that_is_none_is_left_out(gps: dict[int, object]) -> None:
    exif, out = Image.Exif(), io.BytesIO()
    exif[GPS_TAG] = gps
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif.tobytes())
    assert clean_picture(out.getvalue(), AttachmentKind.JPEG, keep_place=True).place is None
