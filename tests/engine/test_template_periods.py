"""Rules of templates over a graph whose ties stopped and began again: nothing vanishes, nothing doubles."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.intake.imports.running import Author
from graphsvc.intake.imports.undo import undo
from graphsvc.intake.load import load
from graphsvc.intake.model.differences import Why
from graphsvc.intake.rehearsal import rehearse
from graphsvc.intake.store.rows_out import past_out, rows_out
from graphsvc.intake.tables.declared import TABLES
from graphsvc.intake.tables.words import TITLES
from graphsvc.intake.workbooks.template import PAST, write_template
from tests.conftest import KEYS
from tests.engine.contents import ask, whole
from tests.engine.loads import everything
from tests.engine.workbooks import edited

DAY = date(2026, 11, 26)
WITHIN = "500103012"
TIES = ("covers", "joins", "serves_in", "committee_members")
AGAIN = """\
MATCH (a:Node)-[r:COVERS|JOINS|SERVES_IN|COMMITTEE_MEMBER_OF]->(b:Node)
WHERE b.areaCode STARTS WITH $within AND r.until IS NULL
WITH a, r, b, type(r) AS type ORDER BY type, a.id, b.id, r.role
WITH type, collect([a, r, b])[..6] AS some
UNWIND range(0, size(some) - 1) AS n
WITH type, n, some[n][0] AS a, some[n][1] AS r, some[n][2] AS b
CALL (type, n, a, r, b) {
  UNWIND [['2001-01-01', '2002-02-02'], ['2003-03-03', '2003-03-03'], ['2004-04-04', '2005-05-05']] AS days
  CREATE (a)-[t:$(type)]->(b)
  SET t = properties(r), t.since = CASE WHEN n = 0 AND days[0] = '2001-01-01' THEN null ELSE date(days[0]) END,
    t.until = date(days[1])
  REMOVE t.import
}
RETURN count(*) AS number"""
"""Six ties of each kind with two periods of their own before, decided in the service, and one of no day."""
ENDED = """\
MATCH (p:Person {id: 'person-002'}), (o {id: 'party-012011-b1'})
CREATE (p)-[:BELONGS_TO {since: date('2011-01-01'), until: date('2012-01-01')}]->(o)"""


def differing(before: Any, after: Any) -> list[tuple[Any, Any]]:
    return [(old, new) for old, new in zip(before, after, strict=True) if old != new]


async def sheets(graph: Graph, *, past: bool) -> list[tuple[Any, list[Any]]]:
    return [(TABLES[name], await rows_out(graph, TABLES[name], WITHIN, DAY, past=past)) for name in TIES]


async def ties(graph: Graph) -> set[tuple[Any, ...]]:
    text = """\
