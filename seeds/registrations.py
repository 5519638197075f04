"""Has members and units register, claim posts and serve: `graphsvc seed registrations --district 500103000000`.

They are written as the service would have left them this year: steps, pledges, confirmed minutes, points with the
periods that have lapsed. The record of changes tells nothing of it. The same seed and day give the same registrations.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import groupby
from typing import Annotated, Any

import typer

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Reader, Transaction
from graphsvc.registration.model.point_rules import PointRules, usual_rules
from graphsvc.registration.model.registration import RegistrantKind

from .districts import fill_districts
from .registered.registrations import Grown, Growth, Registrant, grow_community

AT_ONCE = 2_000
"""Records of service of one transaction, about: packing more would hide signs of life from the circuit breaker."""
ANSWERED = 2
"""Needs of a community, of its lists, that posts answer."""
WRITERS = 2
"""Transactions at once, so that one is packed while the other is written."""
_WHO = """\
MATCH (m:Member)-[lives:LIVES_IN]->(g:Grid)
WHERE m.areaCode STARTS WITH $prefix AND lives.until IS NULL
WITH DISTINCT m
RETURN left(m.areaCode, 12) AS community, 'MEMBER' AS kind, m.id AS id, m.areaCode AS place,
  EXISTS { MATCH (m)<-[:REGISTERS]-(:Registration {year: $year}) } AS registered
UNION ALL
MATCH (u:Unit)
WHERE u.areaCode STARTS WITH $prefix AND size(u.areaCode) = 12 AND NOT u.areaCode ENDS WITH '000'
  AND EXISTS { MATCH (u)-[has:HAS_PARTY_ORGANIZATION|CO_FORMS]->(:PartyOrganization) WHERE has.until IS NULL }
RETURN u.areaCode AS community, 'UNIT' AS kind, u.id AS id, u.areaCode AS place,
  EXISTS { MATCH (u)<-[:REGISTERS]-(:Registration {year: $year}) } AS registered"""
_NEEDS = """\
MATCH (n:Need)
WHERE n.areaCode STARTS WITH $prefix AND n.status IN ['OPEN', 'IN_PROGRESS'] AND n.raisedOn <= $today
RETURN left(n.areaCode, 12) AS community, n.id AS id, n.title AS title, n.raisedOn AS raised ORDER BY community, id"""
_POSTS = """\
UNWIND $rows AS row
CREATE (p:Node:Post) SET p = row"""
_ANSWERS = """\
UNWIND $rows AS row
MATCH (p:Node:Post {id: row[0]})
MATCH (n:Node:Need {id: row[1]})
CREATE (p)-[:ANSWERS]->(n)"""
_REGISTRATIONS = """\
UNWIND $rows AS row
MATCH (who:Node {id: row.who})
CREATE (who)<-[:REGISTERS]-(r:Node:Registration)
SET r = row.says
FOREACH (step IN row.steps | CREATE (r)-[:WENT_THROUGH]->(s:Node:RegistrationStep) SET s = step)
FOREACH (entry IN row.closing | CREATE (r)<-[:CREDITED_TO]-(e:Node:PointEntry) SET e = entry)
FOREACH (need IN row.needs | CREATE (r)<-[:NEEDED_BY]-(n:Node:RegistrantNeed) SET n = need)
FOREACH (record IN row.records |
  CREATE (r)<-[:SERVED_UNDER]-(s:Node:ServiceRecord)
  SET s = record.says
  FOREACH (entry IN record.entries |
    CREATE (r)<-[:CREDITED_TO]-(e:Node:PointEntry)-[:CAUSED_BY]->(s) SET e = entry)
  FOREACH (rating IN record.ratings |
    CREATE (r)<-[:RATED_UNDER]-(n:Node:ServiceRating)-[:RATES]->(s) SET n = rating))"""
_CLAIMS = """\
UNWIND $rows AS row
MATCH (r:Node:Registration {id: row.of})
MATCH (p:Node:Post {id: row.post})
CREATE (r)<-[:CLAIMED_BY]-(c:Node:Claim)-[:TAKES]->(p)
SET c = row.says
FOREACH (message IN row.messages | CREATE (c)<-[:SAID_OF]-(m:Node:ClaimMessage) SET m = message)
WITH p, row
MATCH (s:Node:ServiceRecord {id: row.record})
CREATE (s)-[:SERVED_AT]->(p)"""
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is grown: which share of members and of units, and services of each, about, until a day.

    Attributes:
        year: that of `today`, unless told; one that is over ends with all pledges reviewed.
        unit_services: of each unit; as of a member, unless told.
        both_ways: share of services that are rated, of registrants who need something, and of claims that are talked
            of; above 0 posts of this year answer needs of the community.
    """

    today: date
    members: float = 0.94
    units: float = 0.8
    services: int = 10
    seed: int = 1
    rules: PointRules = field(default_factory=usual_rules)
    year: int = 0
    both_ways: float = 0.0
    unit_services: int = 0

    @property
    def growth(self) -> Growth:
        """How each community grows."""
        own = (self.services, self.unit_services or self.services)
        return Growth(self.today, self.rules, *own, self.seed, self.year, self.both_ways)


