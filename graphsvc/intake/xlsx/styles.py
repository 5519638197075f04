"""Styles: which cells of numbers are days, as Excel shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from graphsvc.intake.xlsx.xml import Attributes, Handler, run

_CHINESE_DAYS = frozenset((*range(27, 32), 36, *range(50, 55), 57, 58))
_CHINESE_TIMES = frozenset((32, 33, 34, 35, 55, 56))
"""Formats that Chinese editions of Excel have without telling them (ECMA-376, 18.8.30)."""


@dataclass(frozen=True, slots=True)
class Styles:
    """Numbers of the styles whose cells are days or times, and of those that are spans of time.

    Attributes:
        since_1904: days are counted as old editions for the Macintosh did.
    """

    days: frozenset[str] = frozenset()
    spans: frozenset[str] = frozenset()
    since_1904: bool = False

    def day(self, number: float, style: str) -> date | datetime | time | str | float:
        """What a number of such a style means; the number itself where that is no day."""
        epoch = MAC_EPOCH if self.since_1904 else WINDOWS_EPOCH
        try:
            found = from_excel(number, epoch, timedelta=style in self.spans)
        except (OverflowError, ValueError):
            return number
        return found if isinstance(found, date | datetime | time) else str(found)


@dataclass(slots=True)
class _Reading:
    formats: dict[str, str] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)
    inside: bool = False

    def started(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self.formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            self.cells.append(attributes.get("numFmtId", "0"))

    def ended(self, name: str) -> None:
        if name == "cellXfs":
            self.inside = False


def read_styles(chunks: Iterable[bytes], *, since_1904: bool) -> Styles:
    """Read the part of the styles."""
    reading = _Reading()
    run(chunks, Handler(reading.started, reading.ended))
    days, spans = set(), set()
    for number, id_ in enumerate(reading.cells):
        code = _code_of(id_, reading.formats)
        if is_date_format(code):
            days.add(str(number))
        if is_timedelta_format(code):
            spans.add(str(number))
    return Styles(frozenset(days), frozenset(spans), since_1904)


def _code_of(id_: str, formats: Mapping[str, str]) -> str | None:
    if id_ in formats:
        return formats[id_]
    number = int(id_)
    if number in _CHINESE_DAYS:
        return "yyyy-m-d"
    return "h:mm" if number in _CHINESE_TIMES else BUILTIN_FORMATS.get(number)
