"""All that stands of registrations, claims, services, points and cards, read at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.registration.model.point_rules import Wallet

LABELS = (
    *("Registration", "RegistrationStep", "Post", "Claim"),
    *("ServiceRecord", "PointEntry", "QuarterCard"),
)
_READ = """\
MATCH (n:Node) WHERE any(label IN labels(n) WHERE label IN $labels)
RETURN [label IN labels(n) WHERE label IN $labels][0] AS label, properties(n) AS values,
  COLLECT { MATCH (n)-[r]->(m:Node) RETURN [type(r), m.id] AS tie ORDER BY type(r), m.id } AS ties,
  COLLECT { MATCH (n)<-[r:WENT_THROUGH]-(m:Node) RETURN [type(r), m.id] AS tie ORDER BY m.id } AS from
ORDER BY n.id LIMIT 100000"""
_CLEAR = "MATCH (n:Node) WHERE any(label IN labels(n) WHERE label IN $labels) DETACH DELETE n"


@dataclass(frozen=True)
class Row:
    """A node: what it says, and the id of what it leads to by type; of a step, what it is a step of."""

    label: str
    values: Mapping[str, Any]
    ties: Mapping[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, usual: Any = None) -> Any:
        return self.values.get(name, usual)


@dataclass(frozen=True)
class Ledger:
    """What there is, by id, in the order in which it was made known."""

    rows: Mapping[str, Row]

    def of(self, label: str) -> Sequence[Row]:
        return [each for each in self.rows.values() if each.label == label]

    def tied(self, kind: str, to: Row) -> Sequence[Row]:
        return [each for each in self.rows.values() if each.ties.get(kind) == to["id"]]

    def open_of(self, key: str) -> Row | None:
        """The one registration of somebody and a year that is not withdrawn."""
        found = [each for each in self.of("Registration") if each.get("openKey") == key]
        assert len(found) <= 1
        return found[0] if found else None

    def holds(self, registration: Row, post: Row) -> bool:
        claims = self.tied("CLAIMED_BY", registration)
        return any(each.ties["TAKES"] == post["id"] and each["state"] != "CANCELLED" for each in claims)

    def left(self, registration: Row, wallet: Wallet) -> Counter[str]:
        """What is left of each period."""
        sums = Counter[str]()
        for each in self.tied("CREDITED_TO", registration):
            if each["wallet"] == wallet:
                sums[each["period"]] += each["amount"]
        return sums

    def sums(self, registration: Row, wallet: Wallet) -> dict[str, int]:
        """Balance, what was earned and what was spent, each added up line by line."""
        by_kind = Counter[str]()
        for each in self.tied("CREDITED_TO", registration):
            if each["wallet"] == wallet:
                by_kind[each["kind"]] += each["amount"]
        spent = -by_kind["SPENT"] - by_kind["RETURNED"]
        return {"balance": by_kind.total(), "earned": by_kind["EARNED"] + by_kind["CORRECTED"], "spent": spent}

    @staticmethod
    async def clear(graph: Graph) -> None:
        """Take all of it away."""
        await graph.write(Statement(_CLEAR, {"labels": list(LABELS)}))


async def read_ledger(graph: Graph) -> Ledger:
    """Read it as it stands."""
    found = await graph.read(Statement(_READ, {"labels": list(LABELS)}), Lane.HEAVY)
    return Ledger({row[1]["id"]: Row(row[0], _native(row[1]), {**dict(row[2]), **dict(row[3])}) for row in found})


def _native(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each.to_native() if hasattr(each, "to_native") else each for name, each in values.items()}
