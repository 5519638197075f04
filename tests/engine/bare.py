"""A graph as before its first migration."""

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph


async def forget_everything(graph: Graph) -> None:
    """Take away every constraint and index, and the record of migrations."""
    await graph.write(Statement("MATCH (m:Migration) DELETE m"))
    for all_of, kind in (("CONSTRAINTS", "CONSTRAINT"), ("INDEXES", "INDEX")):
        listing = f"SHOW {all_of} YIELD name, type WHERE type <> 'LOOKUP' RETURN name ORDER BY name"
        for (name,) in await graph.read(Statement(listing)):
            await graph.write(Statement(f"DROP {kind} {name}"), Lane.SETUP)
