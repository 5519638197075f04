"""Deputies at the console: named by form, seen by who may see them, and ended with a reason."""

from datetime import timedelta

from graphsvc.china import CHINA
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, GRID, enter

_SERVING = """\
MATCH (p:Person)-[s:SERVES_IN]->(:Grid {code: $grid}) WHERE s.until IS NULL
WITH DISTINCT p.id AS id ORDER BY id LIMIT 2 RETURN collect(id)"""
NAMED = "MATCH (t:Deputyship) RETURN t.deputy, t.absent, t.reason, t.endReason"


async def test_somebody_is_named_and_ended_at_the_console_and_refused_above_their_seat(
    console: str, demo_graph: Graph
) -> None:
    (((deputy, absent),),) = await demo_graph.read(Statement(_SERVING, {"grid": GRID}))
    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open("/console/deputies")
    assert "没有代办" in community.said, community.said[:600]
    until = (utc_now().astimezone(CHINA) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    filled = {
        "deputyship.role": "SUBDISTRICT_OFFICIAL",
        "deputyship.place": "500103012000",
        "deputyship.person": deputy,
        "deputyship.absent": absent,
        "deputyship.endsAt:DateTime": until,
        "deputyship.reason": "年休假",
    }
    await community.send(community.form("/console/do/openDeputyship"), **filled)
    assert "只能为本级或下级岗位指定代办" in community.said, community.said[:600]
    assert 'value="' + deputy in community.text, "what was filled in stands there again"
    assert await demo_graph.read(Statement(NAMED)) == []

    own = {"deputyship.role": "COMMUNITY_OFFICIAL", "deputyship.place": COMMUNITY}
    await community.send(community.form("/console/do/openDeputyship"), **{**filled, **own})
    assert "正在代办" in community.said, community.said[:600]
    assert await demo_graph.read(Statement(NAMED)) == [[deputy, absent, "年休假", None]]
    grid = await enter(console, "GRID_WORKER")
    await grid.open("/console/deputies")
    assert "/console/do/openDeputyship" not in grid.text
    elsewhere = await enter(console, "VIEWER")
    await elsewhere.open("/console/deputies")
    assert elsewhere.response.status_code == 403

    await community.open("/console/deputies?show=now")
    await community.send(community.form("/console/do/endDeputyship"), reason="提前销假")
    assert "提前结束：提前销假" in community.said, community.said[:600]
    assert "/console/do/endDeputyship" not in community.text
    assert await demo_graph.read(Statement(NAMED)) == [[deputy, absent, "年休假", "提前销假"]]
    await community.open("/console/deputies?show=now")
    assert "没有代办" in community.said
