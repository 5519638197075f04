"""Lists key places with hazards and has people told of policies: `graphsvc seed places --district 500103000000`.

They are written as the service would have left them this year: a school, a small premises and an enterprise of each
community, what was found dangerous there and seen to be gone, and policies of each subdistrict with how many were told.
An enterprise says that it lacks a Party organization where the graph has none. The record of changes tells nothing of
it. The same seed and day give the same; where a community or subdistrict has some, it is left as it is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Annotated, Any

import typer

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.places.model.key_places import (
    HazardKind,
    HazardState,
    KeyPlaceDetails,
    KeyPlaceKind,
    KeyPlaceState,
    PartyFacts,
)
from graphsvc.places.model.points import ServiceRules
from graphsvc.places.model.policies import PolicyDetails, PolicyNoticeState, PolicyShareState

from .districts import fill_districts, noon
from .grow.places import dice

BY = "seed"
AT_ONCE = 100
"""Communities or subdistricts of one transaction."""
_COMMUNITIES = """\
MATCH (c:Community)
WHERE c.areaCode STARTS WITH $prefix AND c.until IS NULL AND NOT EXISTS { MATCH (:KeyPlace {areaCode: c.code}) }
RETURN c.code AS code, c.name AS name, COLLECT {
  MATCH (u:Unit {areaCode: c.code})
  WHERE u.kind = 'ENTERPRISE' AND u.dissolvedOn IS NULL
  WITH u, EXISTS {
    MATCH (u)-[has:HAS_PARTY_ORGANIZATION|CO_FORMS]->(:PartyOrganization) WHERE has.until IS NULL
  } AS organized
  RETURN [u.id, u.name, organized] ORDER BY organized, u.id LIMIT 1
}[0] AS firm
ORDER BY code"""
_STREETS = """\
MATCH (s:Subdistrict)
WHERE s.areaCode STARTS WITH $prefix AND s.until IS NULL AND NOT EXISTS { MATCH (:PolicyNotice {areaCode: s.code}) }
RETURN s.code AS code, COLLECT {
  MATCH (c:Community)
  WHERE c.areaCode STARTS WITH s.prefix AND c.until IS NULL
  RETURN c.code AS code ORDER BY code LIMIT 200
} AS communities, COLLECT {
  MATCH (u:Unit)
  WHERE u.areaCode STARTS WITH left(s.code, 6) AND u.kind = 'ORGAN' AND u.dissolvedOn IS NULL
  RETURN u.id AS id ORDER BY id LIMIT 50
} AS departments
ORDER BY code"""
_WRITE_PLACES = """\
UNWIND $rows AS row
CREATE (k:Node:KeyPlace)
SET k = row.says
FOREACH (hazard IN row.hazards | CREATE (h:Node:Hazard)-[:HAZARD_OF]->(k) SET h = hazard)
WITH k, row WHERE row.says.unit IS NOT NULL
MATCH (u:Node:Unit {id: row.says.unit})
CREATE (k)-[:OPERATED_BY]->(u)
FOREACH (_ IN CASE WHEN row.lacks THEN [1] ELSE [] END |
  CREATE (k)-[:LACKS_ORGANIZATION {since: row.says.listedOn}]->(u))"""
_WRITE_POLICIES = """\
UNWIND $rows AS row
MATCH (u:Node:Unit {id: row.says.unit})
CREATE (n:Node:PolicyNotice)-[:RUN_BY]->(u)
SET n = row.says
FOREACH (share IN row.shares | CREATE (s:Node:PolicyShare)-[:SHARE_OF]->(n) SET s = share)"""
FOUND = {
    HazardKind.FIRE: "楼道堆放杂物，占用消防通道",
    HazardKind.GAS: "灶间软管老化",
    HazardKind.ELECTRICITY: "插座私接，线路裸露",
    HazardKind.STRUCTURE: "外墙瓷砖松动",
}
SMALL = (KeyPlaceKind.SMALL_EATERY, KeyPlaceKind.SMALL_INN)
POLICIES = (
    ("高龄津贴", "按月发放，凭身份证到服务点申请", "八十周岁以上的常住居民"),
    ("灵活就业补贴", "按季度补贴社会保险费，网上申请", "在本辖区灵活就业并参保的居民"),
)
OPEN_DAYS = 60
"""Days from publishing a policy to the last one to apply."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Until which day, and by which dice."""

    today: date
    seed: int = 1


