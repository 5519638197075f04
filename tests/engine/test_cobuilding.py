"""The live loop on a real graph: who may take which step, what each leaves behind, and who wins a race."""

import asyncio
from datetime import date
from typing import Any

import pytest

from graphsvc.access.principal import Grant
from graphsvc.cobuilding.model.entry import EntryAction, Kind
from graphsvc.cobuilding.model.project import ProjectAction, RatingSide
from graphsvc.cobuilding.store import entries
from graphsvc.cobuilding.store import projects as store
from graphsvc.cobuilding.store.acceptance import Pairing, accept
from graphsvc.cobuilding.store.desk import read_standing
from graphsvc.cobuilding.store.entries import Entry, Verifier
from graphsvc.cobuilding.store.projects import CYPHER, Use
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput, Conflict, NotFound
from graphsvc.log.events import Done
from tests.plans import scans
from tests.shared_graph import everything

TODAY = date(2026, 11, 24)
HERE = Grant(("500103012",))
ELSEWHERE = Grant(("500104",))
UNIT = Grant((), "u-1")
GROUND = """\
CREATE (d:Node:Area:District {id: '500103000000', code: '500103000000', prefix: '500103', level: 2, name: '大渡口区',
  areaCode: '500103000000'})
CREATE (c:Node:Area:Community {id: '500103012011', code: '500103012011', prefix: '500103012011', level: 4,
  name: '马家堡社区', areaCode: '500103012011'})
CREATE (t:Node:Topic {id: 'topic-01', code: '01', name: '养老助老'})
CREATE (u:Node:Unit {id: 'u-1', name: '甲', areaCode: '500103012011'})
CREATE (v:Node:Unit {id: 'u-2', name: '乙', areaCode: '500103012013'})
CREATE (n:Node:Need {id: 'n-1', title: '送餐', status: 'OPEN', areaCode: '500103012011'})<-[:RAISES]-(c)
CREATE (m:Node:Need {id: 'n-2', title: '送药', status: 'OPEN', areaCode: '500103012011'})<-[:RAISES]-(c)
CREATE (r:Node:Resource {id: 'r-1', title: '食堂', status: 'ACTIVE', capacity: 3,
  areaCode: '500103012011'})<-[:OFFERS]-(u)
CREATE (s:Node:Resource {id: 'r-2', title: '药箱', status: 'ACTIVE', areaCode: '500103012013'})<-[:OFFERS]-(v)"""


@pytest.fixture
async def loop(clean_graph: Graph) -> Graph:
    """A community with two needs, and two units with a resource each; the first has three places."""
    await clean_graph.write(Statement(GROUND))
    return clean_graph


async def do(graph: Graph, change: Any, *args: Any, **more: Any) -> Done:
    return await graph.transact(lambda tx: change(tx, *args, **more))


async def proposed(graph: Graph, id_: str = "p-1", need: str = "n-1", *uses: Use) -> str:
    await do(graph, store.propose, HERE, id_, need, "共建", uses or (Use("r-1", 2),), TODAY)
    return id_


async def values(graph: Graph, id_: str, *names: str) -> list[Any]:
    text = "MATCH (n:Node {id: $id}) RETURN [name IN $names | n[name]]"
    return (await graph.read(Statement(text, {"id": id_, "names": list(names)})))[0][0]


async def refused(graph: Graph, error: type[Exception], change: Any, *args: Any) -> str:
    """The refusal's Chinese words; nothing was written."""
    before = await everything(graph)
    with pytest.raises(error) as refusal:
        await do(graph, change, *args)
    assert await everything(graph) == before
    return str(getattr(refusal.value, "zh", ""))


