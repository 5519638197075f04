"""One cure a rule: the change that an official makes so that a finding is gone, worked out from the finding alone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graphsvc.coverage.changes import areas, cells, offices, organizations
from graphsvc.coverage.changes.areas import NewCommittee, UnitSeat
from graphsvc.coverage.changes.offices import Election, Seat
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.coverage.store.findings import Finding
from graphsvc.cypher.statement import Statement
from graphsvc.log.events import Done
from graphsvc.org.model.organizations import CommitteePost, Formation, SeatKind
from graphsvc.org.model.people import ForceRole
from tests.engine.trying import Open

HOLDS = "(r.since IS NULL OR r.since <= $day) AND (r.until IS NULL OR r.until > $day)"
OF_AGE = "m.membership = 'FULL' AND coalesce(m.joinedOn + duration({years: 1}) <= $day, true)"
FREE = "NOT EXISTS { MATCH (m)-[:SECRETARY_OF|COMMITTEE_MEMBER_OF]->() }"


@dataclass(frozen=True, slots=True)
class Patient:
    """A finding, and the open transaction in which it is cured."""

    tx: Open
    found: Finding
    order: Order

    @property
    def community(self) -> str:
        return self.found.area_code[:12]

    async def ids(self, text: str, **params: Any) -> list[str]:
        """The ids that a pattern gives, of the finding's subject `$subject`, community `$community` and day `$day`."""
        known = {"subject": self.found.subject, "community": self.community, "day": self.order.on}
        return [str(id_) for (id_,) in await self.tx.run(Statement(text, {**known, **params}))]

    async def own(self, condition: str = OF_AGE) -> list[str]:
        """Its members of whom something holds."""
        return await self.ids(
            f"MATCH (:Node {{id: $subject}})<-[r:BELONGS_TO]-(m:Member) WHERE {HOLDS} AND {condition} "
            "RETURN m.id AS id ORDER BY id"
        )

    async def spare(self, count: int) -> list[str]:
        """Full members without a post of a branch of the community that can do without them."""
        return await self.ids(
            "MATCH (b:PartyOrganization {kind: 'BRANCH'}) WHERE b.areaCode STARTS WITH left($community, 6) "
            f"AND b.id <> $subject AND COUNT {{ (b)<-[:BELONGS_TO]-() }} > 20 MATCH (b)<-[r:BELONGS_TO]-(m:Member) "
            f"WHERE {HOLDS} AND {OF_AGE} AND {FREE} RETURN m.id AS id ORDER BY id LIMIT $count",
            count=count,
        )

    async def branches(self) -> list[str]:
        """Branches of the community in which there is room, those that hang right first."""
        return await self.ids(
            "MATCH (b:PartyOrganization {kind: 'BRANCH'}) WHERE b.areaCode STARTS WITH $community "
            "AND b.dissolvedOn IS NULL AND b.id <> $subject AND 3 <= COUNT { (b)<-[:BELONGS_TO]-() } <= 45 "
            "AND EXISTS { (b)<-[:SECRETARY_OF]-() } "
            "AND EXISTS { (b)-[:SUBORDINATE_TO]->()-[:LEADS]->({code: $community}) } RETURN b.id AS id ORDER BY id"
        )

    async def leader(self, code: str) -> str:
        """The organization that leads an area."""
        text = f"MATCH (o:PartyOrganization)-[r:LEADS]->(:Area {{code: $code}}) WHERE {HOLDS} RETURN o.id AS id"
        return (await self.ids(text, code=code))[0]


Cure = Callable[[Patient], Awaitable[Done]]


async def assign(p: Patient) -> Done:
    branch = (await p.branches())[0]
    return await cells.assign_coverage(p.tx, branch, p.found.area_code, p.order)


async def end(p: Patient) -> Done:
    return await cells.end_coverage(p.tx, p.found.evidence["branches"][0], p.found.area_code, p.order)


async def rehang(p: Patient) -> Done:
    unreached = p.found.evidence.get("unreached", [p.community])
    return await organizations.change_superior(p.tx, p.found.subject, await p.leader(unreached[0]), p.order)


async def rehang_group(p: Patient) -> Done:
    return await organizations.change_superior(p.tx, p.found.subject, (await p.branches())[0], p.order)


async def fill_up(p: Patient) -> Done:
    return await organizations.transfer_members(p.tx, p.found.subject, await p.spare(3), p.order)


async def fill_up_group(p: Patient) -> Done:
    text = (
        f"MATCH (:Node {{id: $subject}})-[r:SUBORDINATE_TO]->(b) WHERE {HOLDS} WITH b "
        f"MATCH (b)<-[r:BELONGS_TO]-(m:Member) WHERE {HOLDS} AND {OF_AGE} AND {FREE} "
        "RETURN m.id AS id ORDER BY id LIMIT 3"
    )
    return await organizations.transfer_members(p.tx, p.found.subject, await p.ids(text), p.order)


async def thin_out(p: Patient) -> Done:
    surplus = (await p.own(f"{OF_AGE} AND {FREE}"))[: p.found.evidence["members"] - p.found.evidence["most"]]
    return await organizations.transfer_members(p.tx, (await p.branches())[0], surplus, p.order)


async def take_in(p: Patient) -> Done:
    return await organizations.transfer_members(p.tx, (await p.branches())[0], [p.found.subject], p.order)


async def form(p: Patient) -> Done:
    units = p.found.evidence["units"][:5]
    formation = Formation.JOINT if len(units) > 1 else Formation.SINGLE
    return await organizations.form_cell(p.tx, p.found.subject, formation, units, p.order)


