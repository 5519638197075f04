"""The responsibility list (职责清单) as GraphQL shows it, from any case and as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import strawberry

from graphsvc.cases.model.categories import Category, categories
from graphsvc.cases.model.deadlines import PolicyName
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import at, row
from graphsvc.org.model.work import Board

EACH_CATEGORY = ListSize(assumed_size=len(categories()))
"""The size of a list with an entry a category."""


@row("A category of the responsibility list (职责清单).", order=("@this.code",))
class CaseCategory:
    """`@this` is a map: what a case is about, and who answers for it."""

    code: strawberry.ID = at("@this.code", "Its code, e.g. C01 (代码).")
    name: str = at("@this.name", "As the responsibility list has it (名称).")
    board: Board = at("@this.board", "Board it belongs to (板块).")
    sectors: list[str] = at(
        "@this.sectors", "Sectors of the departments that answer for it, the first leads (负责行业)."
    )
    policy: PolicyName = at("@this.policy", "How fast, at its own urgency (时限类别).")
    citation: str = at("@this.citation", "Where these times come from, in Chinese (时限依据).")
    local: bool = at("@this.local", "Whether a community can usually settle it alone (社区可自行办结).")


@dataclass(frozen=True, slots=True)
class Categories:
    """The slot of the whole list, a map by code."""

    def fill(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The map."""
        return _listed()


def shown(category: Category) -> CaseCategory:
    """A category for an answer that Python makes."""
    made: Any = CaseCategory  # its fields become those of a GraphQL type when the registry reads it
    found: CaseCategory = made(**_values(category))
    return found


def _values(category: Category) -> dict[str, Any]:
    policy = category.policy(category.urgency)
    return {
        "code": category.code,
        "name": category.name,
        "board": category.board,
        "sectors": list(category.sectors),
        "policy": PolicyName(policy.name),
        "citation": policy.citation,
        "local": category.local,
    }


@cache
def _listed() -> Mapping[str, Any]:
    return {
        code: {name: getattr(value, "value", value) for name, value in _values(each).items()}
        for code, each in categories().items()
    }
