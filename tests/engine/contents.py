"""All that a graph holds, to be compared before and after."""

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph

_ALL_NODES = "MATCH (n:Node) RETURN n.id AS id, labels(n) AS labels, properties(n) AS all ORDER BY id LIMIT 100000"
_ALL_RELATIONSHIPS = """\
MATCH (a:Node)-[r]->(b:Node)
RETURN a.id AS a, type(r) AS type, b.id AS b, properties(r) AS all
ORDER BY a, type, b, r.role, r.since LIMIT 100000"""


async def ask(graph: Graph, text: str, **params: object) -> list[list[object]]:
    return await graph.read(Statement(text, params))


async def whole(graph: Graph) -> tuple[object, object]:
    """Every node and every relationship with all that they hold."""
    return await ask(graph, _ALL_NODES), await ask(graph, _ALL_RELATIONSHIPS)
