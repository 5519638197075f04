"""Exactly this as a file: every row of a list in its order and filters, streamed as CSV or written as XLSX."""

import csv
import io
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any

from openpyxl import Workbook

from graphsvc.console.published.listing import Column, Listing, value_at
from graphsvc.console.rendering import Words, moment, word
from graphsvc.sheets.cells import harmless
from graphsvc.text.recurrences import rule_in_words

PAGE = 200
"""Rows read at once."""
PIECE = 64 * 1024
PLAIN = frozenset({"text", "number", "day"})

Row = Mapping[str, Any]
Rows = AsyncIterator[list[Row]]
Read = Callable[[str | None], Awaitable[Mapping[str, Any]]]
"""Reads the page of a list behind a cursor: its connection."""


async def pages(read: Read, first: Mapping[str, Any]) -> Rows:
    """All rows of a list, a page at a time; `first` is read already."""
    connection = first
    yield connection["nodes"]
    while connection["pageInfo"]["hasNextPage"]:
        connection = await read(connection["pageInfo"]["endCursor"])
        yield connection["nodes"]


async def as_csv(listing: Listing, rows: Rows, words: Words) -> AsyncIterator[bytes]:
    """The rows as CSV in UTF-8 with the mark by which spreadsheets know it."""
    yield "\ufeff".encode()
    yield _line([column.title for column in listing.columns])
    async for page in rows:
        yield b"".join(_line(_cells(listing, row, words)) for row in page)


async def as_xlsx(listing: Listing, rows: Rows, words: Words) -> AsyncIterator[bytes]:
    """The rows as one sheet; openpyxl keeps what is written in files, so that memory stays bounded."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(listing.title)
    sheet.append([column.title for column in listing.columns])
    async for page in rows:
        for row in page:
            sheet.append(_cells(listing, row, words))
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        for piece in _pieces(file):
            yield piece


def _pieces(file: Any) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _cells(listing: Listing, row: Row, words: Words) -> list[Any]:
    return harmless([_cell(column, value_at(row, column.path), words) for column in listing.columns])


def _cell(column: Column, value: Any, words: Words) -> Any:
    if value is None:
        return ""
    if column.kind in PLAIN:
        return value
    if column.kind == "moment":
        return moment(value)
    if column.kind == "rule":
        return rule_in_words(value)
    return word(words, "Light" if column.kind == "light" else column.kind, value)


def _line(cells: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()
