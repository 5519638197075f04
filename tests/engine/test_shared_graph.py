"""The graph that tests hand on: whatever one of them has left behind is gone before the next one looks."""

from collections import Counter

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from tests.engine.trying import Open, tried
from tests.shared_graph import SharedGraph, take_snapshot

LEFT_BEHIND = {
    "a property": "MATCH (u:Unit {id: 'unit-01'}) SET u.name = '改名'",
    "a property more": "MATCH (u:Unit {id: 'unit-01'}) SET u.version = 3",
    "a property less": "MATCH (u:Unit {id: 'unit-01'}) REMOVE u.kind",
    "a label": "MATCH (u:Unit {id: 'unit-01'}) SET u:Clocked REMOVE u:Unit",
    "a node": "CREATE (:Node:Unit {id: 'unit-x', areaCode: '500103012011'})",
    "an entry of the record": "CREATE (:LogEntry {district: '500103', number: 1})-[:OF]->(:Chain {district: '500103'})",
    "an idempotency key": "CREATE (:IdempotencyKey {key: 'k'})",
    "a relationship": "MATCH (u:Unit {id: 'unit-01'}), (v:Unit {id: 'unit-02'}) CREATE (u)-[:OFFERS]->(v)",
    "a relationship less": "MATCH (:Unit {id: 'unit-01'})-[r:JOINS]->() DELETE r",
    "a property of a relationship": "MATCH (:Unit {id: 'unit-01'})-[r:JOINS]->() SET r.until = date()",
    "a relationship of another type": "MATCH (u:Unit {id: 'unit-01'})-[r:JOINS]->(c) CREATE (u)-[:LEFT]->(c) DELETE r",
    "a node less": "MATCH (u:Unit {id: 'unit-01'}) DETACH DELETE u",
    "nothing": "MATCH (n) WHERE NOT n:Migration DETACH DELETE n",
}


@pytest.mark.parametrize("left", LEFT_BEHIND)
async def test_what_a_test_leaves_behind_is_gone_for_the_next(shared: SharedGraph, left: str) -> None:
    graph = await shared.load_demo()
    before = await take_snapshot(graph)
    await graph.write(Statement(LEFT_BEHIND[left]), Lane.HEAVY)
    assert await take_snapshot(graph) != before
    await shared.load_demo()
    after = await take_snapshot(graph)
    assert len(after.nodes) == len(before.nodes)
    assert without_imports(after.contents) == without_imports(before.contents)


def without_imports(contents: Counter[str]) -> Counter[str]:
    """Leave out what each load says of itself, such as the moment at which it was done."""
    return Counter({entry: count for entry, count in contents.items() if not entry.startswith("['Import")})


async def test_nothing_is_done_while_nobody_has_written(shared: SharedGraph) -> None:
    graph = await shared.load_demo()
    done = dict(shared.times)

    async def work(tx: Open) -> None:
        await tx.run(Statement("MATCH (u:Unit) SET u.name = '改名'"))

    await tried(graph, work)
    await graph.read(Statement("MATCH (n:Unit) RETURN count(n)"))
    await shared.load_demo()
    assert shared.times == done


async def test_an_empty_graph_holds_nothing_but_the_record_of_its_migrations(shared: SharedGraph) -> None:
    graph = await shared.empty()
    for left in ("a node", "an entry of the record", "an idempotency key"):
        await graph.write(Statement(LEFT_BEHIND[left]))
        await shared.empty()
        assert await graph.read(Statement("MATCH (n) RETURN DISTINCT labels(n)")) == [[["Migration"]]]
