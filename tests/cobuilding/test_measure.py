"""Quantities are compared where they count the same."""

import pytest

from graphsvc.cobuilding.model.measure import Amount


@pytest.mark.parametrize(
    ("asked", "counted", "number"),
    [
        (Amount(41, "户"), "户", 41),
        (Amount(41, "户"), "场", None),
        (Amount(41, "户"), None, 41),
        (Amount(41), "场", 41),
        (Amount(30, "名"), "人", 30),
        (Amount(30, "人"), "位", 30),
        (Amount(30, "人"), "人次", None),
    ],
)
def test_a_quantity_is_measured_in_what_counts_the_same(asked: Amount, counted: str | None, number: int | None) -> None:
    assert asked.measured_in(counted) == number
