"""Bounds of the audit as an installation sets them."""

from dataclasses import replace

import pytest

from graphsvc.coverage.model.thresholds import USUAL, parse_bounds
from graphsvc.errors import SetupError


def test_bounds_that_are_not_set_are_the_usual_ones() -> None:
    assert parse_bounds("") == USUAL
    assert parse_bounds("most_members=40; forces=CADRE, GRID_WORKER;") == replace(
        USUAL, most_members=40, forces=("CADRE", "GRID_WORKER")
    )


@pytest.mark.parametrize(
    "text", ["most_members", "most_members=", "most_members=0", "most_members=-1", "members=3", "forces=", "forces=DOG"]
)
def test_a_bound_that_is_none_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(SetupError) as refusal:
        parse_bounds(text)
    assert f"no such bound: {text};" in refusal.value.en
    assert "The bounds are minimum_full_members, most_members, " in refusal.value.en
