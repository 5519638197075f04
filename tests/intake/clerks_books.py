"""Further workbooks as clerks' programs write them: parts elsewhere, other prefixes, days and texts in other forms."""

import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.intake.clerks import wrong
from tests.intake.hostile_books import LINKS, ROSTER, SHEET, STRINGS, STYLES, TYPES, WORKBOOK, Parts, packed
from tests.intake.messy import HEAD, ROWS, ZHANG, Messy, book, changed, expected

_DAY = 40360
"""2010-07-01 as Excel counts days."""


def both(*changes: Callable[[Parts], None]) -> Callable[[Parts], None]:
    """One change after the other."""

    def change(parts: Parts) -> None:
        for each in changes:
            each(parts)

    return change


def prefixed(parts: Parts) -> None:
    """Elements with a prefix, as programs on Open XML SDK write them."""
    for name in (SHEET, ROSTER, STRINGS, WORKBOOK):
        text = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", parts[name])
        parts[name] = text.replace(b' xmlns="', b' xmlns:x="')


def strict(parts: Parts) -> None:
    """As ISO has it and Excel calls it: Strict Open XML."""
    for name in parts:
        text = parts[name].replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/", b"http://purl.oclc.org/ooxml/spreadsheetml/"
        )
        parts[name] = text.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
        )


def elsewhere(parts: Parts) -> None:
    """The workbook under another name, its links absolute."""
    parts["xl/workbook2.xml"] = parts.pop(WORKBOOK)
    parts["xl/_rels/workbook2.xml.rels"] = parts.pop(LINKS).replace(
        b'Target="sharedStrings', b'Target="/xl/sharedStrings'
    )
    for name in (TYPES, "_rels/.rels"):
        parts[name] = parts[name].replace(b"workbook.xml", b"workbook2.xml")


def turned(parts: Parts) -> None:
    """Attributes in another order, no addresses of cells."""
    parts[ROSTER] = re.sub(rb'<c r="[A-Z]+[0-9]+" t="s">', rb'<c t="s">', parts[ROSTER])


def of_cell(address: str, cell: str) -> Callable[[Parts], None]:
    """A cell of the roster written otherwise."""

    def change(parts: Parts) -> None:
        place = re.escape(address.encode())
        found = re.search(rb'<c r="%s"[^>/]*/>|<c r="%s"[^>]*>.*?</c>' % (place, place), parts[ROSTER])
        assert found, address
        parts[ROSTER] = parts[ROSTER].replace(found[0], cell.encode())

    return change


def day_of_format(id_: int, number: float = _DAY, code: str = "") -> Callable[[Parts], None]:
    """The day of joining as a number of a style with this format."""

    def styled(parts: Parts) -> None:
        kinds = f'<numFmts count="1"><numFmt numFmtId="{id_}" formatCode="{code}"/></numFmts>' if code else ""
        cells = f'<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="{id_}" applyNumberFormat="1"/></cellXfs>'
        text = re.sub(rb"<numFmts.*?/?>(?:</numFmts>)?", b"", parts[STYLES])
        text = re.sub(rb"<cellXfs.*?</cellXfs>", cells.encode(), text, flags=re.DOTALL)
        parts[STYLES] = text.replace(b"<fonts", f"{kinds}<fonts".encode(), 1)

    return both(styled, of_cell("E2", f'<c r="E2" s="1"><v>{number}</v></c>'))


def since_1904(parts: Parts) -> None:
    parts[WORKBOOK] = re.sub(rb"<workbookPr\b", b'<workbookPr date1904="1"', parts[WORKBOOK])


def backslashes(folder: Path) -> Path:
    """Names of parts as a bad packer writes them."""
    path = packed(lambda parts: None)(folder)
    with zipfile.ZipFile(path) as held:
        parts = {name: held.read(name) for name in held.namelist()}
    with zipfile.ZipFile(path, "w") as out:
        for name, content in parts.items():
            out.writestr(zipfile.ZipInfo(name.replace("/", "\\")), content)
    return path


