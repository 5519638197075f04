"""A member's story of the demo on a real Neo4j: told in ten lines, played once."""

import asyncio
from functools import partial
from typing import Any

from rich.console import Console

from graphsvc.app import documents
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cli.demo.member_story import MemberTeller, member_lines
from graphsvc.cli.demo.story import begins, tell_once
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.conftest import KEYS, RECORD
from tests.engine.cases_world import START


async def told(graph: Graph) -> dict[str, Any]:
    own: dict[str, Any] = {"record": RECORD, "keys": KEYS, "calendar": Calendar()}
    return await tell_once(graph, partial(MemberTeller, documents(), **own, begins=begins(START)))


async def test_a_member_s_story_has_ten_lines_and_is_played_once(demo_graph: Graph) -> None:
    post = await told(demo_graph)
    assert await told(demo_graph) == post
    counted = "MATCH (n) WHERE n:Registration OR n:Post OR n:Claim OR n:ServiceRecord RETURN count(n)"
    assert await demo_graph.read(Statement(counted)) == [[4]]
    assert await demo_graph.read(Statement("MATCH (s:ServiceRating) RETURN count(s)")) == [[2]]
    table = member_lines(post)
    assert table.row_count == 10
    console = Console(width=160, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, ASYNC230
    console.print(table)
    shown = console.export_text()
    assert "周末社区义诊（" in shown
    assert "2026-09-04 向马家堡社区报到，专长急救" in shown
    assert "120 分钟，先锋积分 2 分，兑换积分 2 分" in shown
    assert "完成 5，态度 5，效果 4" in shown


async def test_two_that_tell_it_at_once_play_it_once(demo_graph: Graph) -> None:
    one, other = await asyncio.gather(told(demo_graph), told(demo_graph))
    assert one == other
    assert await demo_graph.read(Statement("MATCH (r:Registration) RETURN count(r)")) == [[1]]
