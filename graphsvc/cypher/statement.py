"""A statement: Cypher text and the parameters that go with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """Cypher text and its parameters; values travel only as parameters, so equal texts share one plan in Neo4j."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)