MATCH (a:Node)-[r:COVERS|JOINS|SERVES_IN|COMMITTEE_MEMBER_OF]->(b:Node)
RETURN type(r), a.id, b.id, r.role, toString(r.since), toString(r.until), r.seat, r.representative, r.post
ORDER BY type(r), a.id, b.id LIMIT 10000"""
    return {tuple(row) for row in await ask(graph, text)}


async def with_periods(graph: Graph) -> None:
    await graph.write(Statement(AGAIN, {"within": WITHIN}))


async def test_templates_with_and_without_past_periods_load_as_no_change(demo_graph: Graph, tmp_path: Path) -> None:
    once = [len(rows) for _, rows in await sheets(demo_graph, past=True)]
    await with_periods(demo_graph)
    before, nodes = await ties(demo_graph), await whole(demo_graph)
    now, all_of_them = await sheets(demo_graph, past=False), await sheets(demo_graph, past=True)
    assert [len(rows) - held for (_, rows), held in zip(all_of_them, once, strict=True)] == [12, 12, 12, 8]
    path = tmp_path / "模板.xlsx"
    for filled in (now, all_of_them, now):
        write_template(path, filled)
        found = await rehearse(demo_graph, path, KEYS, as_of=DAY)
        assert (list(found.problems), dict(found.done), found.differences.first) == ([], {}, [])
        await load(demo_graph, path, KEYS, as_of=DAY)
        assert await whole(demo_graph) == nodes
    assert await ties(demo_graph) == before


async def test_what_is_edited_in_a_past_period_is_all_that_changes(demo_graph: Graph, tmp_path: Path) -> None:
    await with_periods(demo_graph)
    before = await ties(demo_graph)
    table = TABLES["covers"]
    rows = await rows_out(demo_graph, table, WITHIN, DAY, past=True)
    ends = next((row["party_organization"], row["place"]) for row in rows if row["since"] == date(2004, 4, 4))
    tie = dict(zip(("party_organization", "place"), ends, strict=True))
    begun = next(str(row["since"]) for row in rows if tie.items() <= row.items() and not row["until"])
    path = tmp_path / "覆盖.xlsx"
    write_template(path, [(table, rows)])
    edited(path, "covers", {**tie, "since": date(2004, 4, 4)}, until=date(2006, 6, 6))
    edited(path, "covers", {**tie, "since": date.fromisoformat(begun)}, until=date(2026, 10, 1))
    book = openpyxl.load_workbook(path)
    book[TITLES["covers"][0]].append([*ends, date(2026, 11, 1), None])
    book.save(path)
    for _ in range(2):
        loaded = await load(demo_graph, path, KEYS, as_of=DAY)
        assert loaded.differences.first == []
        after = await ties(demo_graph)
        rest = (None, None, None)
        assert before - after == {
            ("COVERS", *ends, None, "2004-04-04", "2005-05-05", *rest),
            ("COVERS", *ends, None, begun, None, *rest),
        }
        assert after - before == {
            ("COVERS", *ends, None, "2004-04-04", "2006-06-06", *rest),
            ("COVERS", *ends, None, begun, "2026-10-01", *rest),
            ("COVERS", *ends, None, "2026-11-01", None, *rest),
        }


async def test_what_rows_of_nodes_have_no_room_for_is_in_a_sheet_to_be_read(demo_graph: Graph, tmp_path: Path) -> None:
    await demo_graph.write(Statement(ENDED))
    names = "MATCH (p {id: 'person-002'}), (o {id: 'party-012011-b1'}) RETURN p.name, o.name"
    ((person, branch),) = await ask(demo_graph, names)
    table = TABLES["people"]
    rows = await rows_out(demo_graph, table, WITHIN, DAY, past=True)
    past = await past_out(demo_graph, table, WITHIN, DAY)
    told = ["人员", "所在党组织", "person-002", person, "party-012011-b1", branch, date(2011, 1, 1), date(2012, 1, 1)]
    assert told in past
    path = tmp_path / "人员.xlsx"
    write_template(path, [(table, rows)], past)
    assert openpyxl.load_workbook(path)[PAST].max_row == 1 + len(past)
    found = await rehearse(demo_graph, path, KEYS, as_of=DAY)
    assert (list(found.problems), dict(found.done), found.differences.first) == ([], {}, [])
    assert ("人员.xlsx", PAST, 0, "说明或字典") in found.passed_over


async def test_what_the_service_decided_is_edited_in_a_template_and_undone(demo_graph: Graph, tmp_path: Path) -> None:
    await demo_graph.write(Statement("MATCH (u:Unit {id: 'unit-10'}) SET u.sector = '系统里定的', u.version = 3"))
    (moved,) = await ask(
        demo_graph,
        "MATCH (p:Person)-[r:BELONGS_TO]->(o) WHERE p.areaCode STARTS WITH $within AND r.until IS NULL "
        "RETURN p.id, o.id, toString(r.since) ORDER BY p.id LIMIT 1",
        within=WITHIN,
    )
    since = "MATCH (:Person {id: $id})-[r:BELONGS_TO]->() SET r.since = date('2015-05-05') REMOVE r.import"
    await demo_graph.write(Statement(since, {"id": moved[0]}))
    before = await everything(demo_graph)
    path = tmp_path / "单位人员.xlsx"
    tables = [TABLES["units"], TABLES["people"]]
    write_template(path, [(table, await rows_out(demo_graph, table, WITHIN, DAY)) for table in tables])
    edited(path, "units", {"id": "unit-10"}, sector="文化")
    edited(path, "people", {"id": moved[0]}, belongs_since=date(2016, 6, 6))
    found = await rehearse(demo_graph, path, KEYS, as_of=DAY)
    assert (dict(found.done), found.differences.first) == ({"changed": 1}, [])
    nodes, ties_before = before[:2]
    loaded = await load(demo_graph, path, KEYS, as_of=DAY)
    after, ties_after = await whole(demo_graph)
    ((old, new),) = differing(nodes, after)
    assert (old[2]["sector"], new[2]["sector"]) == ("系统里定的", "文化")
    ((_, tie),) = differing(ties_before, ties_after)
    assert (tie[0], tie[1], str(tie[3]["since"])) == (moved[0], "BELONGS_TO", "2016-06-06")
    await undo(demo_graph, loaded.import_id, Author(), datetime(2026, 11, 27, tzinfo=UTC))
    assert await everything(demo_graph) == before


async def test_what_was_decided_while_a_template_was_out_stays_and_is_told(demo_graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "单位.xlsx"
    write_template(path, [(TABLES["units"], await rows_out(demo_graph, TABLES["units"], WITHIN, DAY))])
    edited(path, "units", {"id": "unit-10"}, sector="文化")
    await demo_graph.write(Statement("MATCH (u:Unit) WHERE u.id IN ['unit-10', 'unit-11'] SET u.sector = '新定的'"))
    before = await whole(demo_graph)
    loaded = await load(demo_graph, path, KEYS, as_of=DAY)
    assert {(each.key, each.why) for each in loaded.differences.first} == {
        ("unit-10", Why.BOTH_CHANGED),
        ("unit-11", Why.DECIDED),
    }
    assert await whole(demo_graph) == before
