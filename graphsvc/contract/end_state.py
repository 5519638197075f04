"""The constraints and indexes a graph has, as Cypher that would make them: one text, the same for every Neo4j version.

`schema/constraints.cypher` holds it for a graph with all migrations, written by `graphsvc schema constraints`; a test
proves them equal.
"""

from typing import Any

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph

HEADER = "// What all of schema/migrations make together; written by graphsvc schema constraints.\n"
_CONSTRAINTS = """\
SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties
RETURN name, type, entityType, labelsOrTypes, properties ORDER BY name"""
_INDEXES = """\
SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, options, owningConstraint
WHERE owningConstraint IS NULL AND type <> 'LOOKUP'
RETURN name, type, entityType, labelsOrTypes, properties, options.indexConfig ORDER BY name"""


async def end_state(graph: Graph) -> str:
    """List what `SHOW CONSTRAINTS` and `SHOW INDEXES` give, by name, but what Neo4j itself brings.

    Raises:
        ValueError: a kind of constraint or index that no migration has used yet.
    """
    constraints = [_constraint(*row) for row in await graph.read(Statement(_CONSTRAINTS))]
    indexes = [_index(*row) for row in await graph.read(Statement(_INDEXES))]
    return HEADER + "".join(f"{text};\n" for text in [*constraints, *indexes])


def _constraint(name: str, kind: str, entity: str, labels: list[str], properties: list[str]) -> str:
    if not kind.endswith("UNIQUENESS"):
        raise ValueError(f"constraint {name}: no text for {kind}")
    return f"CREATE CONSTRAINT {name} FOR {_pattern(entity, labels)} REQUIRE {_properties(properties)} IS UNIQUE"


def _index(
    name: str, kind: str, entity: str, labels: list[str], properties: list[str], config: dict[str, Any] | None
) -> str:
    on = ", ".join(f"n.{each}" for each in properties)
    if kind == "RANGE":
        return f"CREATE INDEX {name} FOR {_pattern(entity, labels)} ON ({on})"
    if kind == "FULLTEXT":
        options = f"OPTIONS {{indexConfig: {_map(config or {})}}}"
        return f"CREATE FULLTEXT INDEX {name} FOR {_pattern(entity, labels)} ON EACH [{on}] {options}"
    raise ValueError(f"index {name}: no text for {kind}")


def _pattern(entity: str, labels: list[str]) -> str:
    kinds = "|".join(sorted(labels))
    return f"(n:{kinds})" if entity == "NODE" else f"()-[n:{kinds}]-()"


def _properties(properties: list[str]) -> str:
    names = [f"n.{each}" for each in properties]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _map(config: dict[str, Any]) -> str:
    return f"{{{', '.join(f'`{key}`: {_literal(value)}' for key, value in sorted(config.items()))}}}"


def _literal(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"'{value}'"
