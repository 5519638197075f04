"""Has members and units register, claim posts and serve: `graphsvc seed registrations --district 500103000000`.

They are written as the service would have left them this year: steps, pledges, confirmed minutes, points with the
periods that have lapsed. The record of changes tells nothing of it. The same seed and day give the same registrations.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Annotated, Any

import typer
from rich.console import Console

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import connect_or_start
from graphsvc.db.migrations import migrate
from graphsvc.registration.model.point_rules import PointRules, usual_rules
from graphsvc.registration.model.registration import RegistrantKind
from graphsvc.settings import Settings

from .grow.places import CITY, districts
from .registered.registrations import Grown, Registrant, grow_community

AT_ONCE = 2_000
"""Records of service of one transaction, about: packing more would hide signs of life from the circuit breaker."""
WRITERS = 2
"""Transactions at once, so that one is packed while the other is written."""
_WHO = """\
MATCH (m:Member)-[lives:LIVES_IN]->(g:Grid)
WHERE m.areaCode STARTS WITH $prefix AND lives.until IS NULL
RETURN DISTINCT left(m.areaCode, 12) AS community, 'MEMBER' AS kind, m.id AS id, m.areaCode AS place
UNION ALL
MATCH (u:Unit)
WHERE u.areaCode STARTS WITH $prefix AND size(u.areaCode) = 12 AND NOT u.areaCode ENDS WITH '000'
  AND EXISTS { MATCH (u)-[has:HAS_PARTY_ORGANIZATION]->(:PartyOrganization) WHERE has.until IS NULL }
RETURN u.areaCode AS community, 'UNIT' AS kind, u.id AS id, u.areaCode AS place"""
_POSTS = """\
UNWIND $rows AS row
CREATE (p:Node:Post) SET p = row"""
_REGISTRATIONS = """\
UNWIND $rows AS row
MATCH (who:Node {id: row.who})
CREATE (who)<-[:REGISTERS]-(r:Node:Registration)
SET r = row.says
FOREACH (step IN row.steps | CREATE (r)-[:WENT_THROUGH]->(s:Node:RegistrationStep) SET s = step)
FOREACH (entry IN row.closing | CREATE (r)<-[:CREDITED_TO]-(e:Node:PointEntry) SET e = entry)
FOREACH (record IN row.records |
  CREATE (r)<-[:SERVED_UNDER]-(s:Node:ServiceRecord)
  SET s = record.says
  FOREACH (entry IN record.entries |
    CREATE (r)<-[:CREDITED_TO]-(e:Node:PointEntry)-[:CAUSED_BY]->(s) SET e = entry))"""
_CLAIMS = """\
UNWIND $rows AS row
MATCH (r:Node:Registration {id: row.of})
MATCH (p:Node:Post {id: row.post})
CREATE (r)<-[:CLAIMED_BY]-(c:Node:Claim)-[:TAKES]->(p)
SET c = row.says
WITH p, row
MATCH (s:Node:ServiceRecord {id: row.record})
CREATE (s)-[:SERVED_AT]->(p)"""
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is grown: which share of members and of units, and services of each, about, until a day."""

    today: date
    members: float = 0.94
    units: float = 0.8
    services: int = 10
    seed: int = 1
    rules: PointRules = field(default_factory=usual_rules)


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
            writing.add(asyncio.create_task(_write(graph, batch)))
        report(number + 1, len(areas))
    await asyncio.gather(*writing)
    await graph.write(Statement("CALL db.prepareForReplanning(600)"), Lane.SETUP)
    return counts


async def _batches(graph: Graph, area: str, plan: Plan) -> AsyncIterator[list[Grown]]:
    rows = await graph.read(Statement(_WHO, {"prefix": prefix_of(area)}), Lane.HEAVY)
    batch, records = list[Grown](), 0
    for code, who in groupby(sorted(rows), key=lambda row: row[0]):
        chosen = [*_chosen(who, plan)]
        grown = grow_community(code, chosen, plan.services, plan.today, plan.rules, plan.seed)
        batch.append(grown)
        records += len(chosen) * plan.services
        if records >= AT_ONCE:
            yield batch
            batch, records = [], 0
    if batch:
        yield batch


def _chosen(rows: Iterator[Any], plan: Plan) -> Iterator[Registrant]:
    """An even share of both kinds, so that a small place has its part."""
    shares = {RegistrantKind.MEMBER: plan.members, RegistrantKind.UNIT: plan.units}
    seen = dict.fromkeys(shares, 0)
    for _, kind_, id_, place in rows:
        kind = RegistrantKind(kind_)
        seen[kind] += 1
        if int(seen[kind] * shares[kind]) > int((seen[kind] - 1) * shares[kind]):
            yield Registrant(id_, kind, place)


async def _write(graph: Graph, batch: Sequence[Grown]) -> None:
    for text, rows in (
        (_POSTS, [row for grown in batch for row in grown.posts]),
        (_REGISTRATIONS, [row for grown in batch for row in grown.registrations]),
        (_CLAIMS, [row for grown in batch for row in grown.claims]),
    ):
        await graph.write(Statement(text, {"rows": rows}), Lane.SETUP)


def main(
    district: Annotated[str | None, typer.Option(help="Code of a district that is filled already.")] = None,
    city: Annotated[bool, typer.Option("--city", help="All districts.")] = False,
    services: Annotated[int, typer.Option(min=1, max=60, help="Services of each in the year, about.")] = 10,
    seed: Annotated[int, typer.Option(help="The same seed gives the same registrations.")] = 1,
) -> None:
    """Add a year of registrations to the graph of the settings (GRAPHSVC_*)."""
    console, known = Console(stderr=True), [place.code for place in districts()]
    if city == (district is not None) or (district and district not in known):
        console.print(f"Give --city, or --district with one of: {', '.join(known)}")
        raise typer.Exit(2)
    plan = Plan(day_in_china(utc_now()), services=services, seed=seed)
    counts = asyncio.run(_run(Settings(), known if city else [district or CITY], plan, console))
    console.print(counts.said())


async def _run(settings: Settings, areas: Sequence[str], plan: Plan, console: Console) -> Counts:
    reached = await connect_or_start(settings)
    try:
        graph = Graph(reached.address, Timing.of(settings))
        try:
            await migrate(graph, utc_now())
            return await fill(graph, areas, plan, lambda done, of: console.print(f"{done} of {of} districts"))
        finally:
            await graph.close()
    finally:
        await reached.release()


if __name__ == "__main__":
    typer.run(main)