async def join(p: Patient) -> Done:
    text = (
        "MATCH (c:PartyOrganization {formation: 'JOINT'})<-[r:CO_FORMS]-(u:Unit) "
        f"WHERE c.areaCode STARTS WITH left($community, 6) AND {HOLDS} WITH c, collect(u.id) AS units "
        "WHERE 2 <= size(units) < 5 WITH c, units ORDER BY c.id LIMIT 1 UNWIND [c.id] + units AS id RETURN id"
    )
    branch, *units = await p.ids(text)
    return await organizations.form_cell(p.tx, branch, Formation.JOINT, [*units, p.found.subject], p.order)


async def elect(p: Patient) -> Done:
    seated = f"MATCH (:Node {{id: $subject}})<-[r:SECRETARY_OF]-(m) WHERE {HOLDS} RETURN m.id AS id"
    able = await p.own()
    elsewhere = "EXISTS { MATCH (m)-[:SECRETARY_OF]->(o) WHERE o.id <> $subject }"
    able = [id_ for id_ in able if id_ not in await p.own(elsewhere)]
    secretary = next((id_ for id_ in await p.ids(seated) if id_ in able), None) or (able or await p.ids(seated))[0]
    full = len(await p.own("m.membership = 'FULL'"))
    others = [id_ for id_ in able if id_ != secretary][:2] if full >= 7 else []
    seats = [Seat(id_, CommitteePost.MEMBER) for id_ in others]
    return await offices.elect_committee(p.tx, Election(p.found.subject, secretary, seats), p.order)


async def own_by_unit(p: Patient) -> Done:
    text = (
        f"MATCH (:Unit {{id: $subject}})<-[r:WORKS_FOR]-(m:Member) WHERE {HOLDS} WITH m "
        f"MATCH (m)-[r:BELONGS_TO]->(b:PartyOrganization {{kind: 'BRANCH'}}) WHERE {HOLDS} "
        "WITH b.id AS id, count(m) AS members RETURN id ORDER BY members DESC, id LIMIT 1"
    )
    branch = (await p.ids(text))[0]
    return await organizations.form_cell(p.tx, branch, Formation.SINGLE, [p.found.subject], p.order)


async def some_units(p: Patient) -> list[UnitSeat]:
    text = "MATCH (u:Unit) WHERE u.areaCode STARTS WITH left($community, 6) RETURN u.id AS id ORDER BY id LIMIT 2"
    return [UnitSeat(id_, SeatKind.MEMBER) for id_ in await p.ids(text)]


async def found_committee(p: Patient) -> Done:
    new = NewCommittee("committee-new", "某地联合委员会", p.found.area_code, await some_units(p))
    return await areas.found_joint_committee(p.tx, new, p.order)


async def seat(p: Patient) -> Done:
    return await areas.seat_units(p.tx, p.found.subject, await some_units(p), p.order)


async def embed(p: Patient) -> Done:
    person = (await p.spare(1))[0]
    return await areas.embed_force(p.tx, p.found.area_code, person, ForceRole(p.found.evidence["role"]), p.order)


async def merge_lines(p: Patient) -> Done:
    return await areas.merge_line_grids(p.tx, p.community, [p.found.area_code], p.order)


async def correct_founding(p: Patient) -> Done:
    earliest = date.fromisoformat(p.found.evidence["earliest"])
    return await offices.correct_founding(p.tx, p.found.subject, earliest, "成立批复所载日期", p.order)


ONE_CURE: dict[RuleCode, Cure] = {
    RuleCode.GRID_UNCOVERED: assign,
    RuleCode.ESTATE_UNCOVERED: assign,
    RuleCode.CELL_OVERLAP: end,
    RuleCode.CHAIN_BROKEN: rehang,
    RuleCode.BRANCH_BELOW_MINIMUM: fill_up,
    RuleCode.BRANCH_TOO_LARGE: thin_out,
    RuleCode.JOINT_BRANCH_TOO_WIDE: form,
    RuleCode.FORMATION_MISMATCH: form,
    RuleCode.GROUP_MISPLACED: rehang_group,
    RuleCode.GROUP_TOO_SMALL: fill_up_group,
    RuleCode.COMMITTEE_MISSING: elect,
    RuleCode.COMMITTEE_IRREGULAR: elect,
    RuleCode.SECRETARY_MISSING: elect,
    RuleCode.SECRETARY_UNQUALIFIED: elect,
    RuleCode.TERM_EXPIRED: elect,
    RuleCode.TERM_ENDING_SOON: elect,
    RuleCode.UNIT_WITHOUT_ORGANIZATION: own_by_unit,
    RuleCode.ENTERPRISE_WITHOUT_ORGANIZATION: join,
    RuleCode.MEMBER_WITHOUT_ORGANIZATION: take_in,
    RuleCode.MEMBER_OF_DISSOLVED: take_in,
    RuleCode.JOINT_COMMITTEE_MISSING: found_committee,
    RuleCode.JOINT_COMMITTEE_EMPTY: seat,
    RuleCode.FORCE_MISSING: embed,
    RuleCode.GRID_NOT_MERGED: merge_lines,
    RuleCode.DATES_MISSING: elect,
    RuleCode.TIES_BEFORE_FOUNDING: correct_founding,
    RuleCode.SUPERIOR_LOOP: rehang,
}
"""Grids too large or too small are redrawn where areas change."""


async def cure(tx: Open, found: Finding, order: Order) -> Done:
    """Cure a finding in an open transaction; nothing that the change would break is accepted."""
    return await ONE_CURE[found.rule.code](Patient(tx, found, replace(order, accepted=frozenset())))
