"""The optional package of district outlines, read where it is installed."""

import socket

import pytest

from graphsvc.errors import SetupError
from graphsvc.maps.model.checks import Drawn, problems_of
from graphsvc.maps.model.outlines import rings_of
from graphsvc.maps.store.districts import DistrictSet, read_districts


@pytest.mark.parametrize(("chosen", "districts", "corners"), [("before", 38, 4_990), ("after", 37, 40_383)])
def test_a_set_is_read_from_the_package_without_a_request(
    monkeypatch: pytest.MonkeyPatch, chosen: str, districts: int, corners: int
) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a request")

    monkeypatch.setattr(socket.socket, "connect", refused)
    found = read_districts(DistrictSet(chosen), "重庆市")
    assert len(found) == districts
    assert sum(len(ring) for each in found for ring in rings_of(each.polygons)) == corners
    drawn = [Drawn(each.called, each.called, "", each.polygons) for each in found]
    assert problems_of(drawn, [], {}) == []


def test_the_sets_differ_as_the_reform_says() -> None:
    before, after = ({each.called for each in read_districts(chosen, "重庆市")} for chosen in DistrictSet)
    assert (before - after, after - before) == ({"江北区", "渝北区"}, {"两江新区"})


def test_a_city_that_is_not_in_the_package_is_refused() -> None:
    with pytest.raises(SetupError) as refusal:
        read_districts(DistrictSet.AFTER, "无此市")
    assert "数据包里没有 无此市" in refusal.value.zh


def test_where_the_package_is_not_installed_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphsvc.maps.store.districts.find_spec", lambda _: None)
    with pytest.raises(SetupError) as refusal:
        read_districts(DistrictSet.AFTER, "重庆市")
    assert "pip install 'graphsvc[map]'" in refusal.value.zh
