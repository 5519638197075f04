"""A contingency plan in the console by forms alone: published, proposed by a case, started, ended, looked back upon."""

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cli.demo.story import Teller
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import GRID, STREET, enter
from tests.conftest import KEYS, RECORD
from tests.engine.desk import DISCOVER

PLAN = {
    "plan.area": STREET,
    "plan.board": "SAFETY_AND_LAW",
    "plan.title": "居民楼火灾处置预案",
    "plan.trigger": "起火或冒浓烟",
    "plan.words[]": "浓烟，明火",
    "plan.roles.0.name": "疏散",
    "plan.roles.0.force": "GRID_WORKER",
    "plan.steps.0.text": "疏散楼内居民",
    "plan.steps.0.role": "疏散",
    "plan.steps.0.minutes:Int": "20",
}


async def test_a_plan_is_published_started_for_a_case_and_reviewed_by_forms_alone(
    console: str, demo_graph: Graph
) -> None:
    teller = Teller(documents(), demo_graph, RECORD, KEYS, Calendar(), utc_now().replace(microsecond=0))
    smoke = {"area": GRID, "category": "C02", "title": "三楼冒浓烟"}
    case = (await teller.asked(SERVICE, DISCOVER, case=smoke))["discoverCase"]["id"]
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open("/console/contingencyPlans")
    assert "/console/new-contingency-plan" in street.text
    await street.open(f"/console/new-contingency-plan?area={STREET}")
    await street.send(street.form("/console/do/draftContingencyPlan"), **{**PLAN, "plan.roles.0.level": "COMMUNITY"})
    assert "须且只能由" in street.said
    assert 'value="居民楼火灾处置预案"' in street.text
    form = street.form("/console/do/draftContingencyPlan")
    assert form.fields["plan.steps.0.minutes:Int"] == ["20"]
    await street.send(form, **{"plan.roles.0.level": "COMMUNITY", "plan.roles.0.force": ""})
    assert "草案" in street.said, street.said[:900]
    plan = street.response.url.path.rsplit("/", 1)[1]
    assert plan.startswith("plan-")
    await street.send(street.form("/console/do/amendContingencyPlan"), **{"plan.steps.0.minutes:Int": "15"})
    assert "启动后 15 分钟内" in street.said, street.said[:900]
    assert "启动地点的全部村社区" in street.said, street.said[:900]
    await street.send(street.form("/console/do/publishContingencyPlan"), note="会议通过")
    drill = street.form("/console/do/drillContingencyPlan")
    await street.send(drill, drill__heldOn="2026-01-05", drill__findings="广播听不清")
    assert "广播听不清" in street.said
    await street.open(f"/console/cases/{case}")
    assert "提到浓烟" in street.said
    await street.open(f"/console/contingencyPlans/{plan}?case={case}")
    await street.send(street.form("/console/do/startContingencyPlan"))
    page = street.response.url.path
    assert page.startswith("/console/contingencyRuns/run-"), street.said[:600]
    assert "已完成 0 / 1 步" in street.said
    assert "三楼冒浓烟" in street.said
    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open(page)
    assert "疏散楼内居民" in community.said
    assert "endContingencyRun" not in community.text
    await street.send(street.form("/console/do/endContingencyRun"), reason="明火已灭")
    await street.send(street.form("/console/do/reviewContingencyRun"), review="疏散及时")
    assert "已复盘" in street.said
    assert "疏散及时" in street.said
    await street.open("/console/contingencyRuns?state=REVIEWED")
    assert "共 1 条" in street.said
