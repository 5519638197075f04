"""The map as a picture: outlines to paths, tiles for the rest."""

from typing import Any

import pytest

from graphsvc.console.pictures.outlines import TALLEST, WIDTH, picture_of_outlines, picture_of_tiles

SQUARE = "[[106.5,29.5],[106.51,29.5],[106.51,29.51],[106.5,29.51],[106.5,29.5]]"


def part(code: str, name: str, count: int, outline: bool = False, **more: Any) -> dict[str, Any]:
    drawn = {
        "geometry": f'{{"type": "MultiPolygon", "coordinates": [[{SQUARE}]]}}',
        "west": 106.5,
        "south": 29.5,
        "east": 106.51,
        "north": 29.51,
    }
    center = {"longitude": 106.505, "latitude": 29.505}
    area = {"outline": drawn, "center": center} if outline else {"outline": None, "center": None}
    return {"code": code, "name": name, "count": count, "of": None, "column": 0, "row": 0, "area": area, **more}


def test_an_outline_fills_the_width_with_north_at_the_top() -> None:
    picture = picture_of_outlines([part("a", "甲街道", 3, outline=True), part("b", "乙街道", 0)])
    (shape,) = picture.shapes
    height = round(WIDTH / 0.870355)  # as much as a degree of longitude is shorter there
    assert picture.height == height
    assert shape.path == "M0 459.6L400 459.6L400 0L0 0L0 459.6z"
    assert (shape.x, shape.y, shape.label, shape.title) == (200.0, 229.8, "甲街道", "甲街道")
    assert picture.height <= TALLEST


def test_a_name_that_does_not_fit_is_left_to_the_title() -> None:
    wide = part("a", "甲", 1, outline=True)
    narrow = part("b", "一个名字很长的街道办事处", 1, outline=True)
    narrow["area"] = {**narrow["area"], "outline": {**narrow["area"]["outline"], "east": 106.501}}
    assert [(each.label, each.title) for each in picture_of_outlines([wide, narrow]).shapes] == [
        ("甲", "甲"),
        ("", "一个名字很长的街道办事处"),
    ]


def test_areas_without_outline_become_tiles_at_their_own_place() -> None:
    parts = [part("a", "甲", 0, outline=True), part("b", "很长的名字的社区居委会", 2, column=1, row=2)]
    picture = picture_of_tiles(parts)
    (shape,) = picture.shapes
    assert (picture.height, shape.path, shape.label) == (156, "M81 105h78v50h-78z", "很长的名字的…")


def test_nothing_to_draw_is_an_empty_picture() -> None:
    assert picture_of_outlines([part("a", "甲", 1)]).shapes == ()
    assert picture_of_tiles([part("a", "甲", 1, outline=True)]).shapes == ()


@pytest.mark.parametrize(
    ("counts", "of", "shades"),
    [((0, 1, 50, 100), None, [0, 1, 2, 4]), ((0, 1, 5, 10), 10, [0, 1, 2, 4]), ((0, 0), None, [0, 0])],
)
def test_the_more_the_darker_by_share_where_there_is_one(
    counts: tuple[int, ...], of: int | None, shades: list[int]
) -> None:
    parts = [part(str(number), "甲", count, of=of) for number, count in enumerate(counts)]
    assert [shape.shade for shape in picture_of_tiles(parts).shapes] == shades
