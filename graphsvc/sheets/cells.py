"""What all files for spreadsheets keep to, CSV or XLSX."""

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len

ROWS_A_SHEET = 1_000_000
"""XLSX holds 1,048,576 rows a sheet."""

LINE_POINTS = 15.0
MOST_POINTS = 409.0
"""Spreadsheets hold no higher row."""

_FORMULAS = tuple("=+-@＝＋－＠\t\r\n")


def harmless(row: Sequence[Any]) -> list[Any]:
    """Put a quote before text that a spreadsheet would run as a formula; numbers and days keep their types.

    Source: OWASP, "CSV Injection".
    """
    return [f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value for value in row]


def row_height(row: Sequence[Any], widths: Sequence[float]) -> float:
    """Height in points of a row whose texts wrap in columns of these widths (characters; a Chinese one counts as two).

    Not every program makes a row without a height as high as its text, and what is lower is cut on paper.
    """
    texts = ((value, width) for value, width in zip(row, widths, strict=True) if isinstance(value, str))
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return min(lines * LINE_POINTS, MOST_POINTS)


def _lines(text: str, width: float) -> int:
    """Lines that a text takes; a column holds one character less than its width, since wide ones are not broken."""
    return sum(-(-max(cell_len(line), 1) // max(int(width) - 1, 1)) for line in text.split("\n"))