async def test_a_project_goes_from_proposed_to_rated_and_its_need_follows(loop: Graph) -> None:
    await proposed(loop)
    assert await values(loop, "p-1", "state", "areaCode", "proposedOn") == ["PROPOSED", "500103012011", TODAY]
    assert await values(loop, "n-1", "status") == ["OPEN"]
    done = await do(loop, store.move, UNIT, "p-1", ProjectAction.CLAIM, 1, TODAY)
    assert [(event.action, event.before, event.after) for event in done.events] == [
        ("CLAIMED", {"state": "PROPOSED"}, {"state": "CLAIMED"})
    ]
    assert await values(loop, "n-1", "status") == ["IN_PROGRESS"]
    await do(loop, store.move, HERE, "p-1", ProjectAction.COORDINATE, 2, TODAY)
    await do(loop, store.move, UNIT, "p-1", ProjectAction.DELIVER, 3, TODAY)
    assert await values(loop, "n-1", "status") == ["MET"]
    await do(loop, store.move, HERE, "p-1", ProjectAction.FEED_BACK, 4, TODAY, "老人满意")
    await do(loop, store.rate, HERE, "p-1", RatingSide.COMMUNITY, 5, 5, TODAY)
    assert await values(loop, "p-1", "state", "communityRating", "ratedOn") == ["FEEDBACK", 5, None]
    await do(loop, store.rate, UNIT, "p-1", RatingSide.UNIT, 4, 6, TODAY)
    names = ("state", "communityRating", "unitRating", "ratedOn", "deliveredOn", "feedback")
    assert await values(loop, "p-1", *names) == ["RATED", 5, 4, TODAY, TODAY, "老人满意"]


async def test_a_step_that_the_state_does_not_allow_is_refused_with_those_that_it_does(loop: Graph) -> None:
    await proposed(loop)
    words = await refused(loop, Conflict, store.move, HERE, "p-1", ProjectAction.DELIVER, None, TODAY)
    assert words == "当前状态是“已提出”，不能“交付”；现在可以：认领、谢绝、撤回。"


async def test_a_step_against_an_old_version_is_refused(loop: Graph) -> None:
    await proposed(loop)
    await do(loop, store.move, HERE, "p-1", ProjectAction.CLAIM, 1, TODAY)
    words = await refused(loop, Conflict, store.move, HERE, "p-1", ProjectAction.COORDINATE, 1, TODAY)
    assert words == "项目已被他人改动，当前状态是“已认领”；现在可以：协调办理、撤回。"


@pytest.mark.parametrize("grant", [ELSEWHERE, Grant((), "u-2"), Grant(())])
async def test_whose_it_is_not_reads_as_absent(loop: Graph, grant: Grant) -> None:
    await proposed(loop)
    await refused(loop, NotFound, store.move, grant, "p-1", ProjectAction.CLAIM, None, TODAY)
    await refused(loop, NotFound, store.move, grant, "p-1", ProjectAction.DECLINE, None, TODAY)
    await refused(loop, NotFound, store.rate, grant, "p-1", RatingSide.COMMUNITY, 5, None, TODAY)
    await refused(loop, NotFound, store.propose, grant, "p-2", "n-1", "x", (Use("r-1"),), TODAY)
    await refused(loop, NotFound, entries.turn, grant, Kind.NEED, "n-1", EntryAction.PAUSE, None, TODAY)
    await refused(loop, NotFound, entries.verify, grant, Kind.RESOURCE, "r-1", None, Verifier("li"), TODAY)


async def test_a_claim_beyond_the_capacity_is_refused_and_names_the_resource(loop: Graph) -> None:
    await proposed(loop, "p-1")
    await proposed(loop, "p-2", "n-2")
    await do(loop, store.move, HERE, "p-1", ProjectAction.CLAIM, None, TODAY)
    assert "r-1" in await refused(loop, Conflict, store.move, HERE, "p-2", ProjectAction.CLAIM, None, TODAY)
    await do(loop, store.move, HERE, "p-1", ProjectAction.WITHDRAW, None, TODAY)
    await do(loop, store.move, HERE, "p-2", ProjectAction.CLAIM, None, TODAY)
    assert await values(loop, "p-2", "state") == ["CLAIMED"]


