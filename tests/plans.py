"""What a plan of Neo4j must not do: read all nodes of a label, or multiply rows."""

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph

PRODUCT = "CartesianProduct"
SCANS = {"AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan", "NodeIndexScan"}


async def operators(graph: Graph, statement: Statement) -> set[str]:
    """The operators of a statement's plan."""
    return {each.operator.split("@")[0] for each in (await graph.explain(statement)).operators()}


REPLAN = Statement("CALL db.prepareForReplanning(60)")
"""Counts what indexes hold anew and forgets all plans."""


async def scans(graph: Graph, statement: Statement, *, products: bool = False) -> set[str]:
    """The operators of a statement's plan that a large graph could not bear.

    A run of tests fills and empties one graph again and again, and Neo4j plans by what its indexes once held: what
    looks like a scan is looked at again by what is there.

    Args:
        products: rows may be multiplied, since one side has a single row.
    """
    unwanted = SCANS if products else SCANS | {PRODUCT}
    if found := await operators(graph, statement) & unwanted:
        await graph.read(REPLAN)
        found = await operators(graph, statement) & unwanted
    return found
