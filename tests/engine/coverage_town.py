"""Organizations, units and members put into the demo's graph, as the tests of the audit's rules need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphsvc.org.model.organizations import Formation, PartyOrganizationKind
from tests.engine.trying import Open

COMMUNITY = "500103012011"
LEADING = "party-012011"
FOUNDED = date(2024, 1, 1)
JOINED = date(2015, 1, 1)


@dataclass(frozen=True, slots=True)
class Town:
    """Builds in an open transaction; whatever it builds breaks no rule by itself."""

    tx: Open

    async def tie(self, start: str, kind: str, end: str, **days: Any) -> None:
        """Tie one node to another, each by its id; an area's is its code."""
        text = (
            f"MATCH (a:Node {{id: $start}}) MATCH (b:Node {{id: $end}}) CREATE (a)-[r:{kind}]->(b) "
            f"SET r += $days{', r.areaCode = b.areaCode' if kind == 'COVERS' else ''} RETURN 1"
        )
        assert await self.tx.value(text, start=start, end=end, days=days) == 1

    async def organization(
        self,
        id_: str,
        kind: PartyOrganizationKind = PartyOrganizationKind.BRANCH,
        *,
        above: str | None = LEADING,
        code: str = COMMUNITY,
        **more: Any,
    ) -> str:
        """An organization without members; a cell is formed singly."""
        cell = kind in {PartyOrganizationKind.BRANCH, PartyOrganizationKind.GROUP}
        known = {"formation": Formation.SINGLE} if cell else {}
        has = {"id": id_, "name": id_, "kind": kind, "areaCode": code, "foundedOn": FOUNDED, **known, **more}
        await self.tx.value("CREATE (o:Node:PartyOrganization) SET o = $has RETURN o.id", has=has)
        if above:
            await self.tie(id_, "SUBORDINATE_TO", above)
        return id_

    async def members(self, organization: str, count: int, **more: Any) -> list[str]:
        """Full members of an organization, numbered from those it has on."""
        have = "MATCH (o:Node {id: $id}) RETURN COUNT { (o)<-[:BELONGS_TO]-() }"
        first = await self.tx.value(have, id=organization)
        rows = [
            {"id": f"{organization}-{number}", "membership": "FULL", "joinedOn": JOINED, "areaCode": COMMUNITY, **more}
            for number in range(first, first + count)
        ]
        text = (
            "MATCH (o:Node {id: $id}) UNWIND $rows AS row CREATE (o)<-[:BELONGS_TO]-(m:Node:Person:Member) "
            "SET m = row, m.name = row.id RETURN count(m)"
        )
        assert not rows or await self.tx.value(text, id=organization, rows=rows) == count
        return [row["id"] for row in rows]

    async def branch(self, id_: str, full: int = 3, *, seats: int = 0, covers: Sequence[str] = (), **more: Any) -> str:
        """A branch with full members; the first is its secretary, the next sit on its committee."""
        await self.organization(id_, **more)
        members = await self.members(id_, full)
        for member in members[:1]:
            await self.tie(member, "SECRETARY_OF", id_)
        for member in members[1 : 1 + seats]:
            await self.tie(member, "COMMITTEE_MEMBER_OF", id_, post="MEMBER")
        for place in covers:
            await self.tie(id_, "COVERS", place)
        return id_

    async def unit(self, id_: str, kind: str = "ENTERPRISE") -> str:
        """A unit of the community."""
        has = {"id": id_, "name": id_, "kind": kind, "areaCode": COMMUNITY}
        await self.tx.value("CREATE (u:Node:Unit) SET u = $has RETURN u.id", has=has)
        await self.tie(id_, "LOCATED_IN", COMMUNITY)
        return id_

    async def grid(self, number: int) -> str:
        """A grid of the community that nobody covers and nothing is near."""
        code = f"{COMMUNITY}{number}"
        has = {"id": code, "code": code, "name": code, "areaCode": code, "prefix": code, "level": 5, "kind": "GENERAL"}
        await self.tx.value("CREATE (g:Node:Area:Grid) SET g = $has RETURN g.id", has=has)
        await self.tie(code, "PART_OF", COMMUNITY)
        return code
