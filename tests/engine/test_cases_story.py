"""The demo's story on a real Neo4j: a case goes from a grid's report to its end, once, and its timeline says how."""

from datetime import UTC, datetime

from rich.console import Console

from graphsvc.app import documents
from graphsvc.cli.demo.story import STREET, Teller, begins, timeline
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.conftest import KEYS, RECORD

MONDAY = datetime(2026, 9, 7, 3, 0, tzinfo=UTC)


def teller(graph: Graph) -> Teller:
    return Teller(documents(), graph, RECORD, KEYS, begins(MONDAY))


def test_a_story_begins_on_a_workday_morning_that_has_passed() -> None:
    assert begins(MONDAY).isoformat() == "2026-09-04T01:10:00+00:00"
    assert begins(datetime(2026, 10, 8, 3, 0, tzinfo=UTC)).date().isoformat() == "2026-09-30"


async def test_the_story_ends_with_a_closed_case_and_is_played_once(demo_graph: Graph) -> None:
    case = await teller(demo_graph).told()
    assert (case["state"], case["rating"]) == ("CLOSED", 5)
    done = [step["action"] for step in case["steps"]["nodes"]]
    assert done == [
        *("DISCOVER", "ACCEPT", "WHISTLE", "SIGN", "REMIND", "SIGN", "CONTACT", "CONTACT", "RESPOND", "RESPOND"),
        *("HANDLE", "HANDLE", "RESOLVE", "RESOLVE", "RESOLVE", "RATE", "RATE", "FEED_BACK", "RATE", "CLOSE"),
    ]
    units = {call["unit"]["name"] for call in case["calls"]["nodes"]}
    assert units == {"渝中区屏麓环境卫生所", "嘉梧水务平岭营业所"}
    assert await teller(demo_graph).told() == case
    assert await demo_graph.read(Statement("MATCH (c:Case) RETURN count(c)")) == [[1]]
    console = Console(width=160, record=True, file=open("/dev/null", "w"))  # noqa: ASYNC230, SIM115
    console.print(timeline(case))
    shown = console.export_text()
    assert "签收已用八成时间，时限 2026-09-04 10:42" in shown
    assert "结案归档" in shown
    assert STREET.subject not in shown


async def test_the_trail_of_the_story_is_whole(demo_graph: Graph) -> None:
    case = await teller(demo_graph).told()
    numbers = await demo_graph.read(
        Statement("MATCH (e:LogEntry) WHERE e.district = '500103' RETURN e.number ORDER BY e.number LIMIT 100")
    )
    assert [number for (number,) in numbers] == list(range(1, len(case["steps"]["nodes"]) + 1))
