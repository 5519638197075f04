"""What a service lets its callers do with the contract itself: see the schema, the statements, prices, and spend."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from graphsvc.errors import IntrospectionRefused
from graphsvc.gql.document.trusted import Trusted

COST_LIMIT = 300_000
"""Objects that one request may ask for at most; a district of Chongqing with its grids has about 2,000."""


class Priced(StrEnum):
    """What a request wants to know of its price."""

    NO = "no"
    TOO = "too"  # beside the answer
    ONLY = "only"  # instead of it: nothing is run


@dataclass(frozen=True, slots=True)
class Contract:
    """One profile's rules.

    `hints` keeps "Did you mean …?"; `statements` shows Cypher on request; `introspection` names the roles that may
    see the schema, None everybody; `limits` are prices by role beside the limit of all others.
    """

    hints: bool = True
    statements: bool = True
    introspection: frozenset[str] | None = None
    trusted: Trusted = field(default_factory=Trusted)
    limit: int = COST_LIMIT
    limits: Mapping[str, int] = field(default_factory=dict)

    def check_introspection(self, role: str) -> None:
        """Refuse to show the schema to a caller whose role may not see it.

        Raises:
            IntrospectionRefused: always the same, whatever was asked.
        """
        if self.introspection is not None and role not in self.introspection:
            raise IntrospectionRefused(
                "不对此调用者开放内省；请使用随产品发布的 schema.graphql。",
                "Introspection is not open to this caller; use the schema.graphql released with the product.",
            )

    def limit_of(self, role: str) -> int:
        """The price a caller may spend on one request: its role's, else that of all."""
        return self.limits.get(role, self.limit)

    @staticmethod
    def wanted(given: object) -> Priced:
        """What `extensions.cost` of a request asks for: true, or "only"."""
        if given == "only":
            return Priced.ONLY
        return Priced.TOO if given else Priced.NO