async def test_delivery_sets_capacity_free(loop: Graph) -> None:
    await proposed(loop, "p-1")
    await proposed(loop, "p-2", "n-2")
    await do(loop, store.move, HERE, "p-1", ProjectAction.CLAIM, None, TODAY)
    await do(loop, store.move, HERE, "p-1", ProjectAction.COORDINATE, None, TODAY)
    await refused(loop, Conflict, store.move, HERE, "p-2", ProjectAction.CLAIM, None, TODAY)
    await do(loop, store.move, HERE, "p-1", ProjectAction.DELIVER, None, TODAY)
    await do(loop, store.move, HERE, "p-2", ProjectAction.CLAIM, None, TODAY)


async def test_a_need_is_open_again_when_the_last_project_for_it_is_given_up(loop: Graph) -> None:
    await loop.write(Statement("MATCH (n:Need {id: 'n-1'}) SET n.quantity = 2"))
    await proposed(loop, "p-1", "n-1", Use("r-1"))
    await proposed(loop, "p-2", "n-1", Use("r-2"))
    for id_ in ("p-1", "p-2"):
        await do(loop, store.move, HERE, id_, ProjectAction.CLAIM, None, TODAY)
    await do(loop, store.move, HERE, "p-1", ProjectAction.WITHDRAW, None, TODAY)
    assert await values(loop, "n-1", "status") == ["OPEN"], "one of two is looked for"
    await do(loop, store.move, HERE, "p-2", ProjectAction.WITHDRAW, None, TODAY)
    assert await values(loop, "n-1", "status") == ["OPEN"]


async def test_projects_give_what_a_need_lacks_and_no_more(loop: Graph) -> None:
    await loop.write(Statement("MATCH (n:Need {id: 'n-1'}) SET n.quantity = 80"))
    await loop.write(Statement("MATCH (r:Resource {id: 'r-1'}) SET r.capacity = 50"))
    words = await refused(loop, Conflict, store.propose, HERE, "p-0", "n-1", "x", (Use("r-1", 51),), TODAY)
    assert words == "不能发起：r-1 名额不足（最多 50）。"
    uses = (Use("r-1", 40), Use("r-2", 41))
    words = await refused(loop, Conflict, store.propose, HERE, "p-0", "n-1", "x", uses, TODAY)
    assert words == "不能发起：n-1 用量超出所需（最多 80）。"
    await proposed(loop, "p-1", "n-1", Use("r-2", 1))
    await proposed(loop, "p-2", "n-1", Use("r-1", 50), Use("r-2", 30))
    await proposed(loop, "p-3", "n-1", Use("r-1", 49), Use("r-2", 30))
    await do(loop, store.move, HERE, "p-1", ProjectAction.CLAIM, None, TODAY)
    assert await values(loop, "n-1", "status") == ["OPEN"], "79 are looked for still"
    standing = await read_standing(loop, "p-2", TODAY)
    assert [each.zh for each in standing.barring] == ["n-1 用量超出所需（最多 79）"]
    words = await refused(loop, Conflict, store.move, HERE, "p-2", ProjectAction.CLAIM, None, TODAY)
    assert words == "不能认领：n-1 用量超出所需（最多 79）。"
    assert "最多 79" in await refused(loop, Conflict, accept, HERE, [Pairing("p-4", "n-1", "r-2", 500)], TODAY)
    both = [Pairing("p-4", "n-1", "r-1", 40), Pairing("p-5", "n-1", "r-2", 40)]
    assert "最多 79" in await refused(loop, Conflict, accept, HERE, both, TODAY)
    await do(loop, store.move, HERE, "p-3", ProjectAction.CLAIM, None, TODAY)
    assert await values(loop, "n-1", "status") == ["IN_PROGRESS"]
    words = await refused(loop, Conflict, accept, HERE, [Pairing("p-4", "n-1", "r-2", 1)], TODAY)
    assert words == "不能认领：n-1 已有在办项目。"
    for action in (ProjectAction.COORDINATE, ProjectAction.DELIVER):
        await do(loop, store.move, HERE, "p-3", action, None, TODAY)
    assert await values(loop, "n-1", "status") == ["IN_PROGRESS"], "one is to come"
    await do(loop, store.move, HERE, "p-1", ProjectAction.WITHDRAW, None, TODAY)
    assert await values(loop, "n-1", "status") == ["OPEN"], "one is looked for"
    await do(loop, entries.amend, HERE, Kind.NEED, "n-1", None, {"quantity": 80, "title": "还差一份"}, {}, TODAY)
    assert await values(loop, "n-1", "status") == ["OPEN"]
    await do(loop, accept, HERE, [Pairing("p-4", "n-1", "r-2", 1)], TODAY)
    for action in (ProjectAction.COORDINATE, ProjectAction.DELIVER):
        await do(loop, store.move, HERE, "p-4", action, None, TODAY)
    assert await values(loop, "n-1", "status") == ["MET"]


