"""Rows of spreadsheets."""

from datetime import date

import pytest

from graphsvc.sheets.cells import harmless


def test_text_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    assert harmless(["=1+1", "@x", "-2", "+3", "\tx", "网格", ""]) == ["'=1+1", "'@x", "'-2", "'+3", "'\tx", "网格", ""]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_every_sign_that_a_spreadsheet_may_take_for_the_beginning_of_a_formula_is_quoted(sign: str) -> None:
    assert harmless([f"{sign}SUM(A1)", sign, f"网{sign}格"]) == [f"'{sign}SUM(A1)", f"'{sign}", f"网{sign}格"]


def test_numbers_days_and_nothing_keep_their_types() -> None:
    assert harmless([-1, 0.5, date(2026, 1, 1), None]) == [-1, 0.5, date(2026, 1, 1), None]
