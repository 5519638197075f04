"""The memory of Neo4j's JVM, as it tells of itself over Bolt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphsvc.cypher.statement import Statement

STATEMENT = Statement(
    "CALL dbms.queryJmx('java.lang:type=Memory') YIELD attributes\n"
    "RETURN attributes.HeapMemoryUsage.value.properties AS heap,\n"
    "  attributes.NonHeapMemoryUsage.value.properties AS other"
)


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes in use, and the most the heap may have."""

    heap: int
    most_heap: int
    beside_heap: int


def memory(rows: list[list[Any]]) -> Memory | None:
    """Read the rows of `STATEMENT`; None if they say nothing, as where JMX is forbidden."""
    if not rows:
        return None
    heap, other = rows[0]
    if not isinstance(heap, Mapping) or not isinstance(other, Mapping):
        return None
    return Memory(int(heap["used"]), int(heap["max"]), int(other["used"]))
