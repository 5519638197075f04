"""Search finds what people type however they type it, best first, and pages without losing a hit."""

from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from tests.conftest import KEYS, RECORD

COMMUNITY = "500103012011"
HITS = """query ($text: String!, $types: [SearchType!], $first: Int, $after: String, $last: Int, $before: String) {
  search(text: $text, types: $types, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { areaPath node { id } } edges { cursor }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
A_UNIT = "MATCH (u:Unit) WHERE u.creditCode IS NOT NULL RETURN u.id, u.creditCode ORDER BY u.id LIMIT 1"


async def answer(graph: Graph, text: str, **given: Any) -> dict[str, Any]:
    executor = Executor(documents(), graph, RECORD, KEYS, now=utc_now)
    return (await executor.answer(Request(HITS, SERVICE, {"text": text, **given}))).body


async def found(graph: Graph, text: str, **given: Any) -> Any:
    body = await answer(graph, text, **given)
    assert "errors" not in body, (text, body)
    return body["data"]["search"]


async def ids(graph: Graph, text: str, **given: Any) -> list[str]:
    return [hit["node"]["id"] for hit in (await found(graph, text, **given))["nodes"]]


WRITTEN = [
    *("马家堡社区", "马家堡", " 马家堡 ", "马 家 堡", "majiabao", "MaJiaBao", "ma jia bao", "ma'jia'bao", "mǎjiābǎo"),
    *("ｍａｊｉａｂａｏ", "mjb", "MJB", "ＭＪＢ", "m.j.b", "majiabaoshequ"),
    *("马jb", "马jiabao", "马家b", "马家bao", "m家堡", "ma家堡"),
    *("jiabao", "家堡", "iabaoshe"),
    *("500103012011", "５００１０３０１２０１１", "5001 0301 2011", "500103-012-011"),
]


@pytest.mark.parametrize("text", WRITTEN)
async def test_a_community_is_found_first_however_it_is_typed(demo_graph: Graph, text: str) -> None:
    assert (await ids(demo_graph, text, types=["AREA"], first=3))[:1] == [COMMUNITY]


async def test_the_whole_name_comes_before_longer_ones_and_those_before_names_that_hold_it(demo_graph: Graph) -> None:
    first, *others = await ids(demo_graph, "马家堡社区", types=["AREA"], first=30)
    assert first == COMMUNITY
    assert others
    assert all(id_.startswith(COMMUNITY) for id_ in others[:20])


async def test_the_beginning_of_a_code_finds_what_lies_under_it_the_highest_first(demo_graph: Graph) -> None:
    under = await ids(demo_graph, "500103012", types=["AREA"], first=200)
    assert under[0] == "500103012000"
    assert all(id_.startswith("500103012") for id_ in under)


@pytest.mark.parametrize("wrote", [str, str.lower, lambda code: f" {code[:8]} {code[8:]} "])
async def test_a_unit_is_found_by_its_credit_code(demo_graph: Graph, wrote: Any) -> None:
    ((unit, code),) = await demo_graph.read(Statement(A_UNIT))
    assert await ids(demo_graph, wrote(code)) == [unit]


async def test_namesakes_are_told_apart_by_their_areas(demo_graph: Graph) -> None:
    hit, *_ = (await found(demo_graph, "马家堡社区", types=["AREA"], first=1))["nodes"]
    assert hit["areaPath"] == "重庆市 / 渝中区 / 大坪街道 / 马家堡社区"


@pytest.mark.parametrize("text", ["社区", "shequ", "大坪", "500103", "wangge"])
async def test_pages_hold_every_hit_once_in_one_order(demo_graph: Graph, text: str) -> None:
    whole = await found(demo_graph, text, first=200)
    expected = [hit["node"]["id"] for hit in whole["nodes"]]
    assert len(set(expected)) == len(expected) == min(whole["totalCount"], 200) > 7
    seen: list[str] = []
    after = None
    while len(seen) < min(len(expected), 60):
        page = await found(demo_graph, text, first=7, after=after)
        seen += [hit["node"]["id"] for hit in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert seen == expected[: len(seen)]
    back = await found(demo_graph, text, first=None, last=7, before=after)
    assert [hit["node"]["id"] for hit in back["nodes"]] == seen[-8:-1]


@pytest.mark.parametrize(
    "text", ['"', "\\", "a OR b", "(((", "马*", "[x TO y]", "name:马", "!!!", "+-&&||", "~2", "😀"]
)
async def test_signs_of_the_index_mean_nothing(demo_graph: Graph, text: str) -> None:
    await found(demo_graph, text)


@pytest.mark.parametrize("text", ["", "   ", "。", "\t"])
async def test_nothing_typed_finds_nothing(demo_graph: Graph, text: str) -> None:
    assert (await found(demo_graph, text))["totalCount"] == 0


async def test_a_text_that_is_too_long_is_refused(demo_graph: Graph) -> None:
    body = await answer(demo_graph, "马" * 501)
    assert body["errors"][0]["extensions"]["field"] == ["text"]
