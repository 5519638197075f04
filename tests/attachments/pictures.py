"""Files to attach, made by the tests: photographs with all that cameras add, and documents."""

import io
import zipfile
from typing import Any

import openpyxl
from PIL import Image, ImageDraw

GPS = {1: "N", 2: (29.0, 33.0, 45.5), 3: "E", 4: (106.0, 34.0, 12.0)}
SECRET = b"SECRET-OF-THE-CAMERA"


def photograph(size: tuple[int, int] = (640, 480), *, orientation: int = 1, form: str = "JPEG", **more: Any) -> bytes:
    """A photograph that tells its place, time, device and way up."""
    picture = Image.new("RGB", size, "steelblue")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="white")
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = SECRET.decode(), orientation
    exif[0x8825] = GPS
    exif[0x8769] = {0x9003: "2026:09:07 09:30:00", 0x927C: SECRET}
    out = io.BytesIO()
    picture.save(out, form, exif=exif.tobytes(), **more)
    return out.getvalue()


def workbook() -> bytes:
    """An Excel workbook."""
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def archive(**files: bytes) -> bytes:
    """A ZIP archive; `__` in a name is a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def office(main: str, **files: bytes) -> bytes:
    """An office document of this main content type."""
    out = io.BytesIO(archive(**files))
    with zipfile.ZipFile(out, "a") as made:
        made.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
