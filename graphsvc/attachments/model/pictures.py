"""Pictures made clean: read whole, written anew without what a camera adds, and made small for lists.

A photograph tells where it was taken, by which device, and may carry another picture or a program behind its end.
Writing the pixels anew leaves all of that behind. The way up and the time of taking are kept; the place only where
whoever took it agrees (个人信息保护法 28 条: where somebody was is sensitive).
"""

import io
import logging
import re
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import Image, ImageOps

from graphsvc.attachments.model.kinds import AttachmentKind, not_allowed
from graphsvc.china import in_utc
from graphsvc.errors import BadInput

log = logging.getLogger(__name__)

MOST_PIXELS = 50_000_000
THUMBNAIL_EDGE = 480  # pixels
_ORIENTATION, _EXIF, _GPS, _TAKEN, _OFFSET = 0x0112, 0x8769, 0x8825, 0x9003, 0x9011
_OFFSET_FORM = re.compile(r"[+-]\d\d:\d\d")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture: `width` and `height` the right way up, `place` degrees of latitude and longitude (WGS 84)."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    taken_at: datetime | None
    place: tuple[float, float] | None


def clean_picture(content: bytes, kind: AttachmentKind, *, keep_place: bool) -> Picture:
    """Write a picture anew; takes a second for a large one, so it runs in a thread.

    Args:
        keep_place: whoever uploads it agrees that where it was taken is read and kept.
    Raises:
        BadInput: damaged, over 50 million pixels, or animated.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=(kind.value,)) as picture:
                return _cleaned(picture, kind, keep_place=keep_place)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        most = MOST_PIXELS // 10_000
        raise BadInput(f"图片超过 {most} 万像素。", f"The picture has over {MOST_PIXELS:,} pixels.").at(
            "file"
        ) from None
    except BadInput:
        raise
    except Exception:  # Pillow's readers raise of many kinds for what is damaged
        log.info("a picture cannot be read", exc_info=True)
        raise not_allowed() from None


def _too_many_pixels() -> BadInput:
    most = MOST_PIXELS // 10_000
    return BadInput(f"图片超过 {most} 万像素。", f"The picture has over {MOST_PIXELS:,} pixels.").at("file")


def _cleaned(picture: Image.Image, kind: AttachmentKind, *, keep_place: bool) -> Picture:
    if kind is not AttachmentKind.JPEG and getattr(picture, "n_frames", 1) > 1:
        raise BadInput("不接收动图。", "Animated pictures are not taken.").at("file")
    picture.load()
    told = picture.getexif()
    place = _place(told.get_ifd(_GPS)) if keep_place else None
    kept = Image.Exif()
    if told.get(_ORIENTATION) in range(2, 9):
        kept[_ORIENTATION] = told[_ORIENTATION]
    if place is not None:
        kept[_GPS] = dict(told.get_ifd(_GPS))
    turned = ImageOps.exif_transpose(picture)
    return Picture(
        _written(picture, kind, kept),
        _thumbnail(turned),
        *turned.size,
        _taken(told.get_ifd(_EXIF)),
        place,
    )


def _written(picture: Image.Image, kind: AttachmentKind, exif: Image.Exif) -> bytes:
    """The pixels and the colour profile, and of all else the given tags alone."""
    how: dict[str, Any] = {"exif": exif.tobytes() if len(exif) else b"", "icc_profile": picture.info.get("icc_profile")}
    picture.info.pop("comment", None)
    if kind is AttachmentKind.JPEG:
        how |= {"quality": "keep"} if picture.format == "JPEG" else {"quality": 92}
    elif kind is AttachmentKind.WEBP:
        how |= {"quality": 90, "xmp": b""}
    out = io.BytesIO()
    picture.save(out, kind.value, **how)
    return out.getvalue()


def _thumbnail(picture: Image.Image) -> bytes:
    small = picture.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    if small.mode not in ("RGB", "L"):
        on_white = Image.new("RGB", small.size, "white")
        clear = small.convert("RGBA")
        on_white.paste(clear, mask=clear.getchannel("A"))
        small = on_white
    out = io.BytesIO()
    small.info.clear()
    small.save(out, "JPEG", quality=75)
    return out.getvalue()


def _taken(told: dict[int, Any]) -> datetime | None:
    """When it was taken; a camera that names no zone is China's."""
    try:
        bare = datetime.strptime(str(told[_TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S")
        offset = str(told.get(_OFFSET, "")).strip("\0 ")
        zoned = datetime.fromisoformat(f"{bare.isoformat()}{offset}") if _OFFSET_FORM.fullmatch(offset) else bare
        return in_utc(zoned)
    except (KeyError, ValueError, OverflowError):
        return None


def _place(told: dict[int, Any]) -> tuple[float, float] | None:
    try:
        latitude = _degrees(told[2]) * (-1 if told[1] == "S" else 1)
        longitude = _degrees(told[4]) * (-1 if told[3] == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return round(latitude, 6), round(longitude, 6)


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = map(float, parts)
    return degrees + minutes / 60 + seconds / 3600
