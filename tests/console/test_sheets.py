"""Lists as files: a hundred thousand rows are written a page at a time, and memory stays what it was."""

import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from graphsvc.console import sheets
from graphsvc.console.published.listing import Column, Listing

ROWS = 100_000
MOST_BYTES = 48 * 2**20
"""All rows at once would be several times as much."""
LISTING = Listing("needs", "需求清单", "needs", (Column("标题", "title"), Column("状态", "state", "NeedState")), ())
WORDS = {"NeedState": {"OPEN": "待对接"}}
FILLING = "满" * 200


class Rows:
    """A long list that is read a page at a time, and how much memory was in use meanwhile."""

    def __init__(self) -> None:
        self.begun = self.most = psutil.Process().memory_info().rss

    async def read(self, after: str | None) -> dict[str, Any]:
        """The connection behind a cursor."""
        start = int(after or 0)
        end = min(start + sheets.PAGE, ROWS)
        nodes = [{"title": f"=SUM({number}){FILLING}", "state": "OPEN"} for number in range(start, end)]
        self.most = max(self.most, psutil.Process().memory_info().rss)
        return {"nodes": nodes, "pageInfo": {"hasNextPage": end < ROWS, "endCursor": str(end)}}

    async def written(self, make: Callable[..., AsyncIterator[bytes]], keep: Callable[[bytes], Any]) -> int:
        """Write all; by how many bytes memory grew at most."""
        async for piece in make(LISTING, sheets.pages(self.read, await self.read(None)), WORDS):
            keep(piece)
        self.most = max(self.most, psutil.Process().memory_info().rss)
        return self.most - self.begun


@pytest.mark.slow
async def test_a_hundred_thousand_rows_of_csv_take_bounded_memory() -> None:
    lines, last = 0, b""

    def keep(piece: bytes) -> None:
        nonlocal lines, last
        lines, last = lines + piece.count(b"\r\n"), piece

    assert await Rows().written(sheets.as_csv, keep) < MOST_BYTES
    assert lines == ROWS + 1
    assert last.decode().splitlines()[-1] == f"'=SUM({ROWS - 1}){FILLING},待对接"


@pytest.mark.slow
async def test_a_hundred_thousand_rows_of_xlsx_take_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "needs.xlsx"
    with path.open("wb") as file:
        assert await Rows().written(sheets.as_xlsx, file.write) < MOST_BYTES
    with zipfile.ZipFile(path) as book:
        text = book.read("xl/worksheets/sheet1.xml")
    assert text.count(b"<row ") == ROWS + 1
    assert f"'=SUM({ROWS - 1}){FILLING}".encode() in text
    assert b"<f>" not in text