async def test_a_need_of_which_the_rest_is_not_needed_any_more_is_met(loop: Graph) -> None:
    await loop.write(Statement("MATCH (n:Need {id: 'n-1'}) SET n.quantity = 80"))
    await proposed(loop, "p-1", "n-1", Use("r-2", 30))
    for action in (ProjectAction.CLAIM, ProjectAction.COORDINATE, ProjectAction.DELIVER):
        await do(loop, store.move, HERE, "p-1", action, None, TODAY)
    assert await values(loop, "n-1", "status") == ["OPEN"]
    await do(loop, entries.amend, HERE, Kind.NEED, "n-1", None, {"quantity": 31}, {}, TODAY)
    assert await values(loop, "n-1", "status") == ["OPEN"]
    await do(loop, entries.amend, HERE, Kind.NEED, "n-1", None, {"quantity": 30}, {}, TODAY)
    assert await values(loop, "n-1", "status") == ["MET"]


async def test_what_counts_in_other_units_does_not_add_up(loop: Graph) -> None:
    await loop.write(Statement("MATCH (n:Need {id: 'n-1'}) SET n.quantity = 30"))
    await loop.write(Statement("MATCH (r:Resource {id: 'r-1'}) SET r.capacityUnit = '场'"))
    await proposed(loop, "p-1", "n-1", Use("r-1"), Use("r-2", 30))
    await do(loop, store.move, HERE, "p-1", ProjectAction.CLAIM, None, TODAY)
    assert await values(loop, "n-1", "status") == ["IN_PROGRESS"]


@pytest.mark.parametrize(("counted", "status"), [("名", "IN_PROGRESS"), ("场", "OPEN")])
async def test_what_counts_the_same_adds_up(loop: Graph, counted: str, status: str) -> None:
    await loop.write(Statement("MATCH (n:Need {id: 'n-1'}) SET n.quantity = 31, n.quantityUnit = '人'"))
    units = "MATCH (r:Resource) SET r.capacityUnit = CASE r.id WHEN 'r-1' THEN $counted ELSE '人' END"
    await loop.write(Statement(units, {"counted": counted}))
    await proposed(loop, "p-1", "n-1", Use("r-1"), Use("r-2", 30))
    await do(loop, store.move, HERE, "p-1", ProjectAction.CLAIM, None, TODAY)
    assert await values(loop, "n-1", "status") == [status]


