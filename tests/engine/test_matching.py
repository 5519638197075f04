"""Matching on a real graph: which resources of the demo help with a problem, and why others do not."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from bench.counting import CountingGraph
from graphsvc.cobuilding.model.window import Days
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import MalformedCode, NotFound
from graphsvc.matching.model.distance import Distance
from graphsvc.matching.model.eligibility import Gate
from graphsvc.matching.model.rank import Confidence
from graphsvc.matching.store.index import embed_missing
from graphsvc.matching.store.matcher import CYPHER, Answer, Matcher, Question, parameters
from graphsvc.matching.store.understanding import Understanding
from graphsvc.text.model import SentenceModel
from tests.plans import scans

TODAY = date(2026, 11, 24)
COMMUNITY = "500103012011"


Change = Callable[..., Awaitable[None]]


@pytest.fixture
def change(demo_graph: Graph) -> Change:
    """Sets properties of a resource."""

    async def set_(resource: str, **properties: Any) -> None:
        text = "MATCH (r:Resource {id: $id}) SET r += $properties"
        await demo_graph.write(Statement(text, {"id": resource, "properties": properties}))

    return set_


async def asked(graph: Graph, understanding: Understanding | None, text: str, **more: Any) -> Answer:
    return await Matcher(graph, understanding).match(Question(text, more.pop("area", COMMUNITY), **more), TODAY)


def shown(answer: Answer) -> list[str]:
    return [match.offer.id for unit in answer.ranking.units for match in unit.matches]


def missed(answer: Answer) -> dict[str, Gate]:
    return {miss.offer.id: miss.gate for miss in answer.ranking.near_misses}


async def test_everyday_words_find_what_official_words_offer(demo_graph: Graph, understanding: Understanding) -> None:
    answer = await asked(demo_graph, understanding, "老人没人做饭")
    best = answer.ranking.units[0].matches[0].offer
    assert "010101" in best.topics, best.title
    assert answer.topics[0].topic.code == "010101"
    assert answer.ranking.confidence is Confidence.HIGH
    assert answer.by_model
    assert {each.category for each in answer.understood.told} == {"C12"}, "meals of the old who live alone"


async def test_an_answer_takes_one_statement(demo_graph: Graph, understanding: Understanding) -> None:
    counting = CountingGraph(demo_graph)
    matcher = Matcher(counting, understanding)
    await matcher.match(Question("老人没人做饭", COMMUNITY), TODAY)
    before = counting.reads
    await matcher.match(Question("夜里老丢电瓶", COMMUNITY), TODAY)
    assert (before, counting.reads - before) == (2, 1), "the taxonomy is read once a process"


async def test_a_ranking_is_the_same_with_and_without_stored_vectors(
    demo_graph: Graph, understanding: Understanding, model: SentenceModel
) -> None:
    fresh = await asked(demo_graph, understanding, "楼上漏水天天吵架")
    await embed_missing(demo_graph, model)
    stored = await asked(demo_graph, understanding, "楼上漏水天天吵架")
    assert (fresh.unread, stored.unread) == (0, 0)
    assert shown(fresh) == shown(stored)


async def test_without_the_model_words_and_synonyms_answer_and_say_so(demo_graph: Graph) -> None:
    answer = await asked(demo_graph, None, "想办长者食堂送餐上门")
    assert not answer.by_model
    assert "010101" in answer.ranking.units[0].matches[0].offer.topics


@pytest.mark.parametrize(
    ("properties", "gate", "words"),
    [
        ({"status": "PAUSED"}, Gate.PAUSED, "暂停提供"),
        ({"availableTo": date(2026, 11, 1)}, Gate.EXPIRED, "已于 2026-11-01 到期"),
        ({"availableFrom": date(2027, 1, 3)}, Gate.NOT_YET, "2027-01-03 起可用"),
        ({"capacity": 0}, Gate.FULL, "名额已满"),
        ({"serviceArea": "500103012013", "servicePrefix": "500103012013"}, Gate.OUT_OF_AREA, "不在服务范围"),
        ({"recurrence": "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1"}, Gate.NO_SESSION, "该时段无开放场次"),
    ],
)
async def test_a_resource_behind_a_gate_is_never_offered_but_named_with_the_gate(
    demo_graph: Graph, change: Change, properties: dict[str, Any], gate: Gate, words: str
) -> None:
    best = shown(await asked(demo_graph, None, "独居老人需要送餐"))[0]
    await change(best, **properties)
    answer = await asked(demo_graph, None, "独居老人需要送餐")
    assert best not in shown(answer)
    assert missed(answer)[best] is gate
    assert next(miss.words for miss in answer.ranking.near_misses if miss.offer.id == best) == words


async def test_a_withdrawn_resource_is_not_even_a_near_miss(demo_graph: Graph, change: Change) -> None:
    best = shown(await asked(demo_graph, None, "独居老人需要送餐"))[0]
    await change(best, status="WITHDRAWN")
    answer = await asked(demo_graph, None, "独居老人需要送餐")
    assert best not in shown(answer)
    assert best not in missed(answer)


@pytest.mark.parametrize(
    ("state", "full"), [("CLAIMED", True), ("COORDINATING", True), ("PROPOSED", False), ("RATED", False)]
)
async def test_only_a_project_in_progress_holds_capacity(demo_graph: Graph, state: str, full: bool) -> None:
    best = shown(await asked(demo_graph, None, "独居老人需要送餐"))[0]
    text = """\