@dataclass(slots=True)
class Counts:
    """What was written."""

    posts: int = 0
    registrations: int = 0
    records: int = 0
    entries: int = 0
    claims: int = 0

    def add(self, grown: Grown) -> None:
        """Add a community."""
        self.posts += len(grown.posts)
        self.registrations += len(grown.registrations)
        self.claims += len(grown.claims)
        for row in grown.registrations:
            self.records += len(row["records"])
            self.entries += len(row["closing"]) + sum(len(each["entries"]) for each in row["records"])

    def said(self) -> str:
        """On one line."""
        return (
            f"{self.registrations:,} registrations, {self.records:,} services, {self.entries:,} entries of points, "
            f"{self.posts:,} posts, {self.claims:,} claims"
        )


async def fill(graph: Graph, areas: Sequence[str], plan: Plan, report: Report = lambda *_: None) -> Counts:
    """Write the registrations of some areas, a few communities a transaction; `report` hears of areas that are done."""
    counts, writing = Counts(), set[asyncio.Task[None]]()
    for number, area in enumerate(areas):
        async for batch in _batches(graph, area, plan):
            for grown in batch:
                counts.add(grown)
            if len(writing) == WRITERS:
                done, writing = await asyncio.wait(writing, return_when=asyncio.FIRST_COMPLETED)
                for each in done:
                    each.result()
            writing.add(asyncio.create_task(graph.transact(partial(_write, batch=batch), Lane.SETUP)))
        report(number + 1, len(areas))
    await asyncio.gather(*writing)
    await graph.write(Statement("CALL db.prepareForReplanning(600)"), Lane.SETUP)
    return counts


async def fill_within(tx: Transaction, area: str, plan: Plan) -> Counts:
    """Write the registrations of a small area as a part of a transaction."""
    counts = Counts()
    async for batch in _batches(tx, area, plan):
        for grown in batch:
            counts.add(grown)
        await _write(tx, batch)
    return counts


async def _batches(graph: Reader, area: str, plan: Plan) -> AsyncIterator[list[Grown]]:
    growth, prefix = plan.growth, prefix_of(area)
    asked = {"prefix": prefix, "year": growth.first.year}
    rows = await graph.read(Statement(_WHO, asked), Lane.HEAVY)
    answers = await _open_needs(graph, prefix, plan) if plan.both_ways and not growth.over else {}
    batch, records, seen = list[Grown](), 0, dict.fromkeys(RegistrantKind, 0)
    for code, who in groupby(sorted(rows), key=lambda row: row[0]):
        chosen = [*_chosen(who, plan, seen)]
        if not chosen:
            continue  # nobody is to register, or an earlier run came as far as this
        grown = grow_community(code, chosen, growth, answers.get(code, ())[:ANSWERED])
        records += len(chosen) * plan.services
        batch.append(grown)
        if records >= AT_ONCE:
            yield batch
            batch, records = [], 0
    if batch:
        yield batch


async def _open_needs(graph: Reader, prefix: str, plan: Plan) -> dict[str, list[tuple[str, str, date]]]:
    """What each community has open now: ids, titles, and since when; posts of a year that is over answer none of it."""
    rows = await graph.read(Statement(_NEEDS, {"prefix": prefix, "today": plan.today}), Lane.HEAVY)
    return {
        code: [(id_, title, raised.to_native()) for _, id_, title, raised in found]
        for code, found in groupby(rows, key=lambda row: row[0])
    }


def _chosen(rows: Iterator[Any], plan: Plan, seen: dict[RegistrantKind, int]) -> Iterator[Registrant]:
    """An even share of both kinds over all places; `seen` goes from one to the next, since some hold two units."""
    shares = {RegistrantKind.MEMBER: plan.members, RegistrantKind.UNIT: plan.units}
    for _, kind_, id_, place, registered in rows:
        kind = RegistrantKind(kind_)
        seen[kind] += 1
        if not registered and int(seen[kind] * shares[kind]) > int((seen[kind] - 1) * shares[kind]):
            yield Registrant(id_, kind, place)


async def _write(tx: Transaction, batch: Sequence[Grown]) -> None:
    for text, rows in (
        (_POSTS, [row for grown in batch for row in grown.posts]),
        (_ANSWERS, [pair for grown in batch for pair in grown.answers.items()]),
        (_REGISTRATIONS, [row for grown in batch for row in grown.registrations]),
        (_CLAIMS, [row for grown in batch for row in grown.claims]),
    ):
        await tx.run(Statement(text, {"rows": rows}))


def main(
    district: Annotated[str | None, typer.Option(help="Code of a district that is filled already.")] = None,
    city: Annotated[bool, typer.Option("--city", help="All districts.")] = False,
    services: Annotated[int, typer.Option(min=1, max=60, help="Services of each in the year, about.")] = 10,
    seed: Annotated[int, typer.Option(help="The same seed gives the same registrations.")] = 1,
) -> None:
    """Add a year of registrations to the graph of the settings (GRAPHSVC_*)."""
    plan = Plan(day_in_china(utc_now()), services=services, seed=seed)
    fill_districts(district, city=city, fill=lambda graph, areas, tell: fill(graph, areas, plan, tell))


if __name__ == "__main__":
    typer.run(main)
