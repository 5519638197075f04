"""The feed of steps: what happens to the cases of an area, as it happens, and again from where a follower left off."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.clock import utc_now
from graphsvc.gql.execution.executor import Executor, Request
from tests.conftest import KEYS, RECORD
from tests.engine.cases_world import STREET
from tests.engine.desk import COMMUNITY, DISPATCH, ELSEWHERE, PATROL, STREET_OFFICE, WATER, Desk, whistled

FOLLOWED = """subscription ($area: ID!, $since: String) {
  caseSteps(area: $area, since: $since) { cursor step { version action by note target case { title state } } }
}"""


async def followed(executor: Executor, caller: Principal, since: str | None) -> AsyncGenerator[Any, None]:
    """What a follower is told."""
    variables = {"area": STREET, "since": since}
    async with aclosing(executor.follow(Request(FOLLOWED, caller, variables))) as answers:
        async for answer in answers:
            yield answer.body.get("errors", [None])[0] or answer.body["data"]["caseSteps"]


async def told(desk: Desk, caller: Principal, since: str | None, most: int) -> list[Any]:
    """The first of what a follower is told; when it leaves, nobody asks the graph any more."""
    executor, seen = Executor(desk.known, desk.graph, RECORD, KEYS, now=utc_now), []
    try:
        async with asyncio.timeout(20), aclosing(followed(executor, caller, since)) as feed:
            async for each in feed:
                seen.append(each)
                if len(seen) == most:
                    return seen
    finally:
        assert executor.feed._task is None
    return seen


async def test_every_step_is_told_once_in_its_order_and_on_from_the_last_cursor(desk: Desk) -> None:
    case = await whistled(desk)
    await desk.data(STREET_OFFICE, DISPATCH, task=PATROL)  # in the record, and no step of a case
    first = await told(desk, STREET_OFFICE, "", 2)
    assert [each["step"]["action"] for each in first] == ["DISCOVER", "ACCEPT"]
    (call,) = case["calls"]["nodes"]
    await desk.step(WATER, "signCall", case, f', call: "{call["id"]}", note: "马上到"')
    rest = await told(desk, STREET_OFFICE, first[-1]["cursor"], 2)
    assert [each["step"]["version"] for each in (*first, *rest)] == [1, 2, 3, 4]
    assert rest[-1]["step"] == {
        "version": 4,
        "action": "SIGN",
        "by": "water",
        "note": "马上到",
        "target": "WHISTLED",
        "case": {"title": "三单元停水", "state": "WHISTLED"},
    }


async def test_a_follower_is_told_of_a_step_when_it_is_taken_and_one_elsewhere_is_not(desk: Desk) -> None:
    case = await whistled(desk)
    here = asyncio.create_task(told(desk, COMMUNITY, None, 1))
    elsewhere = asyncio.create_task(told(desk, ELSEWHERE, "", 1))
    await asyncio.sleep(0.5)
    await desk.step(STREET_OFFICE, "remindCase", case, ', note: "等反映人"')
    (only,) = await here
    assert (only["step"]["action"], only["step"]["note"]) == ("REMIND", "等反映人")
    assert not elsewhere.done()
    elsewhere.cancel()
    await asyncio.gather(elsewhere, return_exceptions=True)


async def test_a_department_reads_its_inbox_and_follows_no_area(desk: Desk) -> None:
    (refused,) = await told(desk, WATER, "", 1)
    assert refused["extensions"]["code"] == "FORBIDDEN"
