"""Workbooks that mean harm, or are called what they are not, each with words of its refusal."""

import random
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.intake.messy import HEAD, ROWS, book, text
from tests.intake.old_workbook import old_workbook

CALLED = "党员花名册"
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
WORKBOOK, TYPES, LINKS = "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
ROSTER = "xl/worksheets/sheet2.xml"
Parts = dict[str, bytes]
Write = Callable[[Path], Path]
_INLINE = re.compile(rb'<c ([^>]*?) t="inlineStr"><is>(.*?)</is></c>', re.DOTALL)
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_KINDS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def parts_of(folder: Path) -> Parts:
    """The parts of an innocent workbook of two sheets, whose texts are shared as Excel shares them."""
    path = book(before=[("封面", [["大坪街道"]])])(folder)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    texts: list[bytes] = []

    def shared_text(found: re.Match[bytes]) -> bytes:
        texts.append(found[2])
        return b'<c %s t="s"><v>%d</v></c>' % (found[1], len(texts) - 1)

    for name in (SHEET, ROSTER):
        parts[name] = _INLINE.sub(shared_text, parts[name])
    parts[STRINGS] = _HEAD + b"<sst %s>%s</sst>" % (_SPACE, b"".join(b"<si>%s</si>" % each for each in texts))
    link = b'<Relationship Id="rId90" Type="%s/sharedStrings" Target="sharedStrings.xml"/></Relationships>' % _KINDS
    parts[LINKS] = parts[LINKS].replace(b"</Relationships>", link)
    return parts


def packed(
    change: Callable[[Parts], None], called: str = f"{CALLED}.xlsx", stored: frozenset[str] = frozenset()
) -> Write:
    """The workbook after a change of its parts."""

    def write(folder: Path) -> Path:
        parts = parts_of(folder)
        change(parts)
        path = folder / called
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name, content in parts.items():
                kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
                out.writestr(name, content, kind)
        return path

    return write


def put(**contents: bytes) -> Callable[[Parts], None]:
    """Further parts; in their names two underlines stand for a slash, one for a point."""
    names = {name: name.replace("__", "/").replace("_", ".") for name in contents}
    return lambda parts: parts.update({names[name]: content for name, content in contents.items()})


def replaced(part: str, before: bytes, after: bytes) -> Callable[[Parts], None]:
    """A part with some of its text replaced once."""

    def change(parts: Parts) -> None:
        assert before in parts[part], part
        parts[part] = parts[part].replace(before, after, 1)

    return change


def filled(part: str, size: int) -> Callable[[Parts], None]:
    """A part blown up by blanks before its end."""

    def change(parts: Parts) -> None:
        at = parts[part].rindex(b"</")
        parts[part] = parts[part][:at] + b" " * size + parts[part][at:]

    return change


