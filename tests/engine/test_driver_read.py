"""Reads and writes of the driver on a real Neo4j."""

import asyncio
import logging
import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import Conflict, GraphsvcError
from tests.conftest import Neo4j

SECRET = "110101199003070000"
COUNT = Statement("MATCH (n:Node) RETURN count(n)")


async def test_rows_come_as_lists_of_plain_values(graph: Graph) -> None:
    text = "UNWIND [1, 2] AS i RETURN i, 1.5, '社区', true, null, [i, 'a'], {a: {b: i}}"
    assert await graph.read(Statement(text)) == [
        [1, 1.5, "社区", True, None, [1, "a"], {"a": {"b": 1}}],
        [2, 1.5, "社区", True, None, [2, "a"], {"a": {"b": 2}}],
    ]


async def test_an_answer_longer_than_a_fetch_comes_whole_and_in_order(graph: Graph) -> None:
    rows = await graph.read(Statement("UNWIND range(1, 1201) AS i RETURN i", {}))
    assert rows == [[i] for i in range(1, 1202)]


async def test_values_travel_as_parameters(graph: Graph) -> None:
    odd = "'}) DETACH DELETE n //"
    assert await graph.read(Statement("RETURN $value, $list", {"value": odd, "list": [odd, 1]})) == [[odd, [odd, 1]]]


async def test_a_write_is_seen_by_the_next_read(clean_graph: Graph) -> None:
    written = await clean_graph.write(Statement("CREATE (n:Node {id: $id}) RETURN n.id", {"id": "a"}))
    assert written.rows == [["a"]]
    assert await clean_graph.read(COUNT) == [[1]]


async def test_a_bookmark_carries_a_write_to_a_reader_elsewhere(clean_graph: Graph, neo4j: Neo4j) -> None:
    elsewhere = Graph(neo4j.address)
    for number in range(20):
        written = await clean_graph.write(Statement("CREATE (:Node {id: $id})", {"id": str(number)}))
        assert len(written.bookmarks) == 1
        assert await elsewhere.read(COUNT, bookmarks=written.bookmarks) == [[number + 1]]
    await elsewhere.close()


async def test_a_bookmark_that_never_was_is_refused_as_bad_not_as_away(graph: Graph) -> None:
    with pytest.raises(GraphsvcError) as refused:
        await graph.read(COUNT, bookmarks=["no bookmark"])
    assert "no bookmark" not in refused.value.en
    assert await graph.read(Statement("RETURN 1")) == [[1]]


async def test_a_read_cannot_write(clean_graph: Graph) -> None:
    with pytest.raises(GraphsvcError) as refused:
        await clean_graph.read(Statement("CREATE (:Node {id: 'a'})"))
    assert refused.value.code == "INTERNAL"
    assert await clean_graph.read(COUNT) == [[0]]


async def test_statements_read_together_answer_in_their_order(graph: Graph) -> None:
    statements = [Statement("RETURN $n", {"n": n}) for n in range(5)]
    assert await graph.read_together(statements) == [[[n]] for n in range(5)]
    assert await graph.read_together([]) == []


async def test_statements_read_together_share_one_transaction(graph: Graph) -> None:
    own = Statement("SHOW TRANSACTIONS YIELD transactionId AS id, currentQuery AS q WHERE q CONTAINS 'one' RETURN id")
    first, second = await graph.read_together([own, own])
    assert first == second
    assert len(first) == 1


async def test_one_broken_statement_fails_all_that_are_read_together(graph: Graph) -> None:
    with pytest.raises(GraphsvcError) as refused:
        await graph.read_together([Statement("RETURN 1"), Statement("RETURN 1 / 0")])
    assert refused.value.code == "INTERNAL"
    assert await graph.read_together([Statement("RETURN 2")]) == [[[2]]]


async def test_a_broken_constraint_is_a_conflict_and_writes_nothing(
    clean_graph: Graph, caplog: pytest.LogCaptureFixture
) -> None:
    await clean_graph.write(Statement("CREATE (:Node {id: $id})", {"id": SECRET}))
    with caplog.at_level(logging.DEBUG), pytest.raises(Conflict) as refused:
        await clean_graph.write(Statement("CREATE (:Node {id: $id})", {"id": SECRET}))
    assert SECRET not in f"{refused.value!r} {refused.value.zh} {refused.value.en} {caplog.text}"
    assert refused.value.__suppress_context__
    assert await clean_graph.read(COUNT) == [[1]]


async def test_a_refused_statement_is_logged_by_its_status_code_only(
    graph: Graph, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(GraphsvcError) as refused:
        await graph.read(Statement(f"RETURN '{SECRET}' +"))
    assert refused.value.code == "INTERNAL"
    assert [record.getMessage() for record in caplog.records if record.name.startswith(("graphsvc", "neo4j"))] == [
        "Neo4j refuses a statement: Neo.ClientError.Statement.SyntaxError"
    ]
    assert SECRET not in f"{refused.value.zh} {refused.value.en} {caplog.text}"


async def test_writers_that_lock_each_other_out_are_repeated_until_each_has_written_once(clean_graph: Graph) -> None:
    await clean_graph.write(Statement("UNWIND range(0, 3) AS i CREATE (:Node {id: toString(i), n: 0})"))
    step = "MATCH (a:Node {id: $a}) SET a.n = a.n + 1 WITH a MATCH (b:Node {id: $b}) SET b.n = b.n + 1"
    dice = random.Random(7)
    pairs = [dice.sample("0123", 2) for _ in range(60)]
    for crowd in (pairs[:20], pairs[20:40], pairs[40:]):
        await asyncio.gather(*(clean_graph.write(Statement(step, {"a": a, "b": b})) for a, b in crowd))
    assert await clean_graph.read(Statement("MATCH (n:Node) RETURN sum(n.n)")) == [[120]]


async def test_an_explained_statement_is_not_run(clean_graph: Graph) -> None:
    plan = await clean_graph.explain(Statement("CREATE (n:Node {id: $id}) RETURN n.id", {"id": "a"}))
    assert plan.operator == "ProduceResults"
    assert [each.operator for each in plan.operators()] == ["ProduceResults", "Projection", "Create"]
    assert plan.total_hits == 0
    assert await clean_graph.read(COUNT) == [[0]]


async def test_a_profiled_statement_counts_its_hits(clean_graph: Graph) -> None:
    await clean_graph.write(Statement("UNWIND range(1, 10) AS i CREATE (:Node {id: toString(i)})"))
    seek = await clean_graph.profile(Statement("MATCH (n:Node {id: '3'}) RETURN n.id"))
    scan = await clean_graph.profile(Statement("MATCH (n:Node) WHERE n.id ENDS WITH '3' RETURN n.id"))
    assert 0 < seek.total_hits < 10 < scan.total_hits
    assert [each.rows for each in seek.operators()] == [1] * len(list(seek.operators()))


async def test_a_running_database_is_ready(graph: Graph) -> None:
    assert await graph.ready()


async def test_an_instant_of_a_named_zone_is_sent_as_the_same_instant(graph: Graph) -> None:
    at = datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    ((epoch,),) = await graph.read(Statement("RETURN $at.epochSeconds", {"at": at}))
    assert epoch == int(at.timestamp())
