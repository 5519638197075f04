"""Rows of spreadsheets."""

from datetime import date

from graphsvc.sheets.cells import harmless


def test_text_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    assert harmless(["=1+1", "@x", "-2", "+3", "\tx", "网格", ""]) == ["'=1+1", "'@x", "'-2", "'+3", "'\tx", "网格", ""]


def test_numbers_days_and_nothing_keep_their_types() -> None:
    assert harmless([-1, 0.5, date(2026, 1, 1), None]) == [-1, 0.5, date(2026, 1, 1), None]
