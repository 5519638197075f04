"""Fills a grown district with cases, most of them closed: `graphsvc seed cases --district 500103000000`.

The cases lie in the district's grids, call its units, and have the clocks, inboxes and figures that the service itself
would have given them; their steps are left out. The same seed gives the same cases.
"""

import asyncio
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console

from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.case import Call, Case, Step
from graphsvc.cases.model.categories import categories
from graphsvc.cases.model.clock import start_clock
from graphsvc.cases.model.deadlines import spans
from graphsvc.cases.model.stage_clocks import CALL_STAGES, CASE_STAGES, Clocks, total_clock
from graphsvc.cases.model.states import UNDER_CALL, Action, CallState, Party, State
from graphsvc.cases.store.mapping import ENDS, REACHED, Kept, call_properties, case_properties
from graphsvc.clock import utc_now
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import connect_or_start
from graphsvc.db.migrations import migrate
from graphsvc.settings import Settings

BATCH = 5_000
CLOSED_SHARE = 0.93
WHISTLED_SHARE = 0.4  # of the closed ones
OPEN_STATES = (
    State.DISCOVERED,
    State.ACCEPTED,
    State.WHISTLED,
    State.RESPONDED,
    State.HANDLING,
    State.RESOLVED,
    State.FED_BACK,
)
_GRIDS = "MATCH (g:Grid) WHERE g.areaCode STARTS WITH $prefix RETURN g.code ORDER BY g.code LIMIT 100000"
_UNITS = """\
MATCH (u:Unit) WHERE u.areaCode STARTS WITH $prefix AND u.kind IN ['ORGAN', 'PUBLIC_INSTITUTION']
RETURN u.id ORDER BY u.id LIMIT 500"""
_WRITE = """\
UNWIND $rows AS row
CREATE (c:Node:Case:Clocked) SET c = row.case
WITH c, row UNWIND row.calls AS call
MATCH (u:Node:Unit {id: call.unit})
CREATE (c)-[:CALLED]->(k:Node:Call:Clocked)-[:TO]->(u) SET k = call"""
_CALL_OF = {
    State.WHISTLED: CallState.SIGNED,
    State.RESPONDED: CallState.RESPONDED,
    State.HANDLING: CallState.HANDLING,
    State.CLOSED: CallState.RATED,
}


async def fill(graph: Graph, district: str, count: int, now: datetime, seed: int = 1, name: str = "case-grown") -> int:
    """Write `count` cases raised in the year before `now`, ids beginning with `name`; how many grids they lie in."""
    prefix = {"prefix": prefix_of(district)}
    grids = [row[0] for row in await graph.read(Statement(_GRIDS, prefix), Lane.HEAVY)]
    units = [row[0] for row in await graph.read(Statement(_UNITS, prefix), Lane.HEAVY)]
    batch: list[dict[str, Any]] = []
    for row in rows(grids, units, count, now, seed, name):
        batch.append(row)
        if len(batch) == BATCH:
            await graph.write(Statement(_WRITE, {"rows": batch}), Lane.SETUP)
            batch = []
    await graph.write(Statement(_WRITE, {"rows": batch}), Lane.SETUP)
    await graph.write(Statement("CALL db.prepareForReplanning(600)"), Lane.SETUP)
    return len(grids)


def rows(
    grids: Sequence[str], units: Sequence[str], count: int, now: datetime, seed: int, name: str = "case-grown"
) -> Iterator[dict[str, Any]]:
    """Cases with their calls, as properties."""
    chance, calendar = random.Random(seed), Calendar()  # noqa: S311
    codes = sorted(categories())
    for number in range(count):
        closed = chance.random() < CLOSED_SHARE
        state = State.CLOSED if closed else chance.choice(OPEN_STATES)
        age = timedelta(days=chance.uniform(0, 365) if closed else chance.expovariate(1 / 4))
        kept = _kept(chance, f"{name}-{number:07}", chance.choice(grids), chance.choice(codes), state, now - age)
        calls = _calls(chance, kept.id, units, state)
        yield _row(calendar, kept, Case("grown", state, version=5, calls=calls), chance)


def _kept(chance: random.Random, case_id: str, grid: str, code: str, state: State, raised: datetime) -> Kept:
    reached, at = {}, raised
    for each in (State.ACCEPTED, State.WHISTLED, State.RESPONDED, State.RESOLVED, State.FED_BACK, State.CLOSED):
        if state is State.DISCOVERED or (REACHED[each] in ENDS and state not in (State.CLOSED, each)):
            break
        at += timedelta(minutes=chance.lognormvariate(5.5, 1.1))
        reached[REACHED[each]] = at
        if each is state:
            break
    kind = categories()[code]
    return Kept(case_id, grid, kind, kind.urgency, Case("grown", state), Clocks(), raised, at, reached)


def _calls(chance: random.Random, case_id: str, units: Sequence[str], state: State) -> tuple[Call, ...]:
    """Departments at work on a case under call; those that have been, rated, on a part of the closed ones."""
    done = state is State.CLOSED and chance.random() < WHISTLED_SHARE
    if not done and state not in UNDER_CALL:
        return ()
    chosen = chance.sample(units, chance.randint(1, min(3, len(units))))
    return tuple(
        Call(f"{case_id}-{number}", unit, _CALL_OF[state], score=chance.randint(1, 5) if done else None)
        for number, unit in enumerate(chosen)
    )


def _row(calendar: Calendar, kept: Kept, case: Case, chance: random.Random) -> dict[str, Any]:
    at, named = kept.moved_at, spans(kept.policy)
    stage = CASE_STAGES.get(case.state)
    clocks = Clocks(
        start_clock(calendar, stage, named[stage], at) if stage else None,
        {
            call.id: start_clock(calendar, CALL_STAGES[call.state], named[CALL_STAGES[call.state]], at)
            for call in case.running
        },
        {call.id: at for call in case.calls},
        total_clock(calendar, kept.policy, kept.raised_at),
    )
    step = Step(5, Action.DISCOVER, Party.GRID, "grown", at)
    about = {
        "id": kept.id,
        "areaCode": kept.area_code,
        "title": f"{kept.category.name}，{chance.randint(1, 30)} 栋附近",
        "category": kept.category.code,
        "board": kept.category.board.value,
        "urgency": kept.urgency.value,
        "policy": kept.policy.name,
        "source": "GRID",
        "reporter": "grown",
        "raisedAt": kept.raised_at,
    }
    calls = [call_properties(kept, step, call, clocks) for call in case.calls]
    return {"case": about | case_properties(kept, step, case, clocks), "calls": calls}


def main(
    district: Annotated[str, typer.Option(help="Code of a district that is filled already.")] = "500103000000",
    count: Annotated[int, typer.Option(min=1, max=5_000_000, help="How many cases.")] = 200_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same cases.")] = 1,
) -> None:
    """Add cases to a district of the graph of the settings (GRAPHSVC_*)."""
    grids = asyncio.run(_run(Settings(), district, count, seed))
    Console(stderr=True).print(f"{count:,} cases in {grids:,} grids")


async def _run(settings: Settings, district: str, count: int, seed: int) -> int:
    reached = await connect_or_start(settings)
    try:
        graph = Graph(reached.address, Timing.of(settings))
        try:
            await migrate(graph, utc_now())
            return await fill(graph, district, count, datetime.now(UTC), seed)
        finally:
            await graph.close()
    finally:
        await reached.release()


if __name__ == "__main__":
    typer.run(main)
