"""Work in the grid at the console, by forms alone: the ledger of forces, grid items, patrols and visits."""

import io
from datetime import timedelta

from openpyxl import load_workbook

from graphsvc.china import CHINA, day_in_china
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, GRID, enter


async def test_who_is_registered_is_counted_and_each_figure_opens_its_list(console: str, demo_graph: Graph) -> None:
    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open(f"/console/new-force?area={COMMUNITY}")
    form = community.form("/console/do/registerForce")
    await community.send(
        form,
        **{"force.area": GRID, "force.kind": "MEDIATOR", "force.skills[]": ["LAW", "FIRST_AID"]},
        **{"force.times.recurrence": "FREQ=DAILY", "force.times.fromTime": "00:00", "force.times.toTime": "00:00"},
    )
    page = community.response.url.path
    assert page.startswith("/console/forces/force-"), community.said[:600]
    assert "急救、法律" in community.said
    assert "每天 00:00—00:00" in community.said
    amend = community.form("/console/do/amendForce")
    await community.send(amend, skills=["LAW"], times__recurrence="", times__fromTime="", times__toTime="")
    assert "在岗时间 未登记" in community.said
    amend = community.form("/console/do/amendForce")
    times = {"times.recurrence": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "times.fromTime": "08:00"}
    await community.send(amend, skills=["DRIVING"], times__toTime="08:00", **times)
    await community.send(community.form("/console/do/verifyForce"))
    ledger = await community.open(f"/console/forces-ledger?area={COMMUNITY}")
    assert "在册 1 ，此刻在岗 1 ，待核实 0" in community.said
    address = ledger.split('此刻在岗 <a href="')[1].split('"')[0].replace("&amp;", "&")
    await community.open(address)
    assert "共 1 条" in community.said
    await community.open(address.replace("/forces?", "/forces.xlsx?"))
    (head, row) = load_workbook(io.BytesIO(community.response.content)).worksheets[0].values
    assert dict(zip(head, row, strict=True))["类别"] == "调解员"
    assert dict(zip(head, row, strict=True))["技能"] == "驾驶"
    await community.open(page)
    await community.send(community.form("/console/do/endForce"), reason="搬离")
    assert "已退出" in community.said
    await community.open(f"/console/forces-ledger?area={COMMUNITY}")
    assert "在册 0 ，" in community.said


async def test_an_item_is_applied_for_admitted_and_published(console: str, demo_graph: Graph) -> None:
    department = await enter(console, "DEPARTMENT")
    await department.open("/console/new-grid-item")
    form = department.form("/console/do/proposeGridItem")
    new = {"item.title": "二次供水巡查", "item.basis": "供水条例", "item.recurrence": "FREQ=WEEKLY"}
    await department.send(form, **new, **{"item.temporary:Boolean": ""})
    page = department.response.url.path
    assert page.startswith("/console/gridItems/item-"), department.said[:600]
    street = await enter(console, "DISTRICT_ADMIN")
    await street.open(page)
    await street.send(street.form("/console/do/admitGridItem"))
    await street.send(street.form("/console/do/publishGridItem"))
    assert "已公布" in street.said or "IN_FORCE" in street.text or "有效" in street.said
    await street.send(street.form("/console/do/retireGridItem"), reason="已由专业部门承担")
    assert "已由专业部门承担" in street.said


async def test_a_plan_is_drawn_up_and_a_visit_reported_on_the_spot(console: str, demo_graph: Graph) -> None:
    today = day_in_china(utc_now())
    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open(f"/console/new-patrol-plan?area={COMMUNITY}")
    form = community.form("/console/do/openPatrolPlan")
    places = {"plan.places.0.name": "临街餐馆", "plan.places.1.grid": GRID, "plan.places.1.name": "棋牌室"}
    plan = {"plan.name": "九小场所日巡", "plan.kind": "SMALL_PREMISES", "plan.startsOn": today.isoformat()}
    await community.send(form, **plan, **places)
    page = community.response.url.path
    assert page.startswith("/console/patrolPlans/patrol-"), community.said[:600]
    until = (today + timedelta(days=2)).isoformat()
    await community.send(community.form("/console/do/drawUpVisits"), untilOn=until)
    assert "待走访与漏访（6）" in community.said
    pause = {"days.startsOn": until, "days.endsOn": until}
    await community.send(community.form("/console/do/pausePatrolPlan"), reason="台风", **pause)
    assert "待走访与漏访（4）" in community.said
    await community.open(f"/console/visits?state=DUE&dueOn={today}")
    assert "共 2 条" in community.said
    first, second = (each.split('"')[0] for each in community.text.split('href="/console/visits/')[1:3])
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/visits/{first}")
    now = utc_now().astimezone(CHINA)
    times = {"reports.startedAt:DateTime": f"{now - timedelta(minutes=30):%Y-%m-%dT%H:%M}"}
    found = {"reports.findings.0.kind": "FIRE", "reports.findings.0.text": "楼道堆物"}
    found |= {"reports.findings.1.kind": "OTHER", "reports.findings.1.text": "井盖破损"}
    raised = {"reports.findings.1.category": "C05"}
    report = grid.form("/console/do/reportVisits")
    await grid.send(report, **times, **found, **raised, **{"reports.households:Int": "3"})
    assert grid.response.status_code == 200, grid.said[:600]
    assert "已走访" in grid.said
    assert "楼道堆物 （当场已解决）" in grid.said
    assert "/console/cases/case-" in grid.text
    await community.open(f"/console/visits/{second}")
    await community.send(community.form("/console/do/callOffVisit"), reason="道路封闭")
    assert "已取消" in community.said
    await community.open(page)
    await community.send(community.form("/console/do/endPatrolPlan"), reason="撤并")
    assert "已终止" in community.said
