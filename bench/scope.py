"""What the caller's scope costs: each canonical query with the guards in its statement and without, in turn.

A document has one text for all callers, so the predicate is there for a city's administrator too; what it costs is the
difference to a statement compiled without guards. Both answer alike: the scope of the caller holds all that is asked.

    python -m bench.scope                the district kept in the cache
    python -m bench.scope --demo         the demo, for trying it
"""

import os
import statistics
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console

from bench.cases import Case, Key, cases
from bench.clock import spent
from bench.equal import DifferentAnswersError, difference, hits
from bench.ground import DEMO, Ground, district, ground
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.sealing.keys import new_key, read_keys
from graphsvc.app import documents
from graphsvc.china import CHINA
from graphsvc.clock import utc_now
from graphsvc.cypher.plan import Template
from graphsvc.gql.execution.context import moments
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.log.chain import Record
from graphsvc.schema import graphql_schema, registered

CALLER = Principal("bench", Role.SUBDISTRICT_OFFICIAL, ("500103000000", "500104000000"))
PEOPLE = """query People($code: ID!) {
  people(first: 50, filter: { within: $code }) { nodes { id name partyOrganization { name } grid { code } } }
}"""
"""The canonical queries meet one scoped row each at most; this one meets fifty."""

OVER_PEOPLE = """query OverPeople($from: ID!, $to: ID!) {
  links(from: $from, to: $to, maxHops: 6, overPeople: true) { length hops { relationship start { id } end { id } } }
}"""
"""Ways over people look at every node on the way, which the canonical query need not."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One query: database hits, and milliseconds of processor time in service and database, with guards over without.

    `ratio_cpu` is the median over pairs of neighbouring samples.
    """

    name: str
    hits: float
    ratio_hits: float
    cpu_ms: float
    ratio_cpu: float


def unguarded() -> Documents:
    """Documents whose statements carry no guard; for measuring only."""
    whole = documents()
    return Documents(graphql_schema(), registered(), {name: Template("") for name in whole.guards})


def with_people(canonical: Sequence[Case]) -> list[Case]:
    """The canonical queries, a page of people of each community, and ways over people between the same units."""
    keys = {case.name: tuple(Key(key.variables, {}) for key in case.keys) for case in canonical}
    return [
        *canonical,
        Case("people_page", PEOPLE, keys["community_view"]),
        Case("links_over_people", OVER_PEOPLE, keys["unit_links"]),
    ]


async def counted(place: Ground, prepared: Documents, case: Case) -> float:
    """Database hits of a request, mean over some keys."""
    document = prepared.prepare(case.document, None)
    given = [{**document.variables(key.variables), **CALLER.facts, **moments(datetime.now(CHINA))} for key in case.keys]
    roots = [(root, each) for each in given for root in prepared.plan(document, each).roots]
    return await hits(place.graph, [root.statement(each) for root, each in roots])


async def measured(place: Ground, rounds: int, requests: int) -> list[Cost]:
    """The cost of scope, a query.

    Raises:
        DifferentAnswersError: the answers differ, so that the costs cannot be compared.
    """
    keys, record = read_keys(new_key("bench")), Record(b"bench" * 8)
    guarded, bare = (Executor(each, place.graph, record, keys, now=utc_now) for each in (documents(), unguarded()))
    found = []
    for case in with_people(await cases(place.graph, "500103")):
        before, after = [await counted(place, each.documents, case) for each in (bare, guarded)]
        await _same(case, bare, guarded)
        pairs = [pair async for pair in _pairs(place, case, bare, guarded, rounds, requests)]
        ratio = statistics.median(one / other for other, one in pairs)
        cpu = statistics.median(one for _, one in pairs)
        found.append(Cost(case.name, after, after / before, cpu * 1000, ratio))
    return found


async def _same(case: Case, bare: Executor, guarded: Executor) -> None:
    for key in case.keys[:50]:
        one, other = [(await each.answer(_request(case, key.variables))).body for each in (bare, guarded)]
        if one != other or "errors" in one:
            raise DifferentAnswersError(f"{case.name}: {difference(one, other)}")


async def _pairs(
    place: Ground, case: Case, bare: Executor, guarded: Executor, rounds: int, requests: int
) -> AsyncIterator[tuple[float, float]]:
    """Processor seconds a request without and with guards, a round; the order turns every round."""
    for number in range(-2, rounds):  # the first two warm up
        costs = {}
        for executor in (bare, guarded) if number % 2 else (guarded, bare):
            began = spent(os.getpid()) + spent(place.jvm)
            for turn in range(requests):
                key = case.keys[(max(number, 0) * requests + turn) % len(case.keys)]
                await executor.answer(_request(case, key.variables))
            costs[executor] = (spent(os.getpid()) + spent(place.jvm) - began) / requests
        if number >= 0:
            yield costs[bare], costs[guarded]


def _request(case: Case, variables: Mapping[str, Any]) -> Request:
    return Request(case.document, CALLER, dict(variables))


def main(
    demo: Annotated[bool, typer.Option("--demo", help="Ask the small demo graph.")] = False,
    rounds: Annotated[int, typer.Option(min=1)] = 9,
    requests: Annotated[int, typer.Option(min=1, help="A sample.")] = 100,
) -> None:
    """Measure, and print a line a query."""
    from bench.__main__ import CACHE, DISTRICT

    async def run() -> list[Cost]:
        extent = DEMO if demo else district(DISTRICT)
        async with ground(extent, CACHE, Console(stderr=True)) as place:
            return await measured(place, rounds, requests)

    for cost in uvloop.run(run()):
        read, spent_ms = f"{cost.hits:10.0f} hits {cost.ratio_hits:6.3f} ×", f"{cost.cpu_ms:8.2f} ms"
        print(f"{cost.name:22}{read}{spent_ms} {cost.ratio_cpu:6.2f} ×")


if __name__ == "__main__":
    typer.run(main)
