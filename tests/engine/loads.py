"""Loads of the demo, and all that one leaves: nodes, ties, what they were, and what sheets said."""

from datetime import date
from typing import Any

from graphsvc.db.driver import Graph
from graphsvc.paths import SEEDS_DIR
from tests.engine.contents import ask, whole

DEMO = SEEDS_DIR / "demo"
DAY = date(2026, 11, 24)
ROWS = "MATCH (s:SheetRow) RETURN s {.*} AS row ORDER BY s.id LIMIT 100000"


async def everything(graph: Graph) -> tuple[Any, ...]:
    """Nodes, ties, what they were, and what sheets said."""
    pasts = "MATCH (n)-[w:WAS]->(p) RETURN n.id, properties(w), properties(p) ORDER BY n.id, w.until LIMIT 100000"
    return (*await whole(graph), await ask(graph, pasts), await ask(graph, ROWS))


async def last(graph: Graph) -> dict[str, Any]:
    rows = await ask(graph, "MATCH (i:Import) RETURN i {.*} ORDER BY i.startedAt DESC LIMIT 1")
    return rows[0][0]  # type: ignore[return-value]
