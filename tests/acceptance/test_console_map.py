"""The map at the console: outlines where somebody has brought them, tiles for the rest, the same figures as a table."""

from datetime import UTC, date, datetime

from graphsvc.china import day_in_china
from graphsvc.db.driver import Graph
from graphsvc.maps.model.outlines import Crs, Naming, read_features
from graphsvc.maps.store.outlines import Sheet, import_outlines
from tests.acceptance.visitor import COMMUNITY, enter
from tests.maps.squares import geojson, square

STREETS = ("500103012000", "500103014000")


async def outline(graph: Graph) -> None:
    """Bring in the outline of one of the district's subdistricts."""
    features = tuple(read_features(geojson("code", {STREETS[0]: square(0, 0, 2, 1)}), Crs.WGS84, "code"))
    sheet = Sheet(features, Naming(), "测绘院", Crs.WGS84, date(2026, 1, 1))
    now = datetime(2026, 9, 7, tzinfo=UTC)
    await graph.transact(lambda tx: import_outlines(tx, sheet, "cli:tester", now, day_in_china(now)))


async def test_what_has_an_outline_is_drawn_and_the_rest_are_tiles(console: str, demo_graph: Graph) -> None:
    await outline(demo_graph)
    visitor = await enter(console, "VIEWER")
    await visitor.open("/console/map?area=500103000000")
    text = visitor.response.text
    assert text.count("<svg") == 2
    assert 'd="M0 ' in text
    assert "边界来源：测绘院（2026年1月1日起）" in visitor.said
    assert "示意图（没有边界数据的" in visitor.said
    assert "未结事件" not in visitor.said
    assert "http://" not in text.replace(console, "")
    await visitor.open("/console/map?area=500103000000&asOf=2025-12-31")
    assert visitor.response.text.count("<svg") == 1
    assert "边界来源" not in visitor.said


async def test_layers_are_those_that_one_may_read(console: str, demo_graph: Graph) -> None:
    community = await enter(console, "COMMUNITY_OFFICIAL")
    for layer, word in (("OPEN_CASES", "未结事件"), ("FORCES", "治理力量"), ("OPEN_HAZARDS", "未消除隐患")):
        await community.open(f"/console/map?area={COMMUNITY}&layer={layer}")
        assert community.response.status_code == 200
        assert f"马家堡社区{word} " in community.said
    await community.open(f"/console/map?area={COMMUNITY}&layer=OPEN_CASES&asOf=2026-01-01")
    assert "只能看今天的" in community.said