async def test_where_units_differ_the_sides_say_whether_a_need_is_met(loop: Graph) -> None:
    await loop.write(Statement("MATCH (n:Need) SET n.quantity = 41, n.quantityUnit = '户'"))
    await loop.write(Statement("MATCH (r:Resource {id: 'r-2'}) SET r.capacityUnit = '份'"))
    for number, need in ((1, "n-1"), (2, "n-2")):
        await proposed(loop, f"p-{number}", need, Use("r-2", 80))  # 80 portions are not too many for 41 households
        await proposed(loop, f"p-{number}-too", need, Use("r-2", 1))
        await do(loop, store.move, HERE, f"p-{number}", ProjectAction.CLAIM, None, TODAY)
        assert await values(loop, need, "status") == ["IN_PROGRESS"]
        words = await refused(loop, Conflict, store.move, HERE, f"p-{number}-too", ProjectAction.CLAIM, None, TODAY)
        assert words == f"不能认领：{need} 已有在办项目。"
        await do(loop, store.move, HERE, f"p-{number}", ProjectAction.COORDINATE, None, TODAY)
        await do(loop, store.move, HERE, f"p-{number}", ProjectAction.DELIVER, None, TODAY, "", met=need == "n-1")
    assert await values(loop, "n-1", "status") == ["MET"]
    assert await values(loop, "n-2", "status") == ["OPEN"], "who delivered says that more is needed"
    for number, need, met, status in ((1, "n-1", False, "OPEN"), (2, "n-2", True, "MET")):
        await do(loop, store.move, HERE, f"p-{number}", ProjectAction.FEED_BACK, None, TODAY, "如实", met)
        assert await values(loop, need, "status") == [status], "the place has the last word"


async def test_a_plan_has_one_project_for_a_need_that_does_not_say_how_much(loop: Graph) -> None:
    both = [Pairing("p-1", "n-1", "r-1"), Pairing("p-2", "n-1", "r-2")]
    assert await refused(loop, Conflict, accept, HERE, both, TODAY) == "不能认领：n-1 已有在办项目。"


async def test_each_side_rates_once(loop: Graph) -> None:
    await proposed(loop)
    await do(loop, store.move, HERE, "p-1", ProjectAction.CLAIM, None, TODAY)
    for action in (ProjectAction.COORDINATE, ProjectAction.DELIVER, ProjectAction.FEED_BACK):
        await do(loop, store.move, HERE, "p-1", action, None, TODAY)
    await do(loop, store.rate, HERE, "p-1", RatingSide.COMMUNITY, 5, None, TODAY)
    assert "已评价" in await refused(loop, Conflict, store.rate, HERE, "p-1", RatingSide.COMMUNITY, 1, None, TODAY)


async def test_each_side_speaks_for_itself_alone(loop: Graph) -> None:
    await proposed(loop)
    for action in (ProjectAction.CLAIM, ProjectAction.COORDINATE, ProjectAction.DELIVER):
        await do(loop, store.move, UNIT, "p-1", action, None, TODAY)
    words = await refused(loop, Conflict, store.move, UNIT, "p-1", ProjectAction.FEED_BACK, None, TODAY, "自己说好")
    assert words == "这一步由需求所在地的社区或镇街来办。"
    await do(loop, store.move, HERE, "p-1", ProjectAction.FEED_BACK, None, TODAY, "老人满意")
    words = await refused(loop, Conflict, store.rate, HERE, "p-1", RatingSide.UNIT, 5, None, TODAY)
    assert words == "这一步由提供资源的一方来办。"
    await refused(loop, NotFound, store.rate, UNIT, "p-1", RatingSide.COMMUNITY, 5, None, TODAY)
    await do(loop, store.rate, HERE, "p-1", RatingSide.COMMUNITY, 5, None, TODAY)
    await do(loop, store.rate, UNIT, "p-1", RatingSide.UNIT, 4, None, TODAY)
    assert await values(loop, "p-1", "state") == ["RATED"]


async def test_a_project_uses_each_resource_once(loop: Graph) -> None:
    await refused(loop, BadInput, store.propose, HERE, "p-1", "n-1", "x", (Use("r-1"), Use("r-1")), TODAY)


async def test_a_project_for_a_closed_need_or_with_a_paused_resource_is_refused(loop: Graph) -> None:
    await do(loop, entries.turn, HERE, Kind.RESOURCE, "r-1", EntryAction.PAUSE, None, TODAY)
    assert "r-1" in await refused(loop, Conflict, store.propose, HERE, "p-1", "n-1", "x", (Use("r-1"),), TODAY)
    await do(loop, entries.turn, HERE, Kind.NEED, "n-1", EntryAction.WITHDRAW, None, TODAY)
    await refused(loop, Conflict, store.propose, HERE, "p-1", "n-1", "x", (Use("r-2"),), TODAY)
    await refused(loop, NotFound, store.propose, HERE, "p-1", "n-1", "x", (Use("r-9"),), TODAY)


