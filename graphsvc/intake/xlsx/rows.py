"""Rows of a sheet: its cells as they come, without the rest of the sheet being kept."""

from collections.abc import Iterable
from datetime import date, datetime

from graphsvc.intake.files.book import MOST_COLUMNS, MOST_ROWS, FileRefused, Rows
from graphsvc.intake.model.cells import CellError, Raw
from graphsvc.intake.xlsx.package import unreadable
from graphsvc.intake.xlsx.strings import Phrases, Strings, unescaped
from graphsvc.intake.xlsx.styles import Styles
from graphsvc.intake.xlsx.xml import Attributes, parse

NEVER_CALCULATED = "未计算的公式"


def column_of(reference: str) -> int:
    """The number of the column of a cell such as B5, counted from 1."""
    number = 0
    for letter in reference:
        if letter.isdigit():
            break
        number = number * 26 + ord(letter) - 64
    return number


def read_rows(chunks: Iterable[bytes], strings: Strings, styles: Styles, gaps_until: int) -> Rows:
    """The rows of a sheet that hold something, each with its number.

    Args:
        gaps_until: rows up to this one come even where the sheet leaves them out.
    Raises:
        FileRefused: the sheet is damaged or has too many rows or columns.
    """
    reading = _Reading(strings, styles)
    last = 0
    for _ in parse(chunks, reading):
        for number, cells in reading.rows:
            if number <= last:
                raise unreadable()
            if number > MOST_ROWS:
                raise FileRefused(f"超过 {MOST_ROWS} 行", f"has more than {MOST_ROWS} rows", "拆成几个文件", number)
            yield from ((gap, []) for gap in range(last + 1, min(number, gaps_until + 1)))
            last = number
            yield number, cells
        reading.rows.clear()


class _Reading(Phrases):
    """The rows that have been read and not been taken yet."""

    __slots__ = ("_cells", "_column", "_formula", "_kind", "_row", "_strings", "_style", "_styles", "_valued", "rows")

    def __init__(self, strings: Strings, styles: Styles) -> None:
        super().__init__()
        self.started, self.ended = self._started, self._ended
        self.rows: list[tuple[int, list[Raw]]] = []
        self._strings, self._styles = strings, styles
        self._row = self._column = 0
        self._cells: list[Raw] = []
        self._kind = self._style = ""
        self._formula = self._valued = False

    def _started(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            reference = attributes.get("r")
            self._column = column_of(reference) if reference else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._formula = self._valued = False
        elif name == "v":
            self.collecting = self._valued = True
        elif name == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column, self._cells = 0, []
        elif name == "f":
            self._formula = True
        else:
            self.begin(name)

    def _ended(self, name: str) -> None:
        if name == "c":
            self._keep(self._value(self.text()))
        elif name == "v":
            self.collecting = False
        elif name == "row":
            self.rows.append((self._row, self._cells))
        else:
            self.end(name)

    def _keep(self, value: Raw) -> None:
        if value is None:
            return
        if not 0 < self._column <= MOST_COLUMNS:
            zh, en = f"超过 {MOST_COLUMNS} 列", f"has more than {MOST_COLUMNS} columns"
            raise FileRefused(zh, en, "删去多余的列", self._row)
        self._cells.extend([None] * (self._column - len(self._cells)))
        self._cells[self._column - 1] = value

    def _value(self, text: str) -> Raw:
        kind = self._kind
        if kind == "inlineStr":
            return unescaped(text) or None
        if self._formula and not text and not (kind == "str" and self._valued):
            return CellError(NEVER_CALCULATED)
        if not text:
            return None
        match kind:
            case "s":
                return self._strings.at(int(text)) or None
            case "str":
                return unescaped(text)
            case "b":
                return text.strip() in ("1", "true")
            case "e":
                return CellError(text)
            case "d":
                return _of_iso(text)
        number = float(text) if any(sign in text for sign in ".eE") else int(text)
        return self._styles.day(number, self._style) if self._style in self._styles.days else number


def _of_iso(text: str) -> date | datetime | str:
    try:
        return datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return text
