"""The demo's story on a real Neo4j: a case goes from a grid's report to its end, once, and its timeline says how."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from rich.console import Console

from graphsvc.app import documents
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.store.escalation import climb
from graphsvc.cli.demo.showcase import load_demo
from graphsvc.cli.demo.story import STREET, Teller, begins, tell_once, timeline
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.conftest import KEYS, RECORD

MONDAY = datetime(2026, 9, 7, 3, 0, tzinfo=UTC)


async def told(graph: Graph) -> dict[str, Any]:
    own: dict[str, Any] = {"record": RECORD, "keys": KEYS, "calendar": Calendar()}
    return await tell_once(graph, partial(Teller, documents(), **own, begins=begins(MONDAY)))


def test_a_story_begins_on_a_workday_morning_that_has_passed() -> None:
    assert begins(MONDAY).isoformat() == "2026-09-04T01:10:00+00:00"
    assert begins(datetime(2026, 10, 8, 3, 0, tzinfo=UTC)).date().isoformat() == "2026-09-30"


async def test_the_story_ends_with_a_closed_case_and_is_played_once(demo_graph: Graph) -> None:
    case = await told(demo_graph)
    assert (case["state"], case["rating"]) == ("CLOSED", 5)
    done = [step["action"] for step in case["steps"]["nodes"]]
    assert done == [
        *("DISCOVER", "ACCEPT", "WHISTLE", "SIGN", "REMIND", "SIGN", "CONTACT", "CONTACT", "RESPOND", "RESPOND"),
        *("HANDLE", "HANDLE", "RESOLVE", "RESOLVE", "RESOLVE", "RATE", "RATE", "FEED_BACK", "RATE", "CLOSE"),
    ]
    units = {call["unit"]["name"] for call in case["calls"]["nodes"]}
    assert units == {"渝中区屏麓环境卫生所", "嘉梧水务平岭营业所"}
    assert await told(demo_graph) == case
    assert await demo_graph.read(Statement("MATCH (c:Case) RETURN count(c)")) == [[1]]
    console = Console(width=160, record=True, file=open("/dev/null", "w"))  # noqa: ASYNC230, SIM115
    console.print(timeline(case))
    shown = console.export_text()
    assert "签收已用八成时间，时限 2026-09-04 10:42" in shown
    assert "结案归档" in shown
    assert STREET.subject not in shown


async def test_the_trail_of_the_story_is_whole(demo_graph: Graph) -> None:
    case = await told(demo_graph)
    numbers = await demo_graph.read(
        Statement("MATCH (e:LogEntry) WHERE e.district = '500103' RETURN e.number ORDER BY e.number LIMIT 100")
    )
    assert [number for (number,) in numbers] == list(range(1, len(case["steps"]["nodes"]) + 1))


async def test_the_ladder_never_steps_into_the_story(demo_graph: Graph) -> None:
    climbs = 0

    async def keep_climbing() -> None:
        nonlocal climbs
        while True:
            await demo_graph.transact(lambda tx: climb(tx, MONDAY, Calendar()))
            climbs += 1

    ladder = asyncio.create_task(keep_climbing())
    case = await told(demo_graph)
    ladder.cancel()
    assert climbs > 3
    assert (case["state"], len(case["steps"]["nodes"])) == ("CLOSED", 20)
    assert [step["party"] for step in case["steps"]["nodes"]].count("SYSTEM") == 1


async def test_a_story_that_breaks_off_leaves_nothing_behind(
    demo_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Teller, "_climb", lambda *_: asyncio.sleep(0))
        broken.setattr(Teller, "_on_call", _break_off)
        with pytest.raises(ZeroDivisionError):
            await told(demo_graph)
    assert await demo_graph.read(Statement("MATCH (n) WHERE n:Case OR n:LogEntry RETURN count(n)")) == [[0]]
    assert (await told(demo_graph))["state"] == "CLOSED"


async def _break_off(*_: Any, **__: Any) -> None:
    raise ZeroDivisionError


async def test_two_that_tell_the_story_at_once_play_it_once(demo_graph: Graph) -> None:
    one, other = await asyncio.gather(told(demo_graph), told(demo_graph))
    assert one == other
    assert await demo_graph.read(Statement("MATCH (c:Case) RETURN count(c)")) == [[1]]


async def test_a_demo_whose_loading_was_broken_off_is_loaded_to_its_end(
    demo_graph: Graph, capsys: pytest.CaptureFixture[str]
) -> None:
    decided = Statement("MATCH (:JointMeeting)-[d:DECIDED]->() RETURN count(d)")
    before = await demo_graph.read(decided)
    await load_demo(demo_graph, KEYS)
    assert capsys.readouterr().err == "", "nothing is loaded again"
    last = "MATCH (n) WHERE n.id IN ['meeting-18', 'joint_meetings/meeting-18'] DETACH DELETE n"
    await demo_graph.write(Statement(last))
    await load_demo(demo_graph, KEYS)
    assert await demo_graph.read(decided) == before
