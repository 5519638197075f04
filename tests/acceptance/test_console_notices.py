"""Notices at the console: whoever is called finds out there, follows them to the case, and marks them as read."""

import re
from functools import partial

from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.notices.store.telling import derive
from tests.acceptance.visitor import GRID, enter


async def test_what_happens_to_a_case_is_told_read_and_put_away(console: str, demo_graph: Graph) -> None:
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/raise-case?area={GRID}")
    await grid.send(grid.form("/console/do/discoverCase"), case__category="C05", case__title="井盖<b>缺失</b>")
    case = grid.response.url.path
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open("/console/notices")
    assert "没有未读的通知" in street.said

    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open(case)
    await community.send(community.form("/console/do/acceptCase"), note="现场看过")
    await community.send(community.form("/console/do/requestWhistle"), reason="要市政来")
    assert "已办好" in community.said, community.said[:900]
    while (await demo_graph.transact(partial(derive, now=utc_now()))).due:
        pass
    await street.open("/console/notices")
    (count,) = re.findall(r"未读 (\d+) 条", street.said)
    assert int(count) >= 1
    assert f'href="{case}"' in street.text
    assert "<b>缺失" not in street.text
    await street.open(case)
    assert street.response.status_code == 200

    await street.open("/console/notices")
    await street.send(street.form("/console/do/markNoticesRead"))
    assert "没有未读的通知" in street.said
    await street.open("/console/notices?show=all")
    assert f"共 {count} 条" in street.said
    assert "/console/do/markNoticesRead" not in street.text
    other = await enter(console, "AUDITOR")
    await other.open("/console/notices?show=all")
    assert case not in other.text
