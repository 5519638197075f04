"""A district of one community, made by hand in a transaction: no rule finds fault with it at first."""

from dataclasses import replace
from datetime import date
from typing import Any

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.coverage.changes.cells import NewCellOrder
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place
from graphsvc.cypher.statement import Statement
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind
from tests.engine.trying import Open

DAY = date(2026, 11, 24)
ORDER = Order(Grant(EVERYWHERE), DAY)
DISTRICT, SUBDISTRICT, COMMUNITY = "500199000000", "500199001000", "500199001001"
ONE, TWO, THREE = (f"{COMMUNITY}{n:03d}" for n in (1, 2, 3))
"""Its grids."""
LACKING = frozenset({RuleCode.FORCE_MISSING, RuleCode.JOINT_COMMITTEE_MISSING})
"""What the town lacks all along and no change here is about."""
Found = set[tuple[str, str]]


def accepting(*codes: str) -> Order:
    """Of somebody who answers for these rules."""
    return replace(ORDER, accepted=frozenset(RuleCode(code) for code in codes))


class Town:
    """What is put into an open transaction, piece by piece."""

    def __init__(self, tx: Open) -> None:
        self.tx = tx

    async def base(self, community: str = "COMMUNITY") -> "Town":
        """The areas, three grids of 400 households, and `wc` and `cc`, which lead the subdistrict and the community."""
        for code, level, labels, prefix, above, kind in (
            (DISTRICT, 2, "District", DISTRICT[:6], None, None),
            (SUBDISTRICT, 3, "Subdistrict", SUBDISTRICT[:9], DISTRICT, "SUBDISTRICT"),
            (COMMUNITY, 4, "Community", COMMUNITY, SUBDISTRICT, community),
            *((grid, 5, "Grid", grid, COMMUNITY, "GENERAL") for grid in (ONE, TWO, THREE)),
        ):
            facts = {"id": code, "code": code, "name": f"区{code}", "level": level, "areaCode": code, "prefix": prefix}
            facts |= {"kind": kind, "households": 400 if level == 5 else None}
            await self.make(f"Area:{labels}", **facts)
            if above:
                await self.tie(code, "PART_OF", above)
        for id_, kind, code, above in (
            ("wc", "WORKING_COMMITTEE", SUBDISTRICT, ""),
            ("cc", "COMMITTEE", COMMUNITY, "wc"),
        ):
            await self.organization(id_, kind, above, code)
            await self.tie(id_, "LEADS", code)
        await self.member("cc-0", "cc")
        await self.tie("cc-0", "SECRETARY_OF", "cc")
        return self

    async def run(self, text: str, **params: Any) -> None:
        """Run any statement."""
        await self.tx.run(Statement(text, params))

    async def make(self, labels: str, **facts: Any) -> None:
        """Make a node."""
        await self.run(f"CREATE (n:Node:{labels}) SET n = $facts", facts=facts)

    async def tie(self, one: str, kind: str, other: str, **facts: Any) -> None:
        """Tie two nodes."""
        text = f"MATCH (a:Node {{id: $one}}) MATCH (b:Node {{id: $other}}) CREATE (a)-[r:{kind}]->(b) SET r = $facts"
        await self.run(text, one=one, other=other, facts=facts)

    async def cover(self, organization: str, grid: str) -> None:
        """Let an organization cover a grid."""
        await self.tie(organization, "COVERS", grid, areaCode=grid)

    async def organization(self, id_: str, kind: str, above: str = "cc", code: str = COMMUNITY, **facts: Any) -> None:
        """Make an organization, founded in March 2024 below another."""
        usual = {"formation": "SINGLE" if kind in ("BRANCH", "GROUP") else None, "foundedOn": date(2024, 3, 1)}
        known = {"id": id_, "name": f"组织{id_}", "kind": kind, "areaCode": code}
        await self.make("PartyOrganization", **{**usual, **known, **facts})
        if above:
            await self.tie(id_, "SUBORDINATE_TO", above)

    async def member(self, id_: str, organization: str = "", unit: str = "", joined: date = date(2015, 1, 1)) -> None:
        """Make a full member, who may belong to an organization and work for a unit."""
        facts = {"id": id_, "name": id_, "membership": "FULL", "joinedOn": joined, "areaCode": ONE}
        await self.make("Person:Member", **facts)
        if organization:
            await self.tie(id_, "BELONGS_TO", organization)
        if unit:
            await self.tie(id_, "WORKS_FOR", unit)

    async def branch(
        self, id_: str, full: int = 3, grids: tuple[str, ...] = (), unit: str = "", code: str = COMMUNITY, **facts: Any
    ) -> None:
        """Make a branch of `id-0`, its secretary, and other full members, who may work for a unit."""
        await self.organization(id_, "BRANCH", code=code, **facts)
        for n in range(full):
            await self.member(f"{id_}-{n}", id_, unit)
        if full:
            await self.tie(f"{id_}-0", "SECRETARY_OF", id_)
        for grid in grids:
            await self.cover(id_, grid)

    async def group(self, id_: str, branch: str, full: int = 3) -> None:
        """Make a group of `id-0` and other full members below a branch."""
        await self.organization(id_, "GROUP", branch)
        for n in range(full):
            await self.member(f"{id_}-{n}", id_)

    async def led_by(self, branch: str, person: str) -> None:
        """Let somebody be the only secretary of a branch."""
        await self.run("MATCH (:Node {id: $id})<-[r:SECRETARY_OF]-() DELETE r", id=branch)
        await self.tie(person, "SECRETARY_OF", branch)

    async def unit(self, id_: str) -> None:
        """Make a firm."""
        await self.make("Unit", id=id_, name=f"单位{id_}", kind="ENTERPRISE", areaCode=COMMUNITY)
        await self.tie(id_, "LOCATED_IN", COMMUNITY)


async def audited(reader: Any, area: str = DISTRICT, day: date = DAY) -> Found:
    """Everything that the audit finds, but for what is lacking all along: its rule, and about whom."""
    where = await place(reader, area)
    rules = [rule for code, rule in RULES.items() if code not in LACKING]
    return {(rule.code.value, each.subject) for rule in rules async for each in stream(reader, rule, where, day)}


def founding(*members: str, grid: str = THREE, **more: Any) -> NewCellOrder:
    """A branch `new` of these members in a grid, led by the first of them unless told otherwise."""
    asked = NewCellOrder(
        id="new",
        name="新支部",
        kind=PartyOrganizationKind.BRANCH,
        formation=Formation.SINGLE,
        community=COMMUNITY,
        superior="cc",
        places=(grid,),
        members=members,
        secretary=members[0],
    )
    return replace(asked, **more)