async def test_of_200_claims_on_a_capacity_of_50_exactly_50_win(loop: Graph) -> None:
    await loop.write(Statement("MATCH (r:Resource {id: 'r-1'}) SET r.capacity = 50"))
    await loop.write(Statement("MATCH (n:Need {id: 'n-1'}) SET n.quantity = 200"))
    text = """\
MATCH (n:Need {id: 'n-1'}) MATCH (r:Resource {id: 'r-1'})
UNWIND range(1, 200) AS number
CREATE (p:Node:Project {id: 'p-' + number, title: '共建', state: 'PROPOSED', areaCode: n.areaCode, version: 1})
CREATE (p)-[:MEETS]->(n) CREATE (p)-[:USES {quantity: 1}]->(r)"""
    await loop.write(Statement(text))
    places = asyncio.Semaphore(16)

    async def one(number: int) -> bool:
        async with places:
            try:
                await do(loop, store.move, HERE, f"p-{number}", ProjectAction.CLAIM, 1, TODAY)
            except Conflict:
                return False
            return True

    won = await asyncio.gather(*(one(number) for number in range(1, 201)))
    assert sum(won) == 50
    count = "MATCH (:Resource {id: 'r-1'})<-[use:USES]-(p:Project {state: 'CLAIMED'}) RETURN sum(use.quantity)"
    assert await loop.read(Statement(count)) == [[50]]


async def test_of_many_who_take_the_same_step_one_wins(loop: Graph) -> None:
    await proposed(loop)

    async def one() -> bool:
        try:
            await do(loop, store.move, HERE, "p-1", ProjectAction.CLAIM, None, TODAY)
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*(one() for _ in range(16)))) == 1


async def test_projects_that_share_resources_crosswise_do_not_block_each_other(loop: Graph) -> None:
    await loop.write(Statement("MATCH (r:Resource {id: 'r-1'}) SET r.capacity = 100"))
    await loop.write(Statement("MATCH (n:Need) WHERE n.id IN ['n-1', 'n-2'] SET n.quantity = 100"))
    for number in range(10):
        uses = (Use("r-1"), Use("r-2")) if number % 2 else (Use("r-2"), Use("r-1"))
        await proposed(loop, f"p-{number}", f"n-{number % 2 + 1}", *uses)
    claims = (do(loop, store.move, HERE, f"p-{number}", ProjectAction.CLAIM, None, TODAY) for number in range(10))
    await asyncio.gather(*claims)
    assert [await values(loop, f"p-{number}", "state") for number in range(10)] == [["CLAIMED"]] * 10


ENTRY = Entry("500103012011", "u-1", ("01",), {"title": "助浴", "capacity": 5}, {"textKey": 7}, "500103000000")


async def test_what_is_published_can_be_found_and_says_who_offers_it_where(loop: Graph) -> None:
    done = await do(loop, entries.publish, UNIT, Kind.RESOURCE, "r-9", ENTRY, TODAY)
    assert done.events[0].after == {"title": "助浴", "capacity": 5}
    names = ("title", "status", "areaCode", "serviceArea", "servicePrefix", "textKey", "version")
    assert await values(loop, "r-9", *names) == [
        "助浴", "ACTIVE", "500103012011", "500103000000", "500103", 7, 1,
    ]  # fmt: skip
    ties = "MATCH (:Unit {id: 'u-1'})-[:OFFERS]->(r:Resource {id: 'r-9'})-[:ABOUT]->(t) RETURN t.code"
    assert await loop.read(Statement(ties)) == [["01"]]


