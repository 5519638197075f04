"""A query plan as Neo4j explains it, for the tests that forbid scans and the bench that counts database hits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Plan:
    """An operator with the operators that feed it; `hits` and `rows` only after `profile`."""

    operator: str
    details: str
    hits: int
    rows: int
    children: tuple["Plan", ...]

    def operators(self) -> Iterator["Plan"]:
        """Walk this operator and all below it, top down."""
        yield self
        for child in self.children:
            yield from child.operators()

    @property
    def total_hits(self) -> int:
        """Database hits of the whole statement."""
        return sum(plan.hits for plan in self.operators())


def plan(raw: Mapping[str, Any]) -> Plan:
    """Read what the driver's summary holds."""
    arguments = raw.get("args", {})
    return Plan(
        operator=str(raw["operatorType"]).split("@")[0],
        details=str(arguments.get("Details", "")),
        hits=int(arguments.get("DbHits", 0)),
        rows=int(arguments.get("Rows", 0)),
        children=tuple(plan(child) for child in raw.get("children", ())),
    )
