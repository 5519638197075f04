"""A plan that is watched: its progress rises to the end, its last word is the plan, and whoever leaves cancels it."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from bench.counting import CountingGraph
from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.matching.model.eligibility import NO_FIT
from tests.conftest import KEYS, RECORD

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAPING = "500103012000"
PLAN = """total greedyTotal greedyPairingCount needCount unmet { reason need { id } }
  pairings { regret pinned need { title } resource { id } }"""
FEED = f"""subscription ($area: ID!, $limits: PlanLimitsInput) {{
  planning(area: $area, limits: $limits) {{ done total plan {{ {PLAN} }} }} }}"""
ASKED = f"query ($area: ID!) {{ assignmentPlan(area: $area) {{ {PLAN} }} }}"


def executor(graph: Any) -> Executor:
    return Executor(documents(), graph, RECORD, KEYS, now=lambda: NOW)


async def test_progress_rises_to_the_plan_that_the_query_gives(demo_graph: Graph) -> None:
    asked = executor(demo_graph)
    told = [one.body["data"]["planning"] async for one in asked.follow(Request(FEED, SERVICE, {"area": DAPING}))]
    done = [each["done"] for each in told]
    assert done == sorted(done)
    assert len(told) > 2
    assert {each["total"] for each in told} == {done[-1]}
    assert [each["plan"] for each in told[:-1]] == [None] * (len(told) - 1)
    plan = (await asked.answer(Request(ASKED, SERVICE, {"area": DAPING}))).body["data"]["assignmentPlan"]
    assert told[-1]["plan"] == plan
    assert plan["total"] >= plan["greedyTotal"]


async def test_whoever_leaves_cancels_the_plan(demo_graph: Graph) -> None:
    watched = CountingGraph(demo_graph)
    feed = executor(watched).follow(Request(FEED, SERVICE, {"area": DAPING}))
    first = (await anext(feed)).body["data"]["planning"]
    assert first["done"] < first["total"]
    await feed.aclose()
    await asyncio.sleep(0.1)
    reads = watched.reads
    await asyncio.sleep(1)
    assert watched.reads == reads
    left = [task for task in asyncio.all_tasks() if "made" in repr(task.get_coro())]
    assert left == []


async def test_limits_that_cannot_be_kept_are_refused(demo_graph: Graph) -> None:
    given = {"area": DAPING, "limits": {"perNeed": 0}}
    (only,) = [one.body async for one in executor(demo_graph).follow(Request(FEED, SERVICE, given))]
    assert only["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


LEAVE_THE_TALK = """MATCH (r) WHERE (r:Resource OR r:Need) AND NOT r.id IN ['resource-079', 'need-57']
SET r.status = 'PAUSED'"""
ASKS = """MATCH (c:Area {code: '500103012011'}) MATCH (t:Topic {code: '0403'})
UNWIND $needs AS each
CREATE (n:Node:Need {id: each.id, title: each.title, areaCode: c.code, status: 'OPEN', urgency: 'NORMAL', version: 1})
CREATE (c)-[:RAISES]->(n)-[:ABOUT]->(t)"""


async def test_a_plan_pairs_neither_a_deed_with_a_talk_nor_one_topic_with_another(demo_graph: Graph) -> None:
    await demo_graph.write(Statement(LEAVE_THE_TALK))
    repair, lesson = "燃气管道漏气，要抢修队上门抢修", "想请人来讲燃气安全知识"
    needs = [{"id": "need-repair", "title": repair}, {"id": "need-lesson", "title": lesson}]
    await demo_graph.write(Statement(ASKS, {"needs": needs}))
    plan = (await executor(demo_graph).answer(Request(ASKED, SERVICE, {"area": DAPING}))).body["data"]["assignmentPlan"]
    pairs = [(each["need"]["title"], each["resource"]["id"]) for each in plan["pairings"]]
    assert pairs == [(lesson, "resource-079")]
    unmet = {each["need"]["id"]: each["reason"] for each in plan["unmet"]}
    assert unmet["need-repair"] == f"最接近的是“燃气安全讲堂”（嘉梧燃气云阶服务站），与需求不够契合。{NO_FIT}"
    assert unmet["need-57"].endswith(NO_FIT)
