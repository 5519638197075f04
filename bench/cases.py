"""The seven canonical queries, each as a GraphQL document and a hand-written statement, and the places asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bench.texts import NAMES, document, keys
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph


@dataclass(frozen=True, slots=True)
class Key:
    """One thing to ask about: the document's variables, and the statement's parameters that mean the same."""

    variables: Mapping[str, Any]
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A canonical query with what it is asked about; many keys, so that nothing is one hot row."""

    name: str
    document: str
    keys: tuple[Key, ...]

    def bodies(self) -> list[bytes]:
        """Request bodies for the service."""
        return [orjson.dumps({"query": self.document, "variables": key.variables}) for key in self.keys]

    def written_bodies(self) -> list[bytes]:
        """Request bodies for the hand-written statement's endpoint."""
        return [orjson.dumps(key.parameters) for key in self.keys]


async def cases(graph: Graph, within: str, names: Sequence[str] = NAMES) -> list[Case]:
    """The canonical queries with keys from a graph.

    Args:
        within: digits that the codes of all areas asked about start with.
    Raises:
        ValueError: the graph holds nothing to ask one of them about.
    """
    asked = keys()
    return [Case(name, document(name), await _keys(graph, name, asked[name], within)) for name in names]


async def _keys(graph: Graph, name: str, statement: str, within: str) -> tuple[Key, ...]:
    rows = await graph.read(Statement(statement, {"within": within}), Lane.HEAVY)
    if not rows[0][0]:
        raise ValueError(f"{name}: nothing to ask about under {within}")
    return tuple(Key(each["variables"], each["parameters"]) for each in rows[0][0])