@dataclass(slots=True)
class Counts:
    """What was written."""

    places: int = 0
    hazards: int = 0
    notices: int = 0
    shares: int = 0

    def said(self) -> str:
        """On one line."""
        return (
            f"{self.places:,} key places with {self.hazards:,} hazards, {self.notices:,} policy notices "
            f"with {self.shares:,} shares"
        )


async def fill(graph: Graph, areas: Sequence[str], plan: Plan, report: Callable[[int, int], None]) -> Counts:
    """List key places and publish policies in some areas; `report` hears of areas that are done."""
    counts = Counts()
    for number, area in enumerate(areas, start=1):
        asked = {"prefix": prefix_of(area)}
        communities = await graph.read(Statement(_COMMUNITIES, asked), Lane.HEAVY)
        streets = await graph.read(Statement(_STREETS, asked), Lane.HEAVY)
        for statement in _statements(communities, streets, plan, counts):
            await graph.write(statement, Lane.SETUP)
        report(number, len(areas))
    return counts


async def fill_within(tx: Transaction, area: str, plan: Plan) -> Counts:
    """List key places and publish policies in an area as a part of a transaction."""
    counts, asked = Counts(), {"prefix": prefix_of(area)}
    communities = await tx.run(Statement(_COMMUNITIES, asked))
    streets = await tx.run(Statement(_STREETS, asked))
    for statement in _statements(communities, streets, plan, counts):
        await tx.run(statement)
    return counts


def _statements(
    communities: Sequence[Sequence[Any]], streets: Sequence[Sequence[Any]], plan: Plan, counts: Counts
) -> Iterator[Statement]:
    for at in range(0, len(communities), AT_ONCE):
        rows = [row for each in communities[at : at + AT_ONCE] for row in _places(plan, *each)]
        counts.places += len(rows)
        counts.hazards += sum(len(row["hazards"]) for row in rows)
        yield Statement(_WRITE_PLACES, {"rows": rows})
    for at in range(0, len(streets), AT_ONCE):
        rows = [row for each in streets[at : at + AT_ONCE] for row in _policies(plan, *each)]
        counts.notices += len(rows)
        counts.shares += sum(len(row["shares"]) for row in rows)
        yield Statement(_WRITE_POLICIES, {"rows": rows})


def _places(plan: Plan, code: str, name: str, firm: tuple[str, str, bool] | None) -> Iterator[dict[str, Any]]:
    random = dice(plan.seed, code, "key places")
    small = random.choice(SMALL)
    yield _place(code, 1, KeyPlaceDetails(f"{name}小学", KeyPlaceKind.SCHOOL, f"{name} 1 号"), plan, random)
    yield _place(code, 2, KeyPlaceDetails(f"{name}{small.zh}", small, f"{name} 2 号"), plan, random)
    if firm:
        id_, title, organized = firm
        party = PartyFacts(conditions=True, organization=organized)
        details = KeyPlaceDetails(title, KeyPlaceKind.ENTERPRISE, f"{name} 3 号", id_, staff=40, party=party)
        yield _place(code, 3, details, plan, random)


def _place(code: str, number: int, details: KeyPlaceDetails, plan: Plan, random: Random) -> dict[str, Any]:
    id_, first = f"keyplace-{code}-{number}", date(plan.today.year, 1, 1)
    details.check()
    verified = max(first, plan.today - timedelta(days=random.randint(0, 200)))
    hazards = [
        _hazard(id_, code, each, details.operator, plan, random) for each in range(random.choice((0, 0, 0, 1, 2)))
    ]
    says = {
        "id": id_,
        "areaCode": code,
        "version": 1 + len(hazards),
        "state": KeyPlaceState.LISTED.value,
        **details.row(),
        "listedOn": first,
        **ServiceRules().verified(verified),
        "listedAt": noon(first),
        "by": BY,
    }
    return {"says": says, "hazards": hazards, "lacks": details.party == PartyFacts(conditions=True, organization=False)}


