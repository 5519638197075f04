"""Figures of cases and of the ledger: each is the length of its list, for random areas, days and callers."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from graphsvc.access.scope import Operation
from graphsvc.cases.model.states import ENDED
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.cobuilding.store.ledger import AGES
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.engine.screen_desk import AREAS, CALLERS, ONE_ASKED_TO_WAIT, Desk
from tests.engine.told import tell
from tests.shared_graph import SharedGraph

pytestmark = pytest.mark.slow

STATS = """query ($area: ID!, $from: Date!, $to: Date!) { caseStats(area: $area, from: $from, to: $to) {
  totalCount byState { state count } byBoard { board count } byCategory { category { code } count }
  byLight { light count } callsByLight { light count } clearedRate } }"""
LEDGER = """query ($area: ID!) { ledger(area: $area) {
  needs { totalCount byState { code count } byAge { name count } byTopic { code count } }
  resources { totalCount byState { code count } byAge { name count } byTopic { code count } }
  projects { totalCount byState { code count } byAge { name count } byTopic { code count } } } }"""
LISTS = {
    name: f"query ($f: {name[:-1].title()}Filter) {{ {name}(first: 1, filter: $f) {{ totalCount }} }}"
    for name in ("cases", "needs", "resources", "projects")
}
CALLS = """query ($f: CaseFilter, $c: CallFilter, $after: String) {
  cases(first: 100, after: $after, filter: $f) { nodes { calls(first: 50, filter: $c) { totalCount } }
    pageInfo { hasNextPage endCursor } } }"""
DAY_OF = {"needs": "raisedOn", "resources": "verifiedOn", "projects": "proposedOn"}
Figure = tuple[str, dict[str, Any], int]
"""A list, the filter that lists what was counted, and the count."""


@pytest.fixture(scope="module")
async def told(shared: SharedGraph, patient: Graph) -> Graph:
    graph = await shared.load_demo()
    await tell(graph)
    await graph.write(Statement(ONE_ASKED_TO_WAIT, {}))
    return patient


@pytest.fixture
async def desk(told: Graph) -> Desk:
    return Desk(told, utc_now().replace(microsecond=0))


def cases_of(area: str, since: str, until: str, stats: dict[str, Any]) -> Iterator[Figure]:
    """Every figure of `caseStats` that counts cases; lights are those of what is open now, whenever raised."""
    here: dict[str, Any] = {"within": area, "raisedOn": {"from": since, "to": until}}
    yield "cases", here, stats["totalCount"]
    for each in stats["byState"]:
        yield "cases", here | {"state": [each["state"]]}, each["count"]
    for each in stats["byBoard"]:
        yield "cases", here | {"board": [each["board"]]}, each["count"]
    for each in stats["byCategory"]:
        yield "cases", here | {"categoryCode": {"equals": each["category"]["code"]}}, each["count"]
    for each in stats["byLight"]:
        yield "cases", {"within": area, "open": True, "light": each["light"]}, each["count"]


def ages_of(name: str, today: Any) -> list[dict[str, Any]]:
    """The filters of `byAge`: so many days since, and what was never verified among the oldest."""
    first, second, third = ((today - timedelta(days=days)) for days in (30, 90, 180))
    before = [day - timedelta(days=1) for day in (first, second, third)]
    spans = [
        {"from": first.isoformat()},
        *({"from": a.isoformat(), "to": b.isoformat()} for a, b in ((second, before[0]), (third, before[1]))),
    ]
    of = DAY_OF[name]
    oldest: dict[str, Any] = {of: {"to": before[2].isoformat()}}
    if name == "resources":
        oldest = {"or": [oldest, {of: {"isNull": True}}]}
    return [*({of: span} for span in spans), oldest]


def entries_of(area: str, today: Any, ledger: dict[str, Any]) -> Iterator[Figure]:
    """Every figure of `ledger`."""
    here = {"within": area}
    for name, counts in ledger.items():
        yield name, here, counts["totalCount"]
        for each in counts["byState"]:
            yield name, here | {"state": [each["code"]]}, each["count"]
        assert [each["name"] for each in counts["byAge"]] == list(AGES)
        for each, aged in zip(counts["byAge"], ages_of(name, today), strict=True):
            yield name, here | aged, each["count"]
        for each in counts["byTopic"]:
            about = {"topics": {"code": {"equals": each["code"]}}}
            yield name, here | ({"needs": about} if name == "projects" else about), each["count"]


async def calls_of(desk: Desk, caller: Any, area: str, light: str) -> int:
    """Calls of a light of cases under an area, counted from their lists."""
    given: dict[str, Any] = {"f": {"within": area, "open": True}, "c": {"light": light}}
    found = 0
    while True:
        page = (await desk.ask(caller, CALLS, given))["data"]["cases"]
        found += sum(node["calls"]["totalCount"] for node in page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            return found
        given["after"] = page["pageInfo"]["endCursor"]


async def test_every_figure_of_cases_and_ledger_is_the_length_of_its_list(desk: Desk) -> None:
    random, today, seen = Random(11), day_in_china(utc_now()), set[str]()
    for caller in CALLERS:
        areas = [a for a in AREAS if prefix_of(a).startswith(caller.granted(Operation.READ_CASES).scope)]
        for area in random.sample(areas, min(2, len(areas))):
            since = today - timedelta(days=random.randint(1, 200))
            days = since.isoformat(), random.choice((today, since + timedelta(days=random.randint(0, 60)))).isoformat()
            body = await desk.ask(caller, STATS, {"area": area, "from": days[0], "to": days[1]})
            stats = body["data"]["caseStats"]
            figures = [*cases_of(area, *days, stats)]
            ledger = (await desk.ask(caller, LEDGER, {"area": area}))["data"]["ledger"]
            figures += entries_of(area, today, ledger)
            for name, filter_, count in figures:
                body = await desk.ask(caller, LISTS[name], {"f": filter_})
                assert body["data"][name]["totalCount"] == count, (caller, name, filter_)
                seen |= {f"{name} {' '.join(filter_)}"} if count else set()
            for each in stats["callsByLight"]:
                assert await calls_of(desk, caller, area, each["light"]) == each["count"], (caller, area, each)
            for name in ("byState", "byBoard", "byCategory"):
                assert sum(each["count"] for each in stats[name]) == stats["totalCount"], (area, name)
            ended = sum(each["count"] for each in stats["byState"] if each["state"] in set(ENDED))
            share = ended / stats["totalCount"] if stats["totalCount"] else None
            assert stats["clearedRate"] == (share if share is None else pytest.approx(share, abs=1e-4))
    assert len(seen) > 12, "figures that are nought everywhere prove nothing"
