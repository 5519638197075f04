"""What a plan of Neo4j must not do: read all nodes of a label, or multiply rows."""

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph

PRODUCT = "CartesianProduct"
SCANS = {"AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan", "NodeIndexScan"}


async def operators(graph: Graph, statement: Statement) -> set[str]:
    """The operators of a statement's plan."""
    return {each.operator.split("@")[0] for each in (await graph.explain(statement)).operators()}


async def scans(graph: Graph, statement: Statement, *, products: bool = False) -> set[str]:
    """The operators of a statement's plan that a large graph could not bear.

    Args:
        products: rows may be multiplied, since one side has a single row.
    """
    return await operators(graph, statement) & (SCANS if products else SCANS | {PRODUCT})
