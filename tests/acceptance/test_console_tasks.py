"""A task is given at the console by a form, to places and units that are ticked, and reaches them."""

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
