"""A book: what a file holds, as sheets of rows of cells, whatever format it came in; and why a file is not read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graphsvc.intake.model.cells import Raw

MOST_COLUMNS = 300
MOST_ROWS = 1_100_000
MOST_BYTES = 1_000_000_000
"""Of a file, packed or not."""

Rows = Iterator[tuple[int, Sequence[Raw]]]
Ranges = Sequence[tuple[int, int, int, int]]
"""Merged cells: first row, first column, last row, last column, all counted from 1."""


class RowSource(Protocol):
    """Gives the rows of a sheet, from the first again each time it is called."""

    def __call__(self) -> Rows: ...


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: its rows by their number, and which of its cells are merged.

    Attributes:
        name: empty in a text file, which has one sheet.
        hidden: somebody has hidden it.
    """

    name: str
    rows: RowSource
    merged: Ranges = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a file."""

    file: str
    sheets: Sequence[RawSheet]


class FileRefused(Exception):
    """A file that is not read: why, and what can be done; the line where it is known."""

    def __init__(self, zh: str, en: str, advice: str = "", line: int = 0) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.advice = advice
        self.line = line


def check_size(path: Path) -> None:
    """Refuse a file that is too large to be meant."""
    if path.stat().st_size > MOST_BYTES:
        raise FileRefused("文件超过 1 GB", "is larger than 1 GB", "拆成几个文件")


def macros() -> FileRefused:
    """The refusal of a workbook that is a program as well."""
    return FileRefused("含有宏", "holds macros", "另存为不带宏的 .xlsx")


def links() -> FileRefused:
    """The refusal of a workbook that takes values from elsewhere."""
    return FileRefused("有公式引用别的文件", "links to other files", "“数据—编辑链接—断开链接”后再导入")


def address(row: int, column: int) -> str:
    """A cell as spreadsheets name it, such as B5; both counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
