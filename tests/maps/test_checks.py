"""Whether outlines are sound, lie in the area above, leave neighbours alone; what is kept of them."""

import pytest

from graphsvc.maps.model.checks import Drawn, keep, problems_of
from tests.maps.squares import polygons, square


def drawn(name: str, *rings: list[list[float]], parent: str = "p") -> Drawn:
    return Drawn(name, name, parent, polygons(*rings))


ABOVE = {"p": drawn("上级", square(0, 0, 4, 4), parent="")}


def test_neighbours_that_share_a_border_are_well() -> None:
    assert problems_of([drawn("甲", square(0, 0)), drawn("乙", square(1, 0))], [drawn("丙", square(0, 1))], ABOVE) == []


def test_what_overlaps_is_told_once_also_with_what_stays() -> None:
    new = [drawn("甲", square(0, 0)), drawn("乙", square(0.5, 0))]
    assert problems_of(new, [drawn("丙", square(0, 0.9))], ABOVE) == [
        "甲与乙重叠 50.0%",
        "甲与丙重叠 10.0%",
        "乙与丙重叠 5.0%",
    ]


def test_a_sliver_is_no_overlap() -> None:
    assert problems_of([drawn("甲", square(0, 0)), drawn("乙", square(0.995, 0))], [], ABOVE) == []


def test_an_estate_lies_across_grids() -> None:
    assert problems_of([drawn("500E001", square(0, 0)), drawn("500001", square(0, 0))], [], ABOVE) == []


def test_what_juts_out_of_the_area_above_is_told() -> None:
    assert problems_of([drawn("甲", square(3.75, 0))], [], ABOVE) == ["甲：有 75.0% 在上级之外"]
    assert problems_of([drawn("甲", square(3.75, 0))], [], {}) == []


def test_an_outline_that_crosses_itself_is_told_and_not_measured() -> None:
    bow = [[106.5, 29.5], [106.51, 29.51], [106.51, 29.5], [106.5, 29.51], [106.5, 29.5]]
    (told,) = problems_of([drawn("甲", bow), drawn("乙", square(0, 0))], [], ABOVE)
    assert told.startswith("甲：边界无效（Self-intersection")


def test_a_shared_border_stays_shared_when_simplified() -> None:
    edge = [[106.51 + 0.00001 * (n % 2), round(29.5 + n * 0.001, 6)] for n in range(11)]
    left = [[106.5, 29.5], *edge, [106.5, 29.51], [106.5, 29.5]]
    right = [[106.52, 29.5], [106.52, 29.51], *reversed(edge), [106.52, 29.5]]
    kept = keep([drawn("甲", left), drawn("乙", right)])
    assert {name: each.vertices for name, each in kept.items()} == {"甲": 14, "乙": 14}
    mine, other = (
        {corner for corner in each.simplified[0][0] if abs(corner[0] - 106.51) < 0.001} for each in kept.values()
    )
    assert mine == other
    assert len(mine) <= 3


def test_box_size_and_a_point_inside_are_kept() -> None:
    kept = keep([drawn("甲", square(0, 0))])["甲"]
    assert (kept.west, kept.south, kept.east, kept.north) == (106.5, 29.5, 106.51, 29.51)
    assert (kept.x, kept.y) == (106.505, 29.505)
    assert kept.square_kilometres == pytest.approx(1.0785, abs=0.001)
