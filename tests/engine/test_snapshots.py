"""Snapshots on a real Neo4j: an area goes out, comes into an empty graph, and goes out the same."""

import csv
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from graphsvc.app.snapshots import NAMING_PEOPLE, OF_PEOPLE, take_snapshot
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.exchange.model.snapshot import Snapshot
from graphsvc.exchange.report.snapshot_files import write_snapshot
from graphsvc.intake.load import load
from graphsvc.intake.model.columns import NAME, PERSON_NAME, TEXT, WORDS
from graphsvc.intake.tables.declared import TABLES, label_of
from graphsvc.org.model.areas import CodeScheme
from tests.conftest import KEYS
from tests.intake.hostile import HOSTILE

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


def texts() -> list[Statement]:
    """Every text of every table set to one of many that are not what people write: planted, and at random."""
    dice = random.Random(20261129)
    signs = [*" \t\n\r\u3000\u200b\ufeff;；,，、|\"'=+-@０９ＡＺ（）：无空NULL\ue000", "网格", "楼", "\r\n"]
    drawn = ["".join(dice.choices(signs, k=dice.randint(1, 12))) for _ in range(150)]
    several = [["一;二", ""], ["无"], [" 三\n"], drawn[:5]]
    found: list[Statement] = []
    for where, name, given in _places(several, [each for each in HOSTILE if len(each) <= 2000] + drawn):
        found.append(
            Statement(
                f"MATCH {where}\nWITH x, n.id AS id ORDER BY id\nWITH collect(x) AS them\n"
                "UNWIND range(0, size(them) - 1) AS i\n"
                f"WITH them[i] AS x, i\nSET x.{name} = $texts[(i + $shift) % size($texts)]",
                {"texts": given, "shift": len(found) * 7},
            )
        )
    return found


def _places(several: list[list[str]], one: list[str]) -> Iterator[tuple[str, str, list[str] | list[list[str]]]]:
    for table in TABLES.values():
        for column in table.columns:
            if column.personal or column.kind not in (NAME, PERSON_NAME, TEXT, WORDS):
                continue
            given: list[str] | list[list[str]] = several if column.kind is WORDS else one
            if table.nodes and column.stored_as:
                yield f"(x:{label_of(table.name)}) WITH x, x AS n", column.stored_as, given
            for link in table.links:
                for name in (name for name, of in link.properties.items() if of == column.name):
                    yield f"(n)-[x:{link.type}]->()", name, given


async def test_whatever_a_text_holds_comes_back_to_the_letter(demo_graph: Graph, tmp_path: Path) -> None:
    planted = texts()
    assert len(planted) >= 20, "areas, grids, estates, lines, topics, organizations, units, people, lists, ties"
    for statement in planted:
        await demo_graph.write(statement, Lane.HEAVY)
    whole = await take_snapshot(demo_graph, CITY, DAY, people=True)
    names = {row["name"] for sheet in whole.sheets for row in sheet.rows if "name" in row}
    assert {"无", "第１网格  双空格", "  前后有空格　", "\n"} <= names
    told = await again(demo_graph, whole, tmp_path / "out", people=True)
    assert {each.name: each.rows for each in told.sheets} == {each.name: each.rows for each in whole.sheets}
    assert told.digest == whole.digest
