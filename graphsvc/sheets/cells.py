"""What all files for spreadsheets keep to, CSV or XLSX."""

from collections.abc import Sequence
from typing import Any

ROWS_A_SHEET = 1_000_000
"""XLSX holds 1,048,576 rows a sheet."""

_FORMULAS = tuple("=+-@\t\r")


def harmless(row: Sequence[Any]) -> list[Any]:
    """Put a quote before text that a spreadsheet would run as a formula; numbers and days keep their types.

    Source: OWASP, "CSV Injection".
    """
    return [f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value for value in row]
