"""A moment that comes in without a zone is China's, whatever zone the machine is in; one that is none is refused.

A day alone as a deadline is all of that day.
"""

from datetime import datetime
from typing import Any

import pytest

from graphsvc.app import documents
from graphsvc.china import CHINA
from graphsvc.db.driver import Graph
from tests.engine.desk import COMMUNITY, DISCOVER, DISPATCH, FOUND, GRID, PATROL, STREET_OFFICE, Desk

SHOWN = "query ($id: ID!) { task(id: $id) { dueAt shares(first: 50) { nodes { dueOn } } } }"
EXTEND = """mutation ($id: ID!, $version: Int!, $until: DateTime!) {
  extendCase(id: $id, expectedVersion: $version, until: $until, reason: "管网抢修") { version dueAt dueOn } }"""


async def dispatched(desk: Desk, due: str) -> Any:
    task = (await desk.data(STREET_OFFICE, DISPATCH, task={**PATROL, "dueAt": due}))["dispatchTask"]
    return (await desk.data(STREET_OFFICE, SHOWN, id=task["id"]))["task"]


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("given", "means"),
    [
        ("2026-12-10T18:00:00", datetime(2026, 12, 10, 18, tzinfo=CHINA)),
        ("2026-12-10T18:00:00+08:00", datetime(2026, 12, 10, 18, tzinfo=CHINA)),
        ("2026-12-10T10:00:00Z", datetime(2026, 12, 10, 18, tzinfo=CHINA)),
        ("2026-12-10T00:30:00", datetime(2026, 12, 10, 0, 30, tzinfo=CHINA)),
        ("2026-12-10T00:00", datetime(2026, 12, 10, tzinfo=CHINA)),
        ("2026-12-10", datetime(2026, 12, 10, 23, 59, 59, tzinfo=CHINA)),
    ],
)
async def test_a_task_is_due_when_china_says_it_is(town: Graph, given: str, means: datetime) -> None:
    task = await dispatched(Desk(documents(), town), given)
    assert datetime.fromisoformat(task["dueAt"]) == means
    assert {share["dueOn"] for share in task["shares"]["nodes"]} == {"2026-12-10"}


@pytest.mark.parametrize("due", ["1800-01-01T00:00:00", "2026-09-06T23:59:59", "2999-12-31T23:59:59-11:00"])
async def test_a_deadline_that_makes_no_sense_is_refused(town: Graph, due: str) -> None:
    body = (await Desk(documents(), town).ask(STREET_OFFICE, DISPATCH, task={**PATROL, "dueAt": due})).body
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("until", "means"),
    [
        ("2026-09-11T17:00:00", datetime(2026, 9, 11, 17, tzinfo=CHINA)),
        ("2026-09-11", datetime(2026, 9, 11, 18, tzinfo=CHINA)),  # when that day's work is over
    ],
)
async def test_a_case_is_extended_to_the_moment_china_says(town: Graph, until: str, means: datetime) -> None:
    desk = Desk(documents(), town)
    case = (await desk.data(GRID, DISCOVER, case={**FOUND, "urgency": "LOW"}))["discoverCase"]
    case = await desk.step(COMMUNITY, "acceptCase", case)
    found = await desk.data(STREET_OFFICE, EXTEND, id=case["id"], version=case["version"], until=until)
    assert datetime.fromisoformat(found["extendCase"]["dueAt"]) == means
    assert found["extendCase"]["dueOn"] == "2026-09-11"


@pytest.mark.parametrize("until", ["1800-01-01T00:00:00", "2026-09-07T10:00:00", "2999-12-31T23:59:59-11:00"])
async def test_an_extension_that_makes_no_sense_is_refused(town: Graph, until: str) -> None:
    desk = Desk(documents(), town)
    case = (await desk.data(GRID, DISCOVER, case={**FOUND, "urgency": "LOW"}))["discoverCase"]
    case = await desk.step(COMMUNITY, "acceptCase", case)
    body = (await desk.ask(STREET_OFFICE, EXTEND, id=case["id"], version=case["version"], until=until)).body
    assert body["errors"][0]["extensions"]["code"] == "CONFLICT"
