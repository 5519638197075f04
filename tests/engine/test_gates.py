"""What was true when a project was proposed is tried again when it is claimed, alone or with a plan, in plain words."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from graphsvc.access.principal import Grant
from graphsvc.cobuilding.model.project import ProjectAction
from graphsvc.cobuilding.store import projects as store
from graphsvc.cobuilding.store.acceptance import Pairing, accept
from graphsvc.cobuilding.store.projects import Use
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import Conflict
from tests.shared_graph import everything

TODAY = date(2026, 11, 24)
HERE = Grant(("500103012",))
GROUND = """\
CREATE (c:Node:Area:Community {id: '500103012011', code: '500103012011', prefix: '500103012011', level: 4,
  name: '马家堡社区', areaCode: '500103012011'})
CREATE (u:Node:Unit {id: 'u-1', name: '甲', areaCode: '500103012011'})
CREATE (v:Node:Unit {id: 'u-2', name: '乙', areaCode: '500103012011'})
CREATE (n:Node:Need {id: 'n-1', title: '送餐', status: 'OPEN', areaCode: '500103012011',
  neededFrom: date('2026-12-01'), neededTo: date('2026-12-31')})<-[:RAISES]-(v)
CREATE (r:Node:Resource {id: 'r-1', title: '食堂', status: 'ACTIVE', capacity: 30, areaCode: '500103012011',
  serviceArea: '500103012000', servicePrefix: '500103012', availableFrom: date('2026-01-01'),
  availableTo: date('2026-12-31')})<-[:OFFERS]-(u)"""
CLAIM = ProjectAction.CLAIM


@pytest.fixture
async def ground(clean_graph: Graph) -> Graph:
    """A unit's need, another's resource that fits it, and a project of both that is proposed."""
    await clean_graph.write(Statement(GROUND))
    await clean_graph.transact(lambda tx: store.propose(tx, HERE, "p-1", "n-1", "共建", (Use("r-1", 20),), TODAY))
    return clean_graph


async def refused(graph: Graph, change: Any) -> str:
    """The refusal's Chinese words; nothing was written."""
    before = await everything(graph)
    with pytest.raises(Conflict) as refusal:
        await graph.transact(change)
    assert await everything(graph) == before
    return refusal.value.zh


async def claim(tx: Any) -> Any:
    return await store.move(tx, HERE, "p-1", CLAIM, 1, TODAY)


async def accepted(tx: Any) -> Any:
    return await accept(tx, HERE, [Pairing("p-9", "n-1", "r-1", 20)], TODAY)


async def propose(number: int, uses: tuple[Use, ...], tx: Any) -> Any:
    return await store.propose(tx, HERE, f"p-{number}", "n-1", "共建", uses, TODAY)


OTHER = """\
MATCH (n:Need), (r:Resource)
CREATE (q:Node:Project {{id: 'p-0', state: 'CLAIMED', areaCode: n.areaCode}})-[:USES {{quantity: {held}}}]->(r)"""


@pytest.mark.parametrize("way", [claim, accepted])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("MATCH (r:Resource) SET r.status = 'WITHDRAWN'", "r-1 已停止提供"),
        ("MATCH (r:Resource)<-[o:OFFERS]-() DELETE o", "r-1 由个人提供，请社区直接联系"),
        ("MATCH (r:Resource), (v:Unit {id: 'u-2'}) CREATE (v)-[:OFFERS]->(r)", "r-1 是提出需求的单位自己的"),
        ("MATCH (r:Resource) SET r.servicePrefix = '500103012013'", "r-1 不服务该地"),
        ("MATCH (r:Resource) SET r.availableFrom = date('2027-01-01'), r.availableTo = null", "r-1 届时尚未开放"),
        ("MATCH (r:Resource) SET r.availableTo = date('2026-11-30')", "r-1 已到期"),
        ("MATCH (r:Resource) SET r.recurrence = 'FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1'", "r-1 该时段没有开放场次"),
        (OTHER.format(held=30), "r-1 名额已满"),
        (OTHER.format(held=11), "r-1 名额不足"),
        ("MATCH (n:Need) SET n.status = 'PAUSED'", "n-1 需求已关闭或暂停"),
        ("MATCH (n:Need) SET n.status = 'MET'", "n-1 需求已关闭或暂停"),
        (OTHER.format(held=1) + " CREATE (q)-[:MEETS]->(n)", "n-1 已有在办项目"),
    ],
)
async def test_a_claim_passes_every_gate_again(ground: Graph, change: str, said: str, way: Any) -> None:
    await ground.write(Statement(change))
    assert await refused(ground, way) == f"不能认领：{said}。"


@pytest.mark.parametrize("way", [claim, accepted])
async def test_what_fits_is_claimed(ground: Graph, way: Any) -> None:
    await ground.write(Statement("MATCH (r:Resource) SET r.recurrence = 'FREQ=WEEKLY;BYDAY=TU'"))
    await ground.write(Statement(OTHER.format(held=10)))
    await ground.transact(way)
    assert await ground.read(Statement("MATCH (n:Need) RETURN n.status LIMIT 1")) == [["IN_PROGRESS"]]


async def test_a_need_takes_several_projects_until_they_add_up_to_its_quantity(ground: Graph) -> None:
    await ground.write(Statement("MATCH (n:Need) SET n.quantity = 25"))
    for number, quantity in ((2, 5), (3, 5)):
        uses = (Use("r-1", quantity),)
        await ground.transact(partial(propose, number, uses))
    await ground.transact(claim)
    await ground.transact(lambda tx: store.move(tx, HERE, "p-2", CLAIM, 1, TODAY))
    said = await refused(ground, lambda tx: store.move(tx, HERE, "p-3", CLAIM, 1, TODAY))
    assert said == "不能认领：n-1 已有在办项目。"


async def test_everything_that_stands_in_the_way_is_named_at_once(ground: Graph) -> None:
    await ground.write(Statement("MATCH (r:Resource), (n:Need) SET r.status = 'PAUSED', n.status = 'WITHDRAWN'"))
    assert await refused(ground, claim) == "不能认领：n-1 需求已关闭或暂停；r-1 已停止提供。"
