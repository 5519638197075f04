"""Key places at the console, by forms alone: a place is registered, a hazard found there by a worker and cleared."""

import re
from datetime import date, timedelta

from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, GRID, enter


async def test_a_place_is_registered_watched_and_taken_off_the_list(console: str, demo_graph: Graph) -> None:
    community, worker = await enter(console, "COMMUNITY_OFFICIAL"), await enter(console, "GRID_WORKER")
    await community.open(f"/console/new-key-place?area={COMMUNITY}")
    form = community.form("/console/do/registerKeyPlace")
    told = {"place.name": "马家堡电子厂", "place.address": "马家堡正街 18 号", "place.staffCount:Int": "120"}
    told |= {"place.kind": "ENTERPRISE", "place.area": GRID, "place.partyConditions:Boolean": "true"}
    await community.send(form, **told)
    assert "重点企业请填经营单位" in community.said
    form = community.form("/console/do/registerKeyPlace")
    assert form.fields["place.name"] == ["马家堡电子厂"], "what was filled in stays"
    await community.send(form, **told, **{"place.operator": "unit-01", "place.partyOrganization:Boolean": "false"})
    page = community.response.url.path
    assert page.startswith("/console/keyPlaces/keyplace-"), community.said[:600]
    assert "重点企业 具备条件未建党组织" in community.said
    assert "没有登记过隐患" in community.said
    await worker.open(page)
    today = date.today()
    found = {"hazard.kind": "GAS", "hazard.text": "灶间软管老化"}
    days = {"hazard.foundOn": str(today - timedelta(days=9)), "hazard.clearByOn": str(today - timedelta(days=2))}
    await worker.send(worker.form("/console/do/recordHazard"), **found, **days)
    assert "燃气：灶间软管老化 未消除" in worker.said, worker.said[:900]
    assert "逾期未消除" in worker.said
    await community.open("/console/keyPlaces?dangerous=true")
    assert "马家堡电子厂" in community.said
    await community.open(page)
    assert "退出：还有未消除的隐患，请先销号。" in community.said
    await community.open("/console/hazards?state=OPEN")
    (hazard,) = set(re.findall(r'href="(/console/hazards/hazard-\w+)"', community.text))
    await community.open(hazard)
    await community.send(community.form("/console/do/clearHazard"), report="换了软管，现场看过")
    assert "已消除" in community.said
    await community.open(page)
    amend = community.form("/console/do/amendKeyPlace")
    assert amend.fields["place.operator"] == ["unit-01"]
    assert amend.fields["place.partyOrganization:Boolean"] == ["false"]
    changed = {"place.partyOrganization:Boolean": "true", "place.partyMemberCount:Int": "4"}
    await community.send(amend, **changed)
    assert "具备条件未建党组织" not in community.said
    await community.send(community.form("/console/do/verifyKeyPlace"))
    await community.send(community.form("/console/do/delistKeyPlace"), reason="停业")
    assert "已退出" in community.said
