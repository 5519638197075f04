"""A task is given at the console by a form, to places and units that are ticked, and reaches them."""

import re

from graphsvc.cli.demo.where import DEPARTMENT_UNIT
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, STREET, enter


async def test_a_task_is_dispatched_by_a_form_and_waits_where_it_was_sent(console: str, demo_graph: Graph) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(f"/console/tasks?area={STREET}")
    assert "/console/new-task" in street.text
    await street.open(f"/console/new-task?area={STREET}")
    title = {"task.title": "检查楼道堆物", "task.items.0.text": "每栋看一遍"}
    await street.send(street.form("/console/do/dispatchTask"), **title)
    assert "怎么办" in street.said  # to whom?
    form = street.form("/console/do/dispatchTask")
    assert form.fields["task.title"] == ["检查楼道堆物"]
    await street.send(form, **{"task.receivers.areas[]": [COMMUNITY], "task.receivers.units[]": ["unit-22"]})
    assert "已办好" in street.said, street.said[:900]
    assert street.response.url.path.startswith("/console/tasks/task-")
    assert "每栋看一遍" in street.said
    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open("/console/today")
    assert "检查楼道堆物" in community.said
    department = await enter(console, "DEPARTMENT")
    await department.open("/console/today")
    assert "检查楼道堆物" in department.said


async def test_a_unit_gives_its_share_to_one_person_by_a_form_and_takes_it_back(
    console: str, demo_graph: Graph
) -> None:
    hire = """MATCH (u:Unit {id: $unit})
    CREATE (:Node:Person {id: 'person-lin', areaCode: u.areaCode, name: '某人'})-[:WORKS_FOR]->(u)"""
    await demo_graph.write(Statement(hire, {"unit": DEPARTMENT_UNIT}))
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(f"/console/new-task?area={STREET}")
    form = street.form("/console/do/dispatchTask")
    await street.send(form, **{"task.title": "检查泵房", "task.receivers.units[]": [DEPARTMENT_UNIT]})
    page = street.response.url.path
    unit = await enter(console, "DEPARTMENT")
    await unit.open(page)
    await unit.send(unit.form("/console/do/entrustAssignment"), person="person-nobody")
    assert "没有这个人，或不在本单位任职" in unit.said
    await unit.send(unit.form("/console/do/entrustAssignment"), person="person-lin")
    assert "承办人 person-lin" in unit.said
    assert "/console/do/entrustAssignment" not in unit.text
    await unit.open("/console/today")
    assert "承办人 person-lin" in unit.said
    await unit.open(page)
    await unit.send(unit.form("/console/do/takeBackAssignment"), reason="本人请假")
    assert "承办人" not in unit.said.partition("本页查询")[0].replace("承办人的人员编号", "")


async def test_each_side_is_shown_just_what_it_may_do_with_a_share(console: str, demo_graph: Graph) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(f"/console/new-task?area={STREET}")
    given = {"task.title": "检查水泵", "task.items.0.text": "试开机", "task.receivers.units[]": [DEPARTMENT_UNIT]}
    await street.send(street.form("/console/do/dispatchTask"), **given)
    page = street.response.url.path
    unit, auditor = await enter(console, "DEPARTMENT"), await enter(console, "AUDITOR")
    await unit.open(page)
    assert buttons(unit.text) == ["accept", "entrust", "handOver"]
    await unit.send(unit.form("/console/do/acceptAssignment"))
    assert buttons(unit.text) == ["tick", "entrust", "handOver"], "what has to be ticked bars the report"
    await unit.send(unit.form("/console/do/tickAssignment"), items="0")
    assert buttons(unit.text) == ["tick", "report", "entrust", "handOver"]
    await unit.send(unit.form("/console/do/handOverAssignment"), **{"to.areas[]": COMMUNITY, "reason": "属社区"})
    assert "已办好" in unit.said, unit.said[:900]
    assert "已移交" in unit.said
    assert buttons(unit.text) == []
    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open(page)
    assert "移交理由：属社区" in community.said
    assert buttons(community.text) == ["accept", "entrust", "handOver"]
    for name, more in (("accept", {}), ("tick", {"items": "0"}), ("report", {"report": "已试"})):
        await community.send(community.form(f"/console/do/{name}Assignment"), **more)
        assert "已办好" in community.said, community.said[:900]
    assert buttons(community.text) == []
    await auditor.open(page)
    assert "检查水泵" in auditor.said
    assert buttons(auditor.text) == []
    await street.open(page)
    assert buttons(street.text) == ["confirm", "sendBack", "withdraw"]


def buttons(page: str) -> list[str]:
    """The changes of shares that a page offers, in its order."""
    return re.findall(r'action="/console/do/(\w+)Assignment"', page)