async def test_nobody_publishes_for_another_unit_or_place_or_about_nothing(loop: Graph) -> None:
    other = Grant((), "u-2")
    await refused(loop, NotFound, entries.publish, other, Kind.RESOURCE, "r-9", ENTRY, TODAY)
    await refused(loop, NotFound, entries.publish, ELSEWHERE, Kind.RESOURCE, "r-9", ENTRY, TODAY)
    no_topic = Entry("500103012011", "u-1", ("99",), {"title": "助浴"}, {}, "500103000000")
    await refused(loop, NotFound, entries.publish, UNIT, Kind.RESOURCE, "r-9", no_topic, TODAY)


async def test_an_entry_that_ends_before_it_begins_is_refused(loop: Graph) -> None:
    first, last = date(2026, 3, 1), date(2026, 3, 2)
    turned = {"neededFrom": last, "neededTo": first}
    await refused(loop, BadInput, entries.amend, HERE, Kind.NEED, "n-1", None, turned, {}, TODAY)
    await do(loop, entries.amend, HERE, Kind.NEED, "n-1", None, {"neededFrom": last}, {}, TODAY)
    await refused(loop, BadInput, entries.amend, HERE, Kind.NEED, "n-1", None, {"neededTo": first}, {}, TODAY)
    await do(loop, entries.amend, HERE, Kind.NEED, "n-1", None, {"neededFrom": None, "neededTo": first}, {}, TODAY)
    entry = Entry("500103012011", "u-1", ("01",), {"title": "助浴", "neededFrom": last, "neededTo": first}, {})
    await refused(loop, BadInput, entries.publish, UNIT, Kind.NEED, "n-9", entry, TODAY)


async def test_an_amendment_changes_what_it_names_and_records_what_was(loop: Graph) -> None:
    done = await do(loop, entries.amend, HERE, Kind.RESOURCE, "r-1", 0, {"title": "长者食堂"}, {"textKey": 8}, TODAY)
    assert (done.events[0].before, done.events[0].after) == ({"title": "食堂"}, {"title": "长者食堂"})
    assert await values(loop, "r-1", "title", "capacity", "textKey") == ["长者食堂", 3, 8]
    await refused(loop, Conflict, entries.amend, HERE, Kind.RESOURCE, "r-1", 0, {"title": "又改"}, {}, TODAY)


async def test_capacity_is_never_amended_below_what_projects_hold(loop: Graph) -> None:
    await proposed(loop)
    await do(loop, store.move, HERE, "p-1", ProjectAction.CLAIM, None, TODAY)
    await refused(loop, Conflict, entries.amend, HERE, Kind.RESOURCE, "r-1", None, {"capacity": 1}, {}, TODAY)
    await do(loop, entries.amend, HERE, Kind.RESOURCE, "r-1", None, {"capacity": 2}, {}, TODAY)


async def test_an_entry_is_paused_resumed_and_withdrawn_for_good(loop: Graph) -> None:
    for action, status in (
        (EntryAction.PAUSE, "PAUSED"),
        (EntryAction.RESUME, "ACTIVE"),
        (EntryAction.WITHDRAW, "WITHDRAWN"),
    ):
        done = await do(loop, entries.turn, UNIT, Kind.RESOURCE, "r-1", action, None, TODAY)
        assert await values(loop, "r-1", "status") == [status]
        assert done.events[0].action == {"PAUSED": "PAUSED", "ACTIVE": "RESUMED", "WITHDRAWN": "WITHDRAWN"}[status]
    words = await refused(loop, Conflict, entries.turn, UNIT, Kind.RESOURCE, "r-1", EntryAction.RESUME, None, TODAY)
    assert words == "当前状态是“已撤回”；可以：无。"


async def test_what_projects_in_progress_rest_on_is_not_withdrawn(loop: Graph) -> None:
    await proposed(loop)
    await do(loop, store.move, HERE, "p-1", ProjectAction.CLAIM, None, TODAY)
    assert "p-1" in await refused(
        loop, Conflict, entries.turn, HERE, Kind.RESOURCE, "r-1", EntryAction.WITHDRAW, None, TODAY
    )
    await refused(loop, Conflict, entries.turn, HERE, Kind.NEED, "n-1", EntryAction.WITHDRAW, None, TODAY)


