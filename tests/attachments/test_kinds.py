"""Kinds are told by content: each that is taken, and what only calls itself one."""

import pytest

from graphsvc.attachments.model.kinds import OFFICE, AttachmentKind, kind_of, shown_name
from graphsvc.errors import BadInput
from tests.attachments.pictures import PDF, archive, office, photograph, workbook

WORD = f"{OFFICE}.wordprocessingml.document.main+xml"
SHEET = f"{OFFICE}.spreadsheetml.sheet.main+xml"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photograph(), AttachmentKind.JPEG),
        (photograph(form="PNG"), AttachmentKind.PNG),
        (photograph(form="WEBP"), AttachmentKind.WEBP),
        (PDF, AttachmentKind.PDF),
        (office(WORD, word__document=b"<w/>"), AttachmentKind.DOCX),
        (workbook(), AttachmentKind.XLSX),
    ],
)
def test_a_kind_is_told_by_its_content(content: bytes, kind: AttachmentKind) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"MZ" + b"\0" * 200,
        b"GIF89a" + b"\0" * 50,
        b"%PDF-1.4 cut off",
        b"PK\x03\x04 no archive",
        archive(a=b"any archive"),
        office("application/vnd.ms-word.document.macroEnabled.main+xml", word__document=b"<w/>"),
        office(WORD, word__vbaProject=b"a macro under an innocent type"),
        office(SHEET, xl__activeX__activeX1=b"a control"),
    ],
    ids=range(12),
)
def test_what_is_of_no_kind_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        kind_of(content)
    assert refused.value.field == ("file",)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("现场.JPG", "现场.jpg"),
        ("C:\\Users\\me\\照片.png", "照片.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("evil.jpg\r\nSet-Cookie: a=b", "evil.jpg"),
        ("photo\u202egnp.exe", "photognp.jpg"),
        (None, "附件.jpg"),
        ("...", "附件.jpg"),
        ("13812345678.png", "附件.jpg"),
        ("张三 138-1234-5678.jpg", "附件.jpg"),
        ("IMG_20261128_143015.jpg", "IMG_20261128_143015.jpg"),
        ("很" * 500 + ".jpg", "很" * 120 + ".jpg"),
    ],
)
def test_a_name_is_bare_and_ends_as_its_kind_does(given: str | None, shown: str) -> None:
    assert shown_name(given, AttachmentKind.JPEG) == shown
