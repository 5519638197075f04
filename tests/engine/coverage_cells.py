"""A cell that keeps all rules, made of members of the demo's large branch, and the order to found it."""

from dataclasses import replace
from datetime import date
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.coverage.changes.cells import NewCellOrder
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.cypher.statement import Statement
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind

COMMUNITY = "500103012011"
GRID = "500103012011004"
COVERED = "500103012011001"
OFFICE = "party-dp-office"
DAY = date(2026, 11, 24)
ORDER = Order(Grant(("500103012",)), DAY)
KNOWING = replace(ORDER, accepted=frozenset({RuleCode.COMMITTEE_MISSING}))
"""Of somebody who will have a committee elected afterwards."""
CELL = NewCellOrder(
    "party-new",
    "马家堡社区新支部",
    PartyOrganizationKind.BRANCH,
    Formation.SINGLE,
    COMMUNITY,
    "party-012011",
    (GRID,),
    (),
    secretary=None,
)


async def office(graph: Any, count: int) -> tuple[str, ...]:
    """Full members of the office's large branch who hold no post."""
    text = (
        "MATCH (m:Member)-[:BELONGS_TO]->(:PartyOrganization {id: $id}) WHERE m.membership = 'FULL' "
        "AND NOT (m)-[:SECRETARY_OF|COMMITTEE_MEMBER_OF]->() RETURN m.id ORDER BY m.id LIMIT $count"
    )
    rows = await graph.read(Statement(text, {"id": OFFICE, "count": count}))
    return tuple(id_ for (id_,) in rows)


async def sound_cell(graph: Any, count: int = 3, **other: Any) -> NewCellOrder:
    members = await office(graph, count)
    return replace(CELL, **{"members": members, "secretary": members[0], **other})


async def sound_group(graph: Any, count: int = 3, **other: Any) -> NewCellOrder:
    """A group below a branch."""
    kind = PartyOrganizationKind.GROUP
    return await sound_cell(graph, count, kind=kind, secretary=None, superior="party-012011-b1", **other)
