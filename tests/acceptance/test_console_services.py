"""Services at the door at the console, by forms alone: points and items."""

from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, GRID, enter


async def test_a_point_is_opened_amended_and_closed_and_offers_an_item(console: str, demo_graph: Graph) -> None:
    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open(f"/console/new-service-point?area={COMMUNITY}")
    form = community.form("/console/do/openServicePoint")
    told = {"point.name": "马家堡便民驿站", "point.address": "马家堡正街 1 号", "point.phone": "023-68810000"}
    day = {"point.hours.0.recurrence": "FREQ=DAILY", "point.hours.0.fromTime": "00:00", "point.hours.0.toTime": "00:00"}
    place = {"point.longitude:Float": "106.51", "point.latitude:Float": "29.53", "point.shutOn[]": "2020-10-01"}
    chosen = {"point.classes[]": ["LIVING", "GOVERNMENT"], "point.access[]": ["LIFT"], "point.area": GRID}
    await community.send(form, **told, **day, **place, **chosen)
    page = community.response.url.path
    assert page.startswith("/console/servicePoints/point-"), community.said[:600]
    assert "政务服务、生活服务 现在开放" in community.said
    assert "每天 00:00—00:00" in community.said
    assert "106.51, 29.53" in community.said
    await community.open(f"/console/new-service-item?area={COMMUNITY}")
    form = community.form("/console/do/publishServiceItem")
    item = {"item.title": "居住证办理", "item.papers[]": "身份证，租房合同", "item.aliases[]": "办居住证"}
    point = page.rsplit("/", 1)[1]
    await community.send(form, **item, **{"item.ways[]": ["BY_AGENT"], "item.points[]": [point]})
    entry = community.response.url.path
    assert entry.startswith("/console/serviceItems/service-"), community.said[:600]
    assert "身份证、租房合同" in community.said
    assert "马家堡便民驿站" in community.said
    await community.send(
        community.form("/console/do/amendServiceItem"), **{"item.title": "居住证申领", "item.points[]": []}
    )
    assert "还没有服务点承办" in community.said
    await community.send(community.form("/console/do/withdrawServiceItem"), reason="改为网办")
    assert "已取消" in community.said
    await community.open(page)
    amend = community.form("/console/do/amendServicePoint")
    assert amend.fields["point.longitude:Float"] == ["106.51"]
    await community.send(amend, **{"point.classes[]": ["LAW"], "point.hours.0.recurrence": "FREQ=WEEKLY;BYDAY=SA,SU"})
    assert "每周六、日 00:00—00:00" in community.said
    await community.send(community.form("/console/do/verifyServicePoint"))
    await community.send(community.form("/console/do/closeServicePoint"), reason="搬迁")
    assert "已撤销" in community.said
    await community.open("/console/servicePoints?state=OPEN&serviceClass=LAW&openAt=2026-09-07T10:00")
    assert "没有符合条件的服务点" in community.said