MATCH (r:Resource {id: $id}) SET r.capacity = 1000
CREATE (p:Node:Project {id: 'p-test', title: '占用', state: $state, areaCode: r.areaCode})-[:USES {quantity: 1000}]->(r)
RETURN p.id"""
    await demo_graph.write(Statement(text, {"id": best, "state": state}))
    answer = await asked(demo_graph, None, "独居老人需要送餐")
    assert (best not in shown(answer)) is full
    assert (missed(answer).get(best) is Gate.FULL) is full


async def test_the_nearer_committee_is_told_by_its_name(demo_graph: Graph) -> None:
    answer = await Matcher(demo_graph).match(Question("独居老人需要送餐", COMMUNITY), TODAY, first=50)
    kinds = {unit.distance for unit in answer.ranking.units}
    assert {Distance.SAME_BIG_PARTY_COMMITTEE, Distance.SAME_BIG_WORK_COMMITTEE} <= kinds
    for unit in answer.ranking.units:
        assert unit.path[0].id == COMMUNITY
        assert unit.path[-1].id == unit.matches[0].offer.id
        assert all(step.name for step in unit.path)


async def test_every_path_is_in_the_graph(demo_graph: Graph) -> None:
    answer = await Matcher(demo_graph).match(Question("独居老人需要送餐", COMMUNITY), TODAY, first=50)
    found = 0
    for unit in answer.ranking.units:
        for start, end in zip(unit.path, unit.path[1:], strict=False):
            assert end.by is not None
            ends = (start.id, end.id) if end.forward else (end.id, start.id)
            text = f"MATCH (:Node {{id: $start}})-[:{end.by}]->(:Node {{id: $end}}) RETURN 1"
            assert await demo_graph.read(Statement(text, {"start": ends[0], "end": ends[1]})) == [[1]], (start, end)
            found += 1
    assert found > 20


async def test_an_empty_answer_says_why_and_what_next(demo_graph: Graph) -> None:
    long_ago = Days(date(2001, 1, 1), date(2001, 1, 31))
    answer = await asked(demo_graph, None, "独居老人需要送餐", days=long_ago)
    assert answer.ranking.units == ()
    assert "吹哨" in answer.ranking.advice
    assert set(missed(answer).values()) == {Gate.NOT_YET}


async def test_what_an_official_picks_comes_before_what_the_words_say(demo_graph: Graph) -> None:
    answer = await asked(demo_graph, None, "想请人帮忙", topics=("0403",))
    assert answer.topics[0].topic.code == "0403"
    assert any(code.startswith("0403") for code in answer.ranking.units[0].matches[0].offer.topics)


async def test_an_area_that_is_not_there_is_not_found(demo_graph: Graph) -> None:
    with pytest.raises(NotFound):
        await asked(demo_graph, None, "送餐", area="500103999999")
    with pytest.raises(MalformedCode):
        await asked(demo_graph, None, "送餐", area="5001")


@pytest.mark.parametrize("name", list(CYPHER))
async def test_statements_start_from_an_index(demo_graph: Graph, name: str) -> None:
    given = parameters(COMMUNITY, Days(TODAY, TODAY), TODAY, ["010101"]) | {"rows": [], "id": "", "size": 10}
    if name.endswith("_texts"):
        given["area"] = ""
    assert await scans(demo_graph, Statement(CYPHER[name], given), products=True) == set()


async def test_what_a_person_offers_is_on_the_list_but_never_ranked(demo_graph: Graph) -> None:
    best = shown(await asked(demo_graph, None, "独居老人需要送餐"))[0]
    text = """\
MATCH (like:Resource {id: $id})-[:ABOUT]->(t:Topic)
WITH like, collect(t) AS topics
MATCH (p:Person) WHERE p.areaCode STARTS WITH $area
WITH like, topics, p ORDER BY p.id LIMIT 1
CREATE (p)-[:VOLUNTEERS]->(r:Node:Resource {id: 'r-person'})
SET r += like {.*, id: 'r-person'}
FOREACH (t IN topics | CREATE (r)-[:ABOUT]->(t))
RETURN r.id"""
    await demo_graph.write(Statement(text, {"id": best, "area": COMMUNITY}))
    assert await demo_graph.read(Statement("MATCH (r:Resource {id: 'r-person'}) RETURN r.status")) == [["ACTIVE"]]
    answer = await asked(demo_graph, None, "独居老人需要送餐")
    assert best in shown(answer)
    assert "r-person" not in shown(answer)
    assert "r-person" not in missed(answer)
