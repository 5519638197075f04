"""Tiles of areas without outlines: the same place on every day."""

from datetime import date
from random import Random

from graphsvc.maps.model.layers import COLUMNS, MapLayerKind, Place, tiles


def test_an_area_keeps_its_tile_whoever_comes_and_goes() -> None:
    random = Random(7)
    places = [Place(f"{n:03}", "", None) for n in range(12)]
    for n in range(40):
        day = date(2026, 1, 1).replace(month=1 + n // 4)
        before = tiles(places)
        places.append(Place(f"{random.randrange(1000):03}-{n}", "", day))
        gone = random.randrange(len(places))
        places[gone] = Place(places[gone].code, "", places[gone].since, date(2027, 1, 1))
        after = tiles(random.sample(places, len(places)))
        if all(place.since != day for place in places[:-1]):
            assert {code: after[code] for code in before} == before
    assert len({(tile.column, tile.row) for tile in tiles(places).values()}) == len(places)
    assert {tile.column for tile in tiles(places).values()} == set(range(COLUMNS))


def test_an_area_is_there_from_its_first_day_to_the_day_before_it_ends() -> None:
    place = Place("a", "", date(2025, 11, 6), date(2026, 1, 1))
    days = (date(2025, 11, 5), date(2025, 11, 6), date(2025, 12, 31), date(2026, 1, 1))
    assert [place.there(day) for day in days] == [False, True, True, False]


def test_layers_of_today_only_are_those_whose_past_is_not_kept() -> None:
    assert {kind.value for kind in MapLayerKind if not kind.dated} == {
        *("OPEN_CASES", "MISSED_VISITS", "PATROL_PLACES", "OPEN_HAZARDS"),
    }
