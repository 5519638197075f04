"""Text files of cells: UTF-8 with or without a mark, UTF-16, GB 18030; commas, tabs or semicolons between cells."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import TextIO

from graphsvc.intake.files.book import MOST_COLUMNS, Book, FileRefused, RawSheet, Rows

_SNIFFED = 1 << 16
_CHUNK = 1 << 20
MOST_LINE = 1 << 21
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = (",", "\t", ";", "|")
_IN_CELLS = re.compile(r"\t(?=[,;|])")
"""Tabs that keep Excel from making numbers of codes."""
_END_OF_FILE = "\x1a"
"""What programs of old write behind the last line."""


def read_delimited(path: Path) -> Book:
    """A text file as a book of one sheet without a name.

    Raises:
        FileRefused: its encoding cannot be told, or it is no text. While rows are read: quotes that do not close.
    """
    encoding = encoding_of(path)
    separator = separator_of(path, encoding)
    return Book(path.name, [RawSheet("", lambda: _rows(path, encoding, separator))])


def encoding_of(path: Path) -> str:
    """The encoding in which every byte of a file makes sense, UTF-8 before GB 18030.

    Raises:
        FileRefused: there is none.
    """
    with path.open("rb") as file:
        head = file.read(_SNIFFED)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if head.count(b"\0") > len(head) // 8:
        even = head[::2].count(b"\0")
        return "utf-16-be" if even > len(head) // 4 else "utf-16-le"
    line = 0
    for name in ("utf-8", "gb18030"):
        fault = _first_fault(path, name)
        if fault is None:
            return name
        line = max(line, fault)
    raise FileRefused(
        "文字编码无法识别（须为 UTF-8、GB18030 或 UTF-16）",
        "its encoding is none of UTF-8, GB 18030 and UTF-16",
        "在 Excel 中另存为“CSV UTF-8（逗号分隔）”",
        line,
    )


def _first_fault(path: Path, encoding: str) -> int | None:
    """The line of the first byte that makes no sense; None when all do."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as fault:
                return line + chunk[: fault.start].count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def separator_of(path: Path, encoding: str) -> str:
    """What stands between cells: whichever is there most often in the first lines, outside quotes."""
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(_SNIFFED)
    outside = _IN_CELLS.sub("", "".join(head.split('"')[::2]))
    lines = [line for line in outside.splitlines()[:20] if line.strip()]
    return max(
        _SEPARATORS,
        key=lambda separator: (
            sum(separator in line for line in lines) * 1000 + sum(line.count(separator) for line in lines)
        ),
    )


def _rows(path: Path, encoding: str, separator: str) -> Rows:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_checked(_lines(file)), delimiter=separator, strict=True, skipinitialspace=True)
        try:
            for number, cells in enumerate(reader, start=1):
                if len(cells) > MOST_COLUMNS:
                    raise FileRefused(
                        f"超过 {MOST_COLUMNS} 列", f"has more than {MOST_COLUMNS} columns", "删去多余的列", number
                    )
                yield number, cells
        except csv.Error:
            raise FileRefused(
                "不是有效的 CSV：引号没有配对，或一格超过 128 KB",
                "is not well-formed CSV: quotes that do not close, or a cell of more than 128 KB",
                "在 Excel 中打开后另存为“CSV UTF-8（逗号分隔）”",
                reader.line_num,
            ) from None


def _lines(file: TextIO) -> Iterator[str]:
    """Lines, none of which is so long that it cannot be meant."""
    for number in count(1):
        line = file.readline(MOST_LINE)
        if len(line) == MOST_LINE:
            zh, en = f"一行超过 {MOST_LINE} 字", f"has a line of more than {MOST_LINE} characters"
            raise FileRefused(zh, en, "在 Excel 中打开后另存为“CSV UTF-8（逗号分隔）”", number)
        if not line:
            return
        yield line


def _checked(lines: Iterable[str]) -> Iterator[str]:
    """Lines, none of which holds a null character."""
    for number, line in enumerate(lines, start=1):
        if "\0" in line:
            raise FileRefused("含有空字符，不是文本", "holds null characters and is no text", "", number)
        if line != _END_OF_FILE:
            yield line
