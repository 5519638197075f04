"""The commands of the map, of warnings and of services, as somebody types them."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graphsvc.cli.registry import app
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.places.hsds.store import TEXTS
from tests.conftest import FIELD_KEY, RECORD_KEY, Neo4j
from tests.engine.cases_world import COMMUNITY_CODE, place
from tests.engine.desk import DISCOVER, DISTRICT_OFFICE, FOUND, GRID, Desk
from tests.engine.service_documents import ADD, CLOSE, NEW, OPEN, SERVICE, WITHDRAW
from tests.engine.two_streets import AREAS
from tests.maps.squares import geojson, square
from tests.plans import scans

STREETS = ("500103012000", "500103014000")
THERE = "500103014001"
OUTLINES = "MATCH (o:Outline)-[:OUTLINES]->(a:Area) RETURN a.code, o.since, o.source ORDER BY a.code"
ENTRIES = "MATCH (e:LogEntry {action: 'OUTLINE_IMPORTED'}) RETURN e.subject ORDER BY e.subject"


@pytest.fixture
async def desk(
    known: Documents, clean_graph: Graph, neo4j: Neo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """The commands' settings name the graph of the run, and they work in a folder of their own."""
    for name, value in (
        ("NEO4J_URI", neo4j.address.uri),
        ("NEO4J_USER", neo4j.address.user),
        ("NEO4J_PASSWORD", neo4j.address.password),
        ("FIELD_KEY", FIELD_KEY),
        ("RECORD_KEY", RECORD_KEY),
        ("DATA_DIR", str(tmp_path / "data")),
    ):
        monkeypatch.setenv(f"GRAPHSVC_{name}", value)
    monkeypatch.chdir(tmp_path)
    await place(clean_graph)
    await clean_graph.write(Statement(AREAS))
    return Desk(known, clean_graph)


def write(name: str, shapes: dict[str, list[list[float]]]) -> None:
    Path(name).write_bytes(geojson("code", shapes))


def read(name: str) -> Any:
    return json.loads(Path(name).read_bytes())


def there(name: str) -> bool:
    return Path(name).exists()


async def run(*arguments: str) -> tuple[int, str]:
    result = await asyncio.to_thread(CliRunner().invoke, app, list(arguments))
    return result.exit_code, result.output


async def test_outlines_are_imported_by_one_command_and_recorded(desk: Desk) -> None:
    shapes = {code: square(2 * number, 0, 2, 4) for number, code in enumerate(STREETS)}
    write("streets.geojson", shapes)
    write("crossed.geojson", {STREETS[0]: square(0, 0), STREETS[1]: square(0.5, 0)})
    assert (await run("map", "import", "streets.geojson"))[0] == 2
    code, said = await run("map", "import", "crossed.geojson", "--crs", "WGS-84", "--dry-run")
    assert (code, said.splitlines()[0]) == (0, "试行（什么都不写入）dry run: 2 outlines, 1 problems")
    assert (await run("map", "import", "crossed.geojson", "--crs", "WGS-84"))[0] == 3
    assert (await run("map", "import", "none.geojson", "--crs", "WGS-84"))[0] == 3
    assert await desk.graph.read(Statement(OUTLINES)) == []
    given = ("map", "import", "streets.geojson", "--crs", "WGS-84", "--since", "2026-01-01", "--source", "测绘院")
    for said in ("测绘院: 写入 2 个边界，0 个原已存在", "测绘院: 写入 0 个边界，2 个原已存在"):
        code, text = await run(*given)
        assert (code, text.partition(" (")[0]) == (0, said)
    rows = [[code, str(since), source] for code, since, source in await desk.graph.read(Statement(OUTLINES))]
    assert rows == [[code, "2026-01-01", "测绘院"] for code in STREETS]
    assert await desk.graph.read(Statement(ENTRIES)) == [[code] for code in STREETS]


async def test_districts_that_are_not_here_are_named_and_nothing_is_written(desk: Desk) -> None:
    code, said = await run("map", "districts", "after", "--dry-run")
    assert (code, said.splitlines()[0]) == (0, "试行（什么都不写入）dry run: 0 outlines, 37 problems")
    assert "“两江新区”在 2025-11-06 不是已登记的区域" in said
    assert (await run("map", "districts", "after"))[0] == 3
    assert await desk.graph.read(Statement(OUTLINES)) == []


async def test_warnings_are_shown_with_what_they_were_counted_from(desk: Desk) -> None:
    assert (await run("warnings", "500103012000", "--on", "2026-09-07"))[0] == 0
    for _ in range(5):
        await desk.data(GRID, DISCOVER, case=FOUND)
    code, said = await run("warnings", "500103012000", "--on", "2026-09-07")
    assert code == 1
    assert "同一地址反复发生" in said
    assert said.splitlines()[-1] == "2026-09-07: 2 warnings (预警)"
    assert (await run("warnings", "no"))[0] == 2
    assert (await run("warnings", "500999000000", "--on", "2026-09-07"))[0] == 3


async def test_services_are_written_as_hsds_by_one_command(desk: Desk) -> None:
    points = []
    for name, area in (("甲", COMMUNITY_CODE), ("乙", COMMUNITY_CODE), ("丙", THERE), ("丁", COMMUNITY_CODE)):
        point = {**NEW, "name": name, "area": area, "longitude": None, "latitude": None}
        points.append((await desk.data(DISTRICT_OFFICE, OPEN, point=point))["openServicePoint"]["id"])
    told = {**SERVICE, "department": "unit-water"}
    for title, area, at in (
        ("办养老", COMMUNITY_CODE, points[:1]),
        ("全区通办", "500103000000", [points[0], points[2]]),
        ("已取消", COMMUNITY_CODE, points[1:2]),
        ("上门", COMMUNITY_CODE, []),
        ("别处", THERE, points[2:3]),
    ):
        item = {**told, "title": title, "area": area, "points": at}
        made = (await desk.data(DISTRICT_OFFICE, ADD, item=item))["publishServiceItem"]
        if title == "已取消":
            await desk.data(DISTRICT_OFFICE, WITHDRAW, id=made["id"], v=1)
    await desk.data(DISTRICT_OFFICE, CLOSE, id=points[3], v=1)
    code, said = await run("hsds", COMMUNITY_CODE, "services.json")
    assert (code, said.splitlines()[-1]) == (0, "services.json: 4 services")
    found = read("services.json")
    assert {each["name"]: [at["location"]["name"] for at in each["service_at_locations"]] for each in found} == {
        "办养老": ["甲"],
        "全区通办": ["甲"],
        "上门": [],
        "乙": ["乙"],
    }
    (address,) = found[-1]["service_at_locations"][0]["location"]["addresses"]
    assert (address["address_1"], address["region"]) == ("桐花路 8 号 1 楼", "示范区")
    assert (await run("hsds", "500199000000", "none.json"))[0] == 3
    assert not there("none.json")


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_statement_of_hsds_scans(desk: Desk, name: str) -> None:
    given = {"prefix": "500103", "most": 9, "ids": ["service-1"]}
    assert not await scans(desk.graph, Statement(TEXTS[name], given), products=True)
