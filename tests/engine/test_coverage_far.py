"""Organizations of the district that cover a grid: every rule's statement reads them where they lie.

The area code of such an organization is not the one it stores, so that what a rule knows of it is a map, not a node.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.findings import Finding, stream, stretch
from graphsvc.coverage.store.queries import place
from graphsvc.db.driver import Graph
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind
from tests.engine.coverage_town import COMMUNITY, LEADING, Town
from tests.engine.trying import Open, tried

GRID = "500103012011001"
DISTRICT = "500103000000"
ESTATES = ("500103012011E001", "500103012011E002")
DAY = date(2026, 11, 24)
LATER = date(2029, 1, 1)
FAR: dict[str, Any] = {"code": DISTRICT, "covers": (GRID,)}


async def listed(tx: Open) -> dict[str, Finding]:
    where = await place(tx, COMMUNITY)
    return {each.id: each for rule in RULES.values() for each in await stretch(tx, rule, where, DAY, 1_000, None)}


def told(found: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return sorted((each.rule.code.value, each.subject, each.area_code) for each in found)


async def plant(tx: Open) -> set[tuple[str, str, str]]:
    """A fault of every rule that an organization of the district can break where it covers a grid."""
    town = Town(tx)
    kind = PartyOrganizationKind
    faults = {RuleCode.BRANCH_BELOW_MINIMUM: await town.branch("few", 2, **FAR)}
    faults[RuleCode.CHAIN_BROKEN] = await town.branch("astray", above="party-012012", **FAR)
    faults[RuleCode.BRANCH_TOO_LARGE] = await town.branch("many", 51, seats=4, **FAR)
    faults[RuleCode.JOINT_BRANCH_TOO_WIDE] = await town.branch(
        "wide", formation=Formation.JOINT, termEndsOn=LATER, **FAR
    )
    for number in range(6):
        await town.tie(await town.unit(f"firm-{number}"), "CO_FORMS", "wide")
    faults[RuleCode.FORMATION_MISMATCH] = await town.branch("lone", formation=Formation.JOINT, **FAR)
    faults[RuleCode.COMMITTEE_MISSING] = await town.branch("large", 7, **FAR)
    faults[RuleCode.COMMITTEE_IRREGULAR] = await town.branch("seated", seats=1, **FAR)
    faults[RuleCode.SECRETARY_MISSING] = await town.branch("headless", 0, **FAR)
    await town.members("headless", 3)
    faults[RuleCode.SECRETARY_UNQUALIFIED] = await town.branch("young", **FAR)
    await tx.value("MATCH (m:Node {id: 'young-0'}) SET m.joinedOn = $day RETURN 1", day=date(2026, 1, 1))
    faults[RuleCode.TERM_EXPIRED] = await town.branch("late", termEndsOn=DAY, **FAR)
    faults[RuleCode.TERM_ENDING_SOON] = await town.branch("soon", termEndsOn=date(2026, 11, 25), **FAR)
    faults[RuleCode.DATES_MISSING] = await town.branch("undated", foundedOn=None, **FAR)
    faults[RuleCode.TIES_BEFORE_FOUNDING] = await town.branch("early", **FAR)
    await town.tie("early", "COVERS", "500103012011002", since=date(2020, 1, 1))
    faults[RuleCode.SUPERIOR_LOOP] = await town.branch("loop", **FAR)
    await town.tie("loop", "SUBORDINATE_TO", "loop")
    faults[RuleCode.GROUP_MISPLACED] = await town.organization("loose", kind.GROUP, above=LEADING, code=DISTRICT)
    await town.members("loose", 3)
    faults[RuleCode.GROUP_TOO_SMALL] = await town.organization("pair", kind.GROUP, above="soon", code=DISTRICT)
    await town.members("pair", 2)
    for group in ("loose", "pair"):
        await town.tie(group, "COVERS", GRID)
    return {
        (RuleCode.CELL_OVERLAP.value, GRID, GRID),
        (RuleCode.CELL_OVERLAP.value, "500103012011002", "500103012011002"),
        *((rule.value, subject, GRID) for rule, subject in faults.items()),
    }


async def test_every_rule_finds_what_is_wrong_with_a_cell_of_the_district_where_it_lies(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        alone = "MATCH (:Grid {code: $grid})<-[r:COVERS]-() SET r.until = $day RETURN count(r) > 0"
        assert await tx.value(alone, grid=GRID, day=DAY)
        bare = await listed(tx)
        await Town(tx).branch("far", **FAR)
        sound = await listed(tx)
        assert told(sound[id_] for id_ in sound.keys() - bare.keys()) == []
        assert told(bare[id_] for id_ in bare.keys() - sound.keys()) == [
            *(("ESTATE_UNCOVERED", estate, estate) for estate in ESTATES),
            ("GRID_UNCOVERED", GRID, GRID),
        ]
        planted = await plant(tx)
        broken = await listed(tx)
        assert told(broken[id_] for id_ in broken.keys() - sound.keys()) == sorted(planted)

    await tried(demo_graph, work)


@pytest.mark.parametrize("code", [COMMUNITY, DISTRICT])
async def test_a_broken_chain_names_the_chain_and_who_leads_what_it_does_not_reach(
    demo_graph: Graph, code: str
) -> None:
    async def work(tx: Open) -> None:
        await Town(tx).branch("astray", above="party-012012", code=code, covers=[GRID])
        where = await place(tx, COMMUNITY)
        (found,) = [each async for each in stream(tx, RULES[RuleCode.CHAIN_BROKEN], where, DAY)]
        assert (found.subject, dict(found.evidence)) == (
            "astray",
            {"unreached": [COMMUNITY], "chain": ["party-012012", "party-dp", "party-yz"], "leaders": [LEADING]},
        )

    await tried(demo_graph, work)
