"""The labels that stand for tables, and how many ids one statement takes."""

from graphsvc.intake.tables.declared import TABLES

IDS_A_STATEMENT = 10_000


def label_of(table: str) -> str:
    """The label of the nodes of a table."""
    nodes = TABLES[table].nodes
    assert nodes is not None, "a reference names a table of nodes"
    return nodes.labels[-1]
