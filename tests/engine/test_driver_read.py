"""Reads and writes of the driver on a real Neo4j."""

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import Conflict


async def test_a_write_is_seen_by_the_next_read(clean_graph: Graph) -> None:
    written = await clean_graph.write(Statement("CREATE (n:Node {id: $id}) RETURN n.id", {"id": "a"}))
    assert written.rows == [["a"]]
    assert await clean_graph.read(Statement("MATCH (n:Node) RETURN n.id LIMIT 10")) == [["a"]]


async def test_a_broken_constraint_is_a_conflict_and_writes_nothing(clean_graph: Graph) -> None:
    await clean_graph.write(Statement("CREATE (:Node {id: 'a'})"))
    with pytest.raises(Conflict):
        await clean_graph.write(Statement("CREATE (:Node {id: 'a'})"))
    assert await clean_graph.read(Statement("MATCH (n:Node) RETURN count(n)")) == [[1]]
