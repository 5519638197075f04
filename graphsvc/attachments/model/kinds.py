"""Kinds of files that may be attached, told by their content; what a client calls a file counts for nothing."""

import io
import re
import zipfile

from graphsvc.errors import BadInput
from graphsvc.text.personal import find_personal
from graphsvc.vocabulary.labelled import Labelled

LARGEST_FILE = 20 * 1024 * 1024  # bytes
LONGEST_NAME = 120  # characters
MOST_PARTS = 5_000  # files in an office document


class AttachmentKind(Labelled):
    """Kind of an attached file, told by its content (附件类型)."""

    JPEG = "JPEG", "JPEG 照片", "JPEG photograph"
    PNG = "PNG", "PNG 图片", "PNG picture"
    WEBP = "WEBP", "WebP 图片", "WebP picture"
    PDF = "PDF", "PDF 文件", "PDF document"
    DOCX = "DOCX", "Word 文档", "Word document without macros"
    XLSX = "XLSX", "Excel 表格", "Excel workbook without macros"

    @property
    def is_picture(self) -> bool:
        """Whether it is shown, cleaned and made small."""
        return self in PICTURES


class AttachmentState(Labelled):
    """Whether the content of an attachment is still there (附件状态)."""

    READY = "READY", "可下载", "Can be downloaded"
    REMOVED = "REMOVED", "内容已删除", "The content is erased; its hash stays in the record"


PICTURES = (AttachmentKind.JPEG, AttachmentKind.PNG, AttachmentKind.WEBP)
OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA: dict[AttachmentKind, tuple[str, str]] = {
    AttachmentKind.JPEG: ("image/jpeg", ".jpg"),
    AttachmentKind.PNG: ("image/png", ".png"),
    AttachmentKind.WEBP: ("image/webp", ".webp"),
    AttachmentKind.PDF: ("application/pdf", ".pdf"),
    AttachmentKind.DOCX: (f"{OFFICE}.wordprocessingml.document", ".docx"),
    AttachmentKind.XLSX: (f"{OFFICE}.spreadsheetml.sheet", ".xlsx"),
}
"""Media type and ending."""
_MAIN_PART = {
    f"{OFFICE}.wordprocessingml.document.main+xml": AttachmentKind.DOCX,
    f"{OFFICE}.spreadsheetml.sheet.main+xml": AttachmentKind.XLSX,
}
_ACTIVE = re.compile(r"vbaProject|macro|activeX|oleObject", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff<>:\"|?*]+")


def kind_of(content: bytes) -> AttachmentKind:
    """Tell the kind of a file by its content; a picture still has to be read whole.

    Raises:
        BadInput: empty, or none of the kinds that may be attached.
    """
    if not content:
        raise BadInput("文件是空的。", "The file is empty.").at("file")
    if content.startswith(b"\xff\xd8\xff"):
        return AttachmentKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return AttachmentKind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return AttachmentKind.WEBP
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return AttachmentKind.PDF
    if content.startswith(b"PK\x03\x04") and (office := _office(content)):
        return office
    raise not_allowed()


def not_allowed() -> BadInput:
    """Make the refusal of a file of no kind that may be attached."""
    return BadInput(
        f"只接收{'、'.join(kind.zh for kind in AttachmentKind)}；文件内容不是其中任何一种，或已损坏。",
        f"Only {', '.join(AttachmentKind)} are taken; the content is none of these, or is damaged.",
    ).at("file")


def too_large() -> BadInput:
    """Make the refusal of a file over the limit."""
    most = LARGEST_FILE // 1024 // 1024
    return BadInput(f"文件超过 {most} MB。", f"The file is over {most} MB.").at("file")


def _office(content: bytes) -> AttachmentKind | None:
    """The kind of an office document; None for another archive, or one that can run something."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            listed = archive.getinfo("[Content_Types].xml")
            if len(names) > MOST_PARTS or listed.file_size > LARGEST_FILE or any(map(_ACTIVE.search, names)):
                return None
            types = archive.read(listed).decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return None
    if _ACTIVE.search(types):
        return None
    return next((kind for main, kind in _MAIN_PART.items() if main in types), None)


def shown_name(given: str | None, kind: AttachmentKind) -> str:
    """Name a file for people: the client's name without folders and marks, with the ending of its true kind.

    A name with somebody's number in it is not kept.
    """
    bare = _NOT_IN_NAMES.sub("", re.split(r"[/\\]", given or "")[-1]).strip(" .")
    stem = "" if find_personal(bare) else bare.rpartition(".")[0] or bare
    return (stem[:LONGEST_NAME].strip() or "附件") + MEDIA[kind][1]