@pytest.mark.parametrize(
    ("by", "signed"),
    [
        (Verifier("zhang", unit="u-1"), "甲"),
        (Verifier("li", areas=("500103000000", "500103012011")), "马家堡社区"),
        (Verifier("li", areas=("500103000000",)), "大渡口区"),
        (Verifier("li"), "li"),
    ],
)
async def test_a_verification_says_when_and_is_signed_by_the_unit_or_area_of_the_caller(
    loop: Graph, by: Verifier, signed: str
) -> None:
    await do(loop, entries.verify, HERE, Kind.RESOURCE, "r-1", 0, by, TODAY)
    assert await values(loop, "r-1", "verifiedAt", "verifiedBy", "version") == [TODAY, signed, 1]


async def test_what_has_moved_on_or_is_off_its_list_is_not_verified(loop: Graph) -> None:
    await do(loop, entries.turn, HERE, Kind.RESOURCE, "r-1", EntryAction.PAUSE, None, TODAY)
    await refused(loop, Conflict, entries.verify, HERE, Kind.RESOURCE, "r-1", 0, Verifier("li"), TODAY)
    await do(loop, entries.turn, HERE, Kind.RESOURCE, "r-1", EntryAction.WITHDRAW, 1, TODAY)
    await refused(loop, Conflict, entries.verify, HERE, Kind.RESOURCE, "r-1", 2, Verifier("li"), TODAY)
    await refused(loop, NotFound, entries.verify, HERE, Kind.NEED, "r-2", 0, Verifier("li"), TODAY)


async def test_a_plan_becomes_projects_all_or_none(loop: Graph) -> None:
    pairs = [Pairing("p-1", "n-1", "r-1", 2), Pairing("p-2", "n-2", "r-1", 1)]
    done = await do(loop, accept, HERE, pairs, TODAY)
    assert [(event.subject, event.area) for event in done.events] == [("p-1", "500103012011"), ("p-2", "500103012011")]
    assert [await values(loop, f"n-{number}", "status") for number in (1, 2)] == [["IN_PROGRESS"]] * 2
    more = [Pairing("p-3", "n-1", "r-2"), Pairing("p-4", "n-2", "r-1", 1)]
    assert "r-1" in await refused(loop, Conflict, accept, HERE, more, TODAY)


async def test_a_plan_with_what_is_closed_or_not_there_changes_nothing(loop: Graph) -> None:
    await refused(loop, NotFound, accept, HERE, [Pairing("p-1", "n-1", "r-1"), Pairing("p-2", "n-9", "r-1")], TODAY)
    await refused(loop, NotFound, accept, ELSEWHERE, [Pairing("p-1", "n-1", "r-1")], TODAY)
    await refused(loop, BadInput, accept, HERE, [Pairing("p-1", "n-1", "r-1"), Pairing("p-2", "n-1", "r-1")], TODAY)
    await do(loop, entries.turn, HERE, Kind.NEED, "n-1", EntryAction.PAUSE, None, TODAY)
    assert "n-1" in await refused(loop, Conflict, accept, HERE, [Pairing("p-1", "n-1", "r-1")], TODAY)


@pytest.mark.parametrize("name", list(CYPHER))
async def test_statements_start_from_an_index(demo_graph: Graph, name: str) -> None:
    texts = (
        "id",
        "place",
        "raisedBy",
        "offeredBy",
        "serviceArea",
        "unit",
        "need",
        "target",
        "side",
        "by",
        "me",
        "note",
    )
    lists = ("scope", "topics", "sources", "holding", "uses", "needs", "wanted", "pairs", "promised")
    given: dict[str, Any] = {**dict.fromkeys(texts, "x"), **{name: [] for name in lists}}
    given |= {
        "properties": {},
        "expected": None,
        "theirs": False,
        "resumes": True,
        "stars": 1,
        "today": TODAY,
        "at": TODAY,
        "late": TODAY,
    }
    assert await scans(demo_graph, Statement(CYPHER[name], given), products=True) == set()