def text_of(number: int, content: str) -> Callable[[Parts], None]:
    """A shared text in other XML, by its number."""

    def change(parts: Parts) -> None:
        texts = re.findall(rb"<si>.*?</si>", parts[STRINGS])
        parts[STRINGS] = parts[STRINGS].replace(texts[number], f"<si>{content}</si>".encode(), 1)

    return change


_NAME = 1 + len(HEAD)
"""The number of the first name among the shared texts."""
_RUNS = '<r><rPr><b/></rPr><t>张</t></r><r><t xml:space="preserve"> 三</t></r>'
_READINGS = '<t>张三</t><rPh sb="0" eb="1"><t>zhāng</t></rPh><phoneticPr fontId="1"/>'
PROGRAMS = [
    Messy("shared texts", packed(lambda parts: None)),
    Messy("elements with a prefix", packed(prefixed)),
    Messy("Strict Open XML", packed(strict)),
    Messy("a workbook under another name", packed(elsewhere)),
    Messy("cells without addresses", packed(turned)),
    Messy("backslashes in the names of parts", backslashes),
    Messy("a text in runs of two formats", packed(text_of(_NAME, _RUNS))),
    Messy("a text with its reading above", packed(text_of(_NAME, _READINGS))),
    Messy("a line break of Excel for the Macintosh", packed(text_of(_NAME, "<t>张_x000D_\n三</t>"))),
    Messy("a blank text", packed(of_cell("C3", '<c r="C3" t="inlineStr"><is><t></t></is></c>'))),
    Messy(
        "a cell of a formula that gives nothing",
        packed(of_cell("D3", '<c r="D3" t="str"><f>IF(A3="","",B3)</f><v></v></c>')),
    ),
    Messy(
        "a cell of a formula with its text", packed(of_cell("A2", '<c r="A2" t="str"><f>B9&amp;C9</f><v>张三</v></c>'))
    ),
    Messy(
        "a cell of a shared formula", packed(of_cell("B2", '<c r="B2"><f t="shared" si="0"/><v>13800000001</v></c>'))
    ),
    wrong(
        "a formula that was never calculated", packed(of_cell("A2", '<c r="A2"><f>B9&amp;C9</f></c>')), ("A2", "name")
    ),
    wrong(
        "a formula that failed",
        packed(of_cell("D2", '<c r="D2" t="e"><f>VLOOKUP(A2,B:C,2)</f><v>#N/A</v></c>')),
        ("D2", "membership"),
    ),
    Messy("a day in ISO form", packed(of_cell("E2", '<c r="E2" t="d"><v>2010-07-01T00:00:00Z</v></c>'))),
    *(Messy(f"a day in format {id_} of Chinese editions", packed(day_of_format(id_))) for id_ in (14, 27, 31, 57, 58)),
    Messy(
        "a day in a format with weekdays",
        packed(day_of_format(200, code="[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot; aaaa")),
    ),
    Messy("a day counted from 1904", packed(both(since_1904, day_of_format(31, _DAY - 1462)))),
    wrong("a day beyond the calendar", packed(day_of_format(31, 99_999_999)), ("E2", "joined_on")),
    Messy("nothing but formats far to the right", packed(of_cell("G3", '<c r="G3" s="0"/><c r="XFD3" s="0"/>'))),
    Messy("merged cells over all columns", book([["花名册"], *ROWS], merged=["A1:XFD1"])),
    Messy(
        "one branch over all rows",
        book(
            [HEAD, ZHANG, ("李四四", "13800000002", None, "正式党员", None, "500103012011002", None)],
            merged=["G2:G900"],
        ),
        [
            *expected(3, "belongs_to", "party-1")[:1],
            ["李四四", "13800000002", None, "FULL", None, "500103012011002", "party-1"],
        ],
    ),
    Messy("a member who joined as a moment", book(changed(2, "入党日期", date(2010, 7, 1)))),
]
