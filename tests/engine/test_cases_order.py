"""A case is locked before it is read, so that a step is decided on a case and calls that stand together."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graphsvc.cases.store.cases import TEXTS, lock_case
from graphsvc.cases.store.escalation import climb
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph, Transaction
from graphsvc.db.query_plan import Plan
from tests.engine.cases_world import CALENDAR, CLOCK, START, new_case, place

GIVEN = {"id": "x", "scope": [""], "me": "", "units": [], "now": datetime(2026, 11, 24, tzinfo=UTC), "most": 5}
MOVED = "MATCH (c:Case {id: $id}) SET c.version = c.version + 1 RETURN c.version"


def whole(plan: Plan) -> list[Plan]:
    return [plan, *(each for child in plan.children for each in whole(child))]


@pytest.mark.parametrize("name", ["held", "due"])
async def test_the_lock_comes_before_the_case_and_the_case_before_its_calls(demo_graph: Graph, name: str) -> None:
    plan = await demo_graph.explain(Statement(TEXTS[name], GIVEN))
    (collecting,) = [each for each in whole(plan) if each.operator.startswith("RollUpApply")]
    reading = [each for each in whole(plan) if "AS case" in each.details and each.operator.startswith("Projection")]
    assert [each in whole(collecting.children[0]) for each in reading] == [True]
    assert any(each.operator.startswith("SetProperty") for each in whole(reading[0]))


async def held(tx: Transaction, case_id: str) -> int:
    return (await lock_case(tx, CLOCK, case_id)).case.version


async def climbed(tx: Transaction, case_id: str) -> int:
    (rung,) = (await climb(tx, START + timedelta(minutes=50), CALENDAR)).steps
    return rung[1].version - 1


@pytest.mark.parametrize("looking", [held, climbed], ids=["a step", "the ladder"])
async def test_who_decides_on_a_case_waits_for_a_step_under_way_and_sees_what_it_made(
    clean_graph: Graph, looking: Callable[[Transaction, str], Awaitable[int]]
) -> None:
    await place(clean_graph)
    case_id = await new_case(clean_graph)
    other: list[asyncio.Task[int]] = []

    async def under_way(tx: Transaction) -> Any:
        rows = await tx.run(Statement(MOVED, {"id": case_id}))
        other.append(asyncio.create_task(clean_graph.transact(lambda mine: looking(mine, case_id))))
        await asyncio.sleep(0.3)
        assert not other[0].done(), "it has read what is being changed"
        return rows

    assert await clean_graph.transact(under_way) == [[2]]
    assert await other[0] == 2