def entity(part: str, declared: str = "", before: bytes = b"", encoding: str = "utf-8") -> Callable[[Parts], None]:
    """A part that declares entities."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f"<!DOCTYPE x [{declared or '<!ENTITY l0 &quot;ha&quot;>'.replace('&quot;', chr(34)) + laughs}]>"

    def change(parts: Parts) -> None:
        content = parts[part].decode()
        body = content[content.index("?>") + 2 :] if content.startswith("<?xml") else content
        told = f'<?xml version="1.0" encoding="{encoding}"?>'
        parts[part] = (told + before.decode() + doctype + body).encode(encoding)

    return change


def shared(part: str, size: int) -> Callable[[Parts], None]:
    """Noise that does not pack beside a part that does."""

    def change(parts: Parts) -> None:
        filled(part, size)(parts)
        parts["xl/media/image1.png"] = random.Random(1).randbytes(3_000_000)

    return change


def cell(content: str) -> Callable[[Parts], None]:
    """The sheet with one more row of such XML."""
    return lambda parts: replaced(ROSTER, b"</sheetData>", f"{content}</sheetData>".encode())(parts)


def without(part: str) -> Callable[[Parts], None]:
    """The workbook without a part."""

    def change(parts: Parts) -> None:
        del parts[part]

    return change


def many(parts: Parts) -> None:
    parts.update({f"xl/media/{number}.bin": b"" for number in range(20_001)})


def small_bombs(parts: Parts) -> None:
    parts.update({f"xl/worksheets/extra{number}.xml": b" " * 1_000_000 for number in range(60)})


def merged(parts: Parts) -> None:
    ranges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(100, 200_200))
    put_in = f"</sheetData><mergeCells>{ranges}</mergeCells>".encode()
    replaced(ROSTER, b"</sheetData>", put_in)(parts)


def lying(folder: Path) -> Path:
    """Entries that lie over one another: many names for one content."""
    path = packed(lambda parts: None)(folder)
    with zipfile.ZipFile(path, "a") as out:
        first = out.getinfo(SHEET)
        for number in range(200):
            again = zipfile.ZipInfo(f"xl/worksheets/again{number}.xml")
            for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(again, name, getattr(first, name))
            out.filelist.append(again)
        out._didModify = True  # type: ignore[attr-defined]
    return path


def twice(folder: Path) -> Path:
    path = packed(lambda parts: None)(folder)
    with zipfile.ZipFile(path, "a") as out:
        out.writestr(SHEET.upper(), b"<worksheet/>")
    return path


def locked(folder: Path) -> Path:
    path = packed(lambda parts: None)(folder)
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(bytes(content))
    return path


def cut(folder: Path) -> Path:
    path = packed(lambda parts: None)(folder)
    with zipfile.ZipFile(path) as held:
        at = held.getinfo(ROSTER).header_offset
    content = bytearray(path.read_bytes())
    content[at + 60 : at + 90] = bytes(30)
    path.write_bytes(bytes(content))
    return path


def inside(called: str, inner: str, content: Callable[[Path], bytes]) -> Write:
    def write(folder: Path) -> Path:
        path = folder / called
        with zipfile.ZipFile(path, "w") as out:
            out.writestr(inner, content(folder))
        return path

    return write


def old(behind: bytes = b"", records: Sequence[tuple[int, bytes]] = ()) -> Write:
    """A workbook of Excel 97 with something behind it, or with further records in it."""

    def write(folder: Path) -> Path:
        path = folder / f"{CALLED}.xls"
        path.write_bytes(old_workbook(ROWS, CALLED, records) + behind)
        return path

    return write


def _macro_type(parts: Parts) -> None:
    parts["xl/theme/other.bin"] = b"x"
    told = b'<Override PartName="/xl/theme/other.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    replaced(TYPES, b"</Types>", told)(parts)


def _linked(kind: str) -> Callable[[Parts], None]:
    link = b'<Relationship Id="rId99" Type="%s/%s" Target="theme/theme1.xml"/></Relationships>'
    return replaced(LINKS, b"</Relationships>", link % (_KINDS, kind.encode()))


TOO_LARGE, MACROS, LINKED, LOCKED = "解压后过大", "含有宏", "引用别的文件", "打开密码"
ENTITIES, DAMAGED, NOT_EXCEL = "XML 实体", "已损坏", "不是 Excel 工作簿"
_LINK = b"%c\0\5\0\0Excel"
_VBA = {"xl__vbaProject_bin": b"x"}
_XXE = '<!ENTITY x SYSTEM "file:///etc/passwd">'
REFUSED: Mapping[str, tuple[Write, str]] = {
    "a bomb in one sheet of two": (packed(filled(SHEET, 60_000_000)), TOO_LARGE),
    "a bomb in the shared strings": (packed(filled(STRINGS, 60_000_000)), TOO_LARGE),
    "a bomb beside a picture that does not pack": (packed(shared(SHEET, 60_000_000)), TOO_LARGE),
    "many small bombs": (packed(small_bombs), TOO_LARGE),
    "many small parts": (packed(many), "内含的文件过多"),
    "parts over one another": (lying, TOO_LARGE),
    "styles beyond measure": (packed(filled(STYLES, 21_000_000)), "附属内容过大"),
    "one text without an end": (
        packed(cell(f'<row r="9"><c r="A9" t="inlineStr"><is><t>{"好" * 200_000}</t></is></c></row>')),
        "有一格超过",
    ),
    "a shared text without an end": (
        packed(replaced(STRINGS, b"</si>", f"<r><t>{'好' * 200_000}</t></r></si>".encode())),
        "有一格超过",
    ),
    "elements inside each other": (packed(cell("<a>" * 100_000 + "</a>" * 100_000)), DAMAGED),
    "merged cells without number": (packed(merged), "合并单元格超过"),
    "a row far below all rows": (packed(cell('<row r="9999999"><c r="A9999999"><v>1</v></c></row>')), "行"),
    "a cell far beside all columns": (packed(cell('<row r="9"><c r="XFD9"><v>1</v></c></row>')), "超过 300 列"),
    "rows that go backwards": (packed(cell('<row r="2"><c r="A2"><v>1</v></c></row>')), DAMAGED),
    "a shared text that is not there": (packed(cell('<row r="9"><c r="A9" t="s"><v>99999</v></c></row>')), DAMAGED),
    "macros": (packed(put(**_VBA)), MACROS),
    "macros in capitals": (packed(put(XL__VBAPROJECT_BIN=b"x")), MACROS),
    "macros under another name": (packed(_macro_type), MACROS),
    "macros by their link": (packed(_linked("vbaProject")), MACROS),
    "macros of Excel 4": (packed(put(xl__macrosheets__sheet1_xml=b"<x/>")), MACROS),
    "macros of Excel 4 by their link": (packed(_linked("xlMacrosheet")), MACROS),
    "controls that run": (packed(put(xl__activeX__activeX1_bin=b"x")), MACROS),
    "macros in a workbook of Excel 97": (old("_VBA_PROJECT_CUR".encode("utf-16-le")), MACROS),
    "links to a program in a workbook of Excel 97": (old(records=[(0x1AE, _LINK % 0)]), LINKED),
    "links to another workbook of Excel 97": (old(records=[(0x1AE, _LINK % 1 + b"\1\0\0a")]), LINKED),
    "a locked workbook of Excel 97": (old(records=[(0x2F, bytes(6))]), LOCKED),
    "links to another workbook": (packed(put(xl__externalLinks__externalLink1_xml=b"<x/>")), LINKED),
    "links by their kind": (packed(_linked("externalLink")), LINKED),
    "links in the workbook": (
        packed(
            replaced(
                WORKBOOK, b"</workbook>", b"<externalReferences><externalReference/></externalReferences></workbook>"
            )
        ),
        LINKED,
    ),
    "data from a server": (packed(put(xl__connections_xml=b"<connections/>")), LINKED),
    "a part that is locked": (locked, LOCKED),
    **{f"laughs in {part}": (packed(entity(part)), ENTITIES) for part in (SHEET, STRINGS, STYLES, WORKBOOK, LINKS)},
    "laughs in UTF-16": (packed(entity(ROSTER, encoding="utf-16")), ENTITIES),
    "laughs behind a long remark": (packed(entity(STRINGS, before=b"<!--" + b"x" * 9_000 + b"-->")), ENTITIES),
    "a file of the machine as an entity": (packed(entity(STRINGS, _XXE)), ENTITIES),
    "a declaration without an entity": (packed(entity(SHEET, " ")), ENTITIES),
    "a part of one name in capitals": (twice, DAMAGED),
    "a part that is damaged": (cut, DAMAGED),
    "a sheet that is not there": (packed(without(ROSTER)), DAMAGED),
    "no workbook inside": (packed(without(WORKBOOK)), DAMAGED),
    "a workbook in a ZIP file": (
        inside(f"{CALLED}.xlsx", "a.xlsx", lambda folder: book()(folder).read_bytes()),
        NOT_EXCEL,
    ),
    "a bomb in a ZIP file": (inside(f"{CALLED}.xlsx", "a.zip", lambda folder: b"PK\x03\x04" * 9), NOT_EXCEL),
    "a binary workbook": (inside(f"{CALLED}.xlsx", "xl/workbook.bin", lambda folder: b"x"), NOT_EXCEL),
    "a Word document": (inside(f"{CALLED}.xlsx", "word/document.xml", lambda folder: b"<x/>"), "Word 文档"),
    "a line without an end": (text([HEAD, ["好" * 3_000_000]]), "一行超过"),
}
"""What is odd about a file -> how it is written, and words of its refusal."""
