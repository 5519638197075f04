"""Every rule reads the days of the ties it rests on: what ends on a day counts until the day before, and no longer."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.model.thresholds import Thresholds
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place
from graphsvc.db.driver import Graph
from tests.engine.trying import Open, tried

CITY = "500000000000"
DAY = date(2026, 11, 24)
BOUNDS = Thresholds(most_members=12, most_joint_units=1)
"""Narrow enough for the demo to have a branch that is too large, and a joint one that is too wide."""

CELLS = """MATCH (c:PartyOrganization)-[:COVERS]->(place) WHERE place.areaCode STARTS WITH '500103012012'
  AND c.kind IN ['BRANCH', 'GROUP'] AND c.dissolvedOn IS NULL"""


@dataclass(frozen=True, slots=True)
class Tie:
    """Ties `r` without an end, as Cypher matches them, and how it returns the subjects whose finding they decide.

    Attributes:
        there: whether the finding holds while the ties do, and not when they are missing.
    """

    rule: RuleCode
    match: str
    subjects: str
    there: bool = False


TIES = {
    "COVERS": Tie(
        RuleCode.GRID_UNCOVERED,
        "MATCH (g:Grid {code: '500103012011001'})<-[r:COVERS]-()",
        "RETURN collect(DISTINCT g.code)",
    ),
    "COVERS of all grids": Tie(
        RuleCode.ESTATE_UNCOVERED,
        "MATCH (:Estate {code: '500103012011E001'})<-[:CONTAINS]-{0,1}(g)<-[r:COVERS]-()",
        "MATCH (g)-[:CONTAINS]->(e) RETURN collect(DISTINCT e.code)",
    ),
    "COVERS by branches": Tie(
        RuleCode.CELL_OVERLAP,
        "MATCH (g:Grid {code: '500103012013004'})<-[r:COVERS]-({kind: 'BRANCH'})",
        "RETURN collect(DISTINCT g.code)",
        there=True,
    ),
    "LEADS": Tie(
        RuleCode.CHAIN_BROKEN,
        "MATCH ({id: 'party-012012'})-[r:LEADS]->()",
        f"{CELLS} RETURN collect(DISTINCT c.id)",
    ),
    "SUBORDINATE_TO": Tie(
        RuleCode.CHAIN_BROKEN,
        "MATCH ({id: 'party-012012'})-[r:SUBORDINATE_TO]->()",
        f"{CELLS} RETURN collect(DISTINCT c.id) + 'party-012012'",
    ),
    "BELONGS_TO": Tie(
        RuleCode.BRANCH_BELOW_MINIMUM,
        "MATCH (c:PartyOrganization {id: 'party-012012-b3'})<-[r:BELONGS_TO]-()",
        "RETURN collect(DISTINCT c.id)",
    ),
    "BELONGS_TO, many": Tie(
        RuleCode.BRANCH_TOO_LARGE,
        "MATCH (c:PartyOrganization {id: 'party-dp-office'})<-[r:BELONGS_TO]-()",
        "RETURN collect(DISTINCT c.id)",
        there=True,
    ),
    "COMMITTEE_MEMBER_OF": Tie(
        RuleCode.COMMITTEE_MISSING,
        "MATCH (c:PartyOrganization {id: 'party-dp-office'})<-[r:COMMITTEE_MEMBER_OF|SECRETARY_OF]-()",
        "RETURN collect(DISTINCT c.id)",
    ),
    "SECRETARY_OF": Tie(
        RuleCode.SECRETARY_MISSING,
        "MATCH (c:PartyOrganization {id: 'party-dp-office'})<-[r:SECRETARY_OF]-()",
        "RETURN collect(DISTINCT c.id)",
    ),
    "CO_FORMS": Tie(
        RuleCode.JOINT_BRANCH_TOO_WIDE,
        "MATCH (c:PartyOrganization {id: 'party-012013-j1'})<-[r:CO_FORMS]-()",
        "RETURN collect(DISTINCT c.id)",
        there=True,
    ),
    "CO_FORMS, one left": Tie(
        RuleCode.FORMATION_MISMATCH,
        "MATCH (c:PartyOrganization {id: 'party-012013-j1'})<-[r:CO_FORMS]-(u) WITH c, r ORDER BY u.id SKIP 1",
        "RETURN collect(DISTINCT c.id)",
    ),
    "SERVES": Tie(
        RuleCode.JOINT_COMMITTEE_MISSING,
        "MATCH (a:Area {code: '500103012011'})<-[r:SERVES]-()",
        "RETURN collect(DISTINCT a.code)",
    ),
    "JOINS": Tie(
        RuleCode.JOINT_COMMITTEE_EMPTY,
        "MATCH (:Area {code: '500103012011'})<-[:SERVES]-(k)<-[r:JOINS]-()",
        "RETURN collect(DISTINCT k.id)",
    ),
    "SERVES_IN": Tie(
        RuleCode.FORCE_MISSING,
        "MATCH (g:Grid {code: '500103012011001'})<-[r:SERVES_IN {role: 'GRID_WORKER'}]-()",
        "RETURN collect(DISTINCT g.code)",
    ),
    "OVERLAPS": Tie(
        RuleCode.GRID_NOT_MERGED,
        "MATCH (g:Grid {code: '500103012013001'})<-[r:OVERLAPS]-()",
        "RETURN collect(DISTINCT g.code)",
        there=True,
    ),
}


async def found(tx: Open, rule: RuleCode, day: date) -> set[str]:
    where = await place(tx, CITY)
    return {each.subject async for each in stream(tx, RULES[rule], where, day, BOUNDS)}


@pytest.mark.parametrize("day_of", ["until", "since"])
@pytest.mark.parametrize("tie", TIES.values(), ids=list(TIES))
async def test_a_finding_follows_the_days_of_the_ties_it_rests_on(demo_graph: Graph, tie: Tie, day_of: str) -> None:
    async def work(tx: Open) -> None:
        ended = f"{tie.match} WITH * WHERE r.until IS NULL SET r.{day_of} = $day WITH * {tie.subjects}"
        subjects = set(await tx.value(ended, day=DAY))
        before, after = await found(tx, tie.rule, DAY - timedelta(days=1)), await found(tx, tie.rule, DAY)
        lacking, whole = (after, before) if day_of == "until" else (before, after)
        assert subjects
        assert (lacking - whole, whole - lacking) == ((set(), subjects) if tie.there else (subjects, set()))

    await tried(demo_graph, work)


async def test_the_kind_of_an_organization_decides_the_term_that_is_counted_from_its_founding(
    demo_graph: Graph,
) -> None:
    """A committee is elected for five years, a branch elsewhere for three; villages and communities have five."""
    founded = date(2023, 1, 1)
    text = (
        "MATCH (o:PartyOrganization {id: $id}) SET o.foundedOn = $founded, o.kind = $kind "
        "REMOVE o.termEndsOn RETURN o.id"
    )

    async def work(tx: Open) -> None:
        for id_, kind, years in (
            ("party-dp-office", "BRANCH", 3),
            ("party-dp-office", "GENERAL_BRANCH", 3),
            ("party-dp-office", "COMMITTEE", 5),
            ("party-012012-b3", "BRANCH", 5),
        ):
            await tx.value(text, id=id_, kind=kind, founded=founded)
            ended = founded.replace(year=founded.year + years)
            assert id_ not in await found(tx, RuleCode.TERM_EXPIRED, ended - timedelta(days=1)), (id_, kind)
            assert id_ in await found(tx, RuleCode.TERM_EXPIRED, ended), (id_, kind)

    await tried(demo_graph, work)
