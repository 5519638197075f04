"""Degrees far from the place they are given for are refused; those in it or close by are not."""

import pytest

from graphsvc.errors import BadInput
from graphsvc.whereabouts import CLOSE_BY, PROVINCES, box_of, refuse_far

GRID = "500103012011001"
DRAWN = {"name": "石油路街道", "west": 106.4, "south": 29.5, "east": 106.6, "north": 29.6}


@pytest.mark.parametrize(
    ("longitude", "latitude", "far"),
    [
        (106.5, 29.55, False),
        (105.25, 28.2, False),
        (105.2, 28.2, True),
        (116.4, 39.9, True),
        (29.55, 106.5, True),
        (0.0, 0.0, True),
    ],
    ids=["in it", "close by", "too far", "Beijing", "the wrong way round", "nowhere"],
)
def test_without_an_outline_they_lie_near_the_province(longitude: float, latitude: float, far: bool) -> None:
    box = box_of(GRID, None)
    assert box is not None
    assert box.name == "重庆市"
    if not far:
        return refuse_far(longitude, latitude, box, "case", "longitude")
    with pytest.raises(BadInput) as refusal:
        refuse_far(longitude, latitude, box, "case", "longitude")
    assert refusal.value.field == ("case", "longitude")
    assert "离“重庆市”太远" in refusal.value.zh
    return None


def test_an_outline_goes_before_the_province_and_its_edge_is_no_wall() -> None:
    box = box_of(GRID, DRAWN)
    assert box is not None
    assert box.is_near(106.6 + CLOSE_BY, 29.5 - CLOSE_BY)
    assert not box.is_near(106.66, 29.55)


def test_a_code_of_no_known_province_is_far_from_nothing() -> None:
    refuse_far(0.0, 0.0, box_of("990000000000", None), "case")


def test_every_province_has_a_box_that_is_one() -> None:
    assert len(PROVINCES) == 34
    assert all(west < east and south < north for _, west, south, east, north in PROVINCES.values())
