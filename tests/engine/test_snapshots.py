"""Snapshots on a real Neo4j: an area goes out, comes into an empty graph, and goes out the same."""

import csv
from datetime import date
from pathlib import Path

from graphsvc.app.snapshots import NAMING_PEOPLE, OF_PEOPLE, take_snapshot
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.exchange.model.snapshot import Snapshot
from graphsvc.exchange.report.snapshot_files import write_snapshot
from graphsvc.intake.load import load
from graphsvc.org.model.areas import CodeScheme
from tests.conftest import KEYS

DAY = date(2026, 11, 26)
CITY, SUBDISTRICT, COMMUNITY = "500000000000", "500103012000", "500103012011"


async def again(graph: Graph, snapshot: Snapshot, folder: Path, *, people: bool = False) -> Snapshot:
    """The snapshot of a graph that holds a snapshot and nothing else."""
    write_snapshot(snapshot, folder)
    await graph.write(Statement("MATCH (n) WHERE NOT n:Migration DETACH DELETE n"), Lane.HEAVY)
    await load(graph, folder / "csv", KEYS, as_of=snapshot.as_of, scheme=CodeScheme.STATISTICAL)
    return await take_snapshot(graph, snapshot.area, snapshot.as_of, people=people)


async def test_what_goes_out_and_comes_into_an_empty_graph_goes_out_the_same(demo_graph: Graph, tmp_path: Path) -> None:
    whole = await take_snapshot(demo_graph, CITY, DAY, people=True)
    street = await take_snapshot(demo_graph, SUBDISTRICT, DAY)
    community = await take_snapshot(demo_graph, COMMUNITY, DAY)
    assert whole.left_out == {}
    names = {sheet.name for sheet in street.sheets}
    assert not names & OF_PEOPLE
    written = {(sheet.name, column) for sheet in street.sheets for column in sheet.columns}
    assert not written & NAMING_PEOPLE
    for number, (snapshot, people) in enumerate(((whole, True), (street, False), (community, False))):
        rows = {sheet.name: len(sheet.rows) for sheet in snapshot.sheets}
        assert min(rows["areas"], rows["grids"], rows["units"], rows["covers"]) > 0, rows
        told = await again(demo_graph, snapshot, tmp_path / str(number), people=people)
        assert {sheet.name: len(sheet.rows) for sheet in told.sheets} == rows
        assert told.digest == snapshot.digest
        assert told.left_out == {}
    told_of = (tmp_path / "0/organizations.jsonld").read_text(encoding="utf-8")
    assert "/organizations/party-012011-b1" in told_of
    assert "person-" not in told_of
    with (tmp_path / "2/csv/areas.csv").open(encoding="utf-8") as file:
        assert [row["code"] for row in csv.DictReader(file)] == [CITY, "500103000000", SUBDISTRICT, COMMUNITY]
