"""What officials and auditors ask the console: who nearly fits, what helped before, and how two days differ."""

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, GRID, enter

STREET = "500103012000"
ENDED = """\
MATCH (:PartyOrganization)-[r:COVERS]->(:Grid {code: $grid}) WHERE r.until IS NULL
SET r.until = date('2026-06-01')"""


async def test_a_problem_shows_what_nearly_fits_and_what_helped_before(console: str, demo_graph: Graph) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(f"/console/help?text=独居老人中午没人做饭&area={COMMUNITY}")
    assert "差一点的资源 代送药品与急用品 （飞鹊即时配送有限公司大坪站）：名额已满 以前" in street.said
    helped = (
        "以前类似的需求怎么解决 独居老人中午吃不上热饭 （马家堡社区，已满足） → 马家堡长者餐送上门 已评价，社区评 4 分"
    )
    assert helped in street.said
    await street.open(f"/console/help?text=暑假孩子没人带&area={COMMUNITY}")
    assert "差一点的资源" not in street.said
    assert (
        "暑假孩子没人看，想在活动室办托管班 （马家堡社区，已满足） → 禾苗暑期托管班 已评价，社区评 3 分" in street.said
    )
    await street.open(f"/console/help?text=要一个能坐200人的场地开会&area={COMMUNITY}")
    assert "党群服务中心舞蹈排练室 （浮图关社区）：不在服务范围" in street.said


async def test_two_days_stand_side_by_side_each_with_its_own_share(console: str, demo_graph: Graph) -> None:
    auditor = await enter(console, "AUDITOR")
    days = "asOf=2026-11-24&than=2026-03-01"
    await auditor.open(f"/console/coverage?area={STREET}&{days}")
    assert "网格 160 个，未覆盖 21 个" in auditor.said
    assert "马家堡社区 90.0% 90.0% 90.0% 20 17 1 0 2" in auditor.said
    await demo_graph.write(Statement(ENDED, {"grid": GRID}))
    await auditor.open(f"/console/coverage?area={STREET}&{days}")
    assert "网格 160 个，未覆盖 22 个" in auditor.said
    assert "2026年3月1日网格覆盖率 86.9%。" in auditor.said
    assert "马家堡社区 85.0% 85.0% 90.0% 20 16 1 0 3" in auditor.said, "17 of 20 grids now, 18 then"
    await auditor.open(f"/console/coverage?area={STREET}&asOf=2026-05-31&than=2026-06-01")
    assert "马家堡社区 90.0% 90.0% 85.0% 20 17 1 0 2" in auditor.said, "an end is the first day on which it is over"
