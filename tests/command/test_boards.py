"""Boards by what they are called on a day: each has exactly one name on every day."""

from datetime import date
from pathlib import Path

import pytest

from graphsvc.command.model.boards import FILE, board_names, names_on
from graphsvc.org.model.work import Board


@pytest.mark.parametrize(
    ("day", "economy"),
    [(date(2019, 1, 1), "经济生态"), (date(2023, 12, 31), "经济生态"), (date(2024, 1, 1), "经济发展")],
)
def test_every_board_has_one_name_on_a_day(day: date, economy: str) -> None:
    names = names_on(day)
    assert sorted(each.board for each in names) == sorted(Board)
    assert {each.board: each.name for each in names}[Board.ECONOMY] == economy


def test_todays_names_are_those_of_the_enum() -> None:
    assert {each.board: each.name for each in names_on(date(2026, 11, 24))} == {each: each.zh for each in Board}


@pytest.mark.parametrize(
    "change", [("2024-01-01,,", "2024-02-01,,"), ("2023-01-01,2024-01-01", "2023-01-01,2024-03-01")]
)
def test_a_gap_or_two_names_at_once_are_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    path = tmp_path / "boards.csv"
    path.write_text(FILE.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(ValueError, match="do not follow one another"):
        board_names(path)
