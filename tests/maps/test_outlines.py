"""Files of outlines: read as declared, refused where something is left to guess."""

from typing import Any

import orjson
import pytest

from graphsvc.errors import BadInput
from graphsvc.maps.model.gcj import to_gcj02, to_wgs84
from graphsvc.maps.model.outlines import Crs, contains, of_geometry, read_features, to_geometry
from tests.maps.squares import geojson, polygons, square


def test_features_are_read_with_what_they_are_called() -> None:
    found = read_features(geojson("code", {"500103000000": square(0, 0)}), Crs.CGCS2000, "code")
    assert [(each.number, each.called, each.polygons) for each in found] == [
        (1, "500103000000", polygons(square(0, 0)))
    ]


def test_a_geometry_is_read_back_as_it_was_written() -> None:
    shape = polygons(square(0, 0), square(2, 2))
    assert of_geometry(to_geometry(shape)) == shape
    assert orjson.loads(to_geometry(shape))["type"] == "MultiPolygon"


def test_a_point_lies_in_a_polygon_and_not_in_its_hole() -> None:
    outer, hole = polygons(square(0, 0, 3, 3))[0][0], polygons(square(1, 1))[0][0]
    ring = ((outer, hole),)
    assert contains(ring, 106.505, 29.505)
    assert not contains(ring, 106.515, 29.515)
    assert not contains(ring, 106.535, 29.505)


@pytest.mark.parametrize(("x", "y"), [(106.55, 29.56), (116.397, 39.909), (87.6, 43.8)])
def test_gcj_02_is_turned_back_to_centimetres(x: float, y: float) -> None:
    shifted = to_gcj02(x, y)
    assert 0.001 < abs(shifted[0] - x) < 0.008
    assert to_wgs84(*shifted) == pytest.approx((x, y), abs=1e-7)


def test_there_is_no_shift_outside_of_china() -> None:
    assert to_gcj02(2.35, 48.86) == (2.35, 48.86)


def test_only_what_is_declared_as_gcj_02_is_converted() -> None:
    ring = square(0, 0)
    shifted = [list(to_gcj02(x, y)) for x, y in ring]
    (as_told,) = read_features(geojson("code", {"a": shifted}), Crs.GCJ02, "code")
    (untouched,) = read_features(geojson("code", {"a": shifted}), Crs.WGS84, "code")
    assert as_told.polygons == polygons(ring)
    assert abs(untouched.polygons[0][0][0][0] - ring[0][0]) > 0.001


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_a_file_that_says_its_system_is_read_where_that_is_declared(name: str) -> None:
    content = geojson("code", {"a": square(0, 0)}, crs={"type": "name", "properties": {"name": name}})
    assert len(read_features(content, Crs.WGS84, "code")) == 1
    with pytest.raises(BadInput) as refusal:
        read_features(content, Crs.GCJ02, "code")
    assert "与声明的 GCJ-02 不符" in refusal.value.zh


@pytest.mark.parametrize("crs", [{"properties": {"name": "EPSG:4547"}}, {}, "EPSG:4326"])
def test_a_file_of_another_or_an_unknown_system_is_refused(crs: Any) -> None:
    with pytest.raises(BadInput) as refusal:
        read_features(geojson("code", {"a": square(0, 0)}, crs=crs), Crs.WGS84, "code")
    assert "与声明的 WGS-84 不符" in refusal.value.zh


def feature(**more: Any) -> bytes:
    whole = {"type": "Feature", "properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates": []}}
    return orjson.dumps({"type": "FeatureCollection", "features": [whole | more]})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no", "不是 JSON"),
        (b"[]", "不是 GeoJSON"),
        (orjson.dumps({"type": "FeatureCollection", "features": []}), "没有要素"),
        (feature(properties={}), "第 1 个要素没有属性 code"),
        (feature(properties=None), "第 1 个要素没有属性 code"),
        (feature(geometry={"type": "Point", "coordinates": [1, 2]}), "不是面"),
        (feature(geometry=None), "不是面"),
        (feature(), "没有闭合"),
        (feature(geometry={"type": "Polygon", "coordinates": [square(0, 0)[:-1]]}), "没有闭合"),
        (feature(geometry={"type": "Polygon", "coordinates": [[[500, 1], [1, 1], [1, 2], [500, 1]]]}), "坐标有误"),
        (feature(geometry={"type": "Polygon", "coordinates": [[["x", 1]]]}), "坐标有误"),
        (feature(geometry={"type": "Polygon", "coordinates": 7}), "坐标有误"),
    ],
)
def test_what_is_no_outline_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_features(content, Crs.WGS84, "code")
    assert said in refusal.value.zh


def test_two_features_of_one_name_are_refused() -> None:
    whole = orjson.loads(geojson("code", {"a": square(0, 0)}))
    whole["features"] *= 2
    with pytest.raises(BadInput) as refusal:
        read_features(orjson.dumps(whole), Crs.WGS84, "code")
    assert "文件里有两个“a”" in refusal.value.zh