def _hazard(place: str, code: str, number: int, unit: str | None, plan: Plan, random: Random) -> dict[str, Any]:
    """One that is open while its two weeks last, and gone in time nine times of ten."""
    first = date(plan.today.year, 1, 1)
    found = first + timedelta(days=random.randint(0, (plan.today - first).days))
    by, kind = found + timedelta(days=14), random.choice(list(FOUND))
    says = {
        "id": f"hazard-{place.removeprefix('keyplace-')}-{number}",
        "areaCode": code,
        "unit": unit,
        "version": 1,
        "state": HazardState.OPEN.value,
        "kind": kind.value,
        "text": FOUND[kind],
        "foundOn": found,
        "clearBy": by,
        "recordedAt": noon(found),
        "by": BY,
    }
    if by >= plan.today or random.random() < 0.1:
        return says
    gone = {"clearedOn": by, "clearedBy": BY, "note": "已整改，现场复查"}
    return {**says, "version": 2, "state": HazardState.CLEARED.value, **gone}


def _policies(
    plan: Plan, code: str, communities: Sequence[str], departments: Sequence[str]
) -> Iterator[dict[str, Any]]:
    random = dice(plan.seed, code, "policies")
    for number, told in enumerate(POLICIES if communities and departments else ()):
        published = max(date(plan.today.year, 1, 1), plan.today - timedelta(days=random.randint(5, 90)))
        details = PolicyDetails(*told, published + timedelta(days=30), published + timedelta(days=OPEN_DAYS))
        own = {"unit": random.choice(departments), "tellBy": details.tell_by, "applyBy": details.apply_by}
        says = {
            **details.row(),
            **own,
            "id": f"policy-{code}-{number}",
            "areaCode": code,
            "version": 1,
            "state": PolicyNoticeState.PUBLISHED.value,
            "publishedOn": published,
            "publishedAt": noon(published),
            "by": BY,
        }
        shares = [
            {
                **own,
                "id": f"policyshare-{code}-{number}-{at}",
                "areaCode": community,
                **_so_far(published, plan, random),
            }
            for at, community in enumerate(communities)
        ]
        yield {"says": says, "shares": shares}


def _so_far(published: date, plan: Plan, random: Random) -> dict[str, Any]:
    """How far a community is: people are told for a month, most answer in two, and nine of ten are done then."""
    qualified, days = random.randint(6, 60), (plan.today - published).days
    told = min(qualified, qualified * days // random.randint(20, 40))
    answered = min(told, told * days // OPEN_DAYS)
    says: dict[str, Any] = {"qualified": qualified, "told": told, "answered": answered, "version": 2}
    says |= {"reportedOn": plan.today, "reportedBy": BY, "toldOn": plan.today if told == qualified else None}
    if days <= OPEN_DAYS or random.random() < 0.1:
        return {**says, "state": PolicyShareState.TELLING.value}
    done = {"state": PolicyShareState.DONE.value, "closedOn": plan.today, "closedBy": BY, "note": "已办结"}
    return {**says, **done, "version": 3}


def main(
    district: Annotated[str | None, typer.Option(help="Code of a district that is filled already.")] = None,
    city: Annotated[bool, typer.Option("--city", help="All districts.")] = False,
    seed: Annotated[int, typer.Option(help="The same seed gives the same places.")] = 1,
) -> None:
    """Add key places with hazards, and policy notices, to the graph of the settings (GRAPHSVC_*)."""
    plan = Plan(day_in_china(utc_now()), seed)
    fill_districts(district, city=city, fill=lambda graph, areas, tell: fill(graph, areas, plan, tell))


if __name__ == "__main__":
    typer.run(main)
