"""What schema/model.md says that nodes hold, and what they hold."""

import re

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.paths import SCHEMA_DIR

MODEL = (SCHEMA_DIR / "model.md").read_text(encoding="utf-8")


def modelled(label: str) -> set[str]:
    """Property names in the row of a label, and of the clock where it has one."""
    row = re.search(rf"^\| (?:`\w+`, )?`{label}`[^|]*\|(.*)\|$", MODEL, re.MULTILINE)
    assert row, label
    return set(re.findall(r"`([a-z][A-Za-z0-9]*)`", re.sub(r"\([^)]*\)", "", row[1])))


def ties_from(*labels: str) -> set[str]:
    """Types of the relationships that the model draws from nodes of these labels."""
    drawn = re.findall(r"\(:([A-Za-z\\|]+)\)(?=-\[:([A-Z_]+)\]->)", MODEL)
    return {type_ for start, type_ in drawn if not {*start.split("\\|")}.isdisjoint(labels)}


async def written(graph: Graph, label: str) -> set[str]:
    """Property names of all nodes of a label."""
    text = f"MATCH (n:{label}) UNWIND keys(n) AS key WITH DISTINCT key ORDER BY key LIMIT 100 RETURN collect(key)"
    ((found,),) = await graph.read(Statement(text))
    return set(found)
