"""Other systems at the console: endpoints and subscriptions by form, a secret shown once, what was given up again."""

import re

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import STREET, Visitor, enter

DEAD = """\
MATCH (e:NoticeEndpoint {id: $id})
UNWIND range(1, 3) AS n
CREATE (:NoticeDelivery {id: $id + '-' + n, endpoint: $id, dead: $id, state: 'DEAD', kind: 'CALL', attempts: 3,
  areaCode: e.areaCode, unit: e.unit, notice: 'none', lane: $id + ' 500103a', place: '1-' + n,
  madeAt: datetime('2026-11-20T08:00:00Z'), error: '404 Not Found'})"""
KEPT = "MATCH (e:NoticeEndpoint|EventSubscription) RETURN e.id, e.state, properties(e) ORDER BY e.madeAt LIMIT 10"
STATES = "MATCH (d:NoticeDelivery {endpoint: $id}) RETURN d.state, count(*) ORDER BY d.state LIMIT 5"
SECRET = r"whsec_[A-Za-z0-9+/]{43}="


async def kept(graph: Graph) -> list[list[object]]:
    """Endpoints and subscriptions as the graph has them."""
    return [[id_, state] for id_, state, _ in await graph.read(Statement(KEPT))]


def shown(visitor: Visitor) -> list[str]:
    """Secrets that stand on a page."""
    return re.findall(SECRET, visitor.text.replace("&#43;", "+"))


async def test_an_endpoint_is_registered_with_a_secret_that_is_shown_once(
    console: str, demo_graph: Graph, capfd: pytest.CaptureFixture[str]
) -> None:
    district = await enter(console, "DISTRICT_ADMIN")
    await district.open("/console/noticeEndpoints")
    assert "点“新增”登记一个" in district.said
    await district.open("/console/new-notice-endpoint")
    form = district.form("/console/do/registerNoticeEndpoint")
    told = {"endpoint.name": "水务局<b>工单</b>系统", "endpoint.area": STREET, "endpoint.kinds[]": ["CALL", "REMINDER"]}
    await district.send(form, **told, **{"endpoint.target": "https://water.example.cn/hook?key=abc"})
    page = district.response.url.path
    assert page.startswith("/console/noticeEndpoints/endpoint-"), district.said[:600]
    (secret,) = shown(district)
    assert "只显示这一次" in district.said
    assert district.response.headers["cache-control"] == "no-store"
    assert secret not in str(district.response.url) + "".join(str(each.url) for each in district.response.history)
    assert "<b>工单" not in district.text
    assert "key=abc" not in district.text, "of an address the rest may be a key"
    for _ in range(2):
        await district.open(page)
        assert shown(district) == []
        assert "只显示这一次" not in district.said
    ((id_, state, properties),) = await demo_graph.read(Statement(KEPT))
    assert (f"/console/noticeEndpoints/{id_}", state) == (page, "ACTIVE")
    assert secret not in str(properties)

    again = await district.send(form, **told, **{"endpoint.target": "https://water.example.cn/hook?key=abc"})
    assert district.response.status_code == 409, "what has been shown is not shown to who sends the form once more"
    assert shown(district) == []
    assert "water.example.cn" in again, "the form stands there as it was filled in"
    assert len(await kept(demo_graph)) == 1
    assert secret not in "".join(capfd.readouterr())


async def test_a_double_click_registers_once_and_ones_own_secret_is_never_shown(
    console: str, demo_graph: Graph
) -> None:
    district = await enter(console, "DISTRICT_ADMIN")
    await district.open("/console/new-event-subscription")
    form = district.form("/console/do/registerEventSubscription")
    told = {"subscription.name": "市平台", "subscription.target": "https://city.example.cn/events"}
    told |= {"subscription.area": STREET, "subscription.types[]": "graphsvc.change.case_，graphsvc.change.task_"}
    fields = {**{name: values[0] for name, values in form.fields.items()}, **told}
    first = await district.client.post(form.action, data=fields, follow_redirects=False)  # a browser leaves this answer
    assert first.status_code == 303
    await district.send(form, **told)
    page = district.response.url.path
    assert page == first.headers["location"]
    assert len(shown(district)) == 1
    assert "graphsvc.change.case_、graphsvc.change.task_" in district.said
    assert len(await kept(demo_graph)) == 1

    own = "a-secret-that-the-other-side-has-given"
    await district.open("/console/new-event-subscription")
    form = district.form("/console/do/registerEventSubscription")
    await district.send(form, **told, **{"subscription.secret": "short"})
    assert "至少 24 个字符" in district.said
    assert "short" not in district.text, "a secret does not stand there again"
    await district.send(district.form("/console/do/registerEventSubscription"), **told, **{"subscription.secret": own})
    assert "已办好" in district.said, district.said[:600]
    assert own not in district.text
    assert shown(district) == []

    for change, words in (("pause", "暂停"), ("resume", "启用")):
        await district.send(district.form(f"/console/do/{change}EventSubscription"))
        assert f"{words} https://city.example.cn" in district.said
    await district.send(district.form("/console/do/revokeEventSubscription"), reason="平台下线")
    assert "恢复：当前状态是“停用”，不能“恢复”；现在可以：没有。" in district.said
    assert "/console/do/" not in district.text.split("可办的事")[1].split("本页查询")[0]
    states = sorted(str(state) for _, state in await kept(demo_graph))
    assert states == ["ACTIVE", "REVOKED"]
    sheet = await district.open("/console/eventSubscriptions.csv?state=REVOKED")
    assert sheet.count("市平台") == 1


async def test_a_secret_waits_for_the_page_of_what_it_is_for(console: str, demo_graph: Graph) -> None:
    district = await enter(console, "DISTRICT_ADMIN")
    pages = []
    for number in range(2):
        await district.open("/console/new-event-subscription")
        form = district.form("/console/do/registerEventSubscription")
        told = {"subscription.name": f"平台{number}", "subscription.target": f"https://city{number}.example.cn/events"}
        told |= {"subscription.area": STREET, "subscription.types[]": "graphsvc.change.case_"}
        fields = {**{name: values[0] for name, values in form.fields.items()}, **told}
        answer = await district.client.post(form.action, data=fields, follow_redirects=False)
        pages.append(answer.headers["location"])
    for other in ("/console/screen", "/console/", "/console/eventSubscriptions"):
        await district.open(other)
        assert shown(district) == [], other
    secrets = []
    for path in pages:
        await district.open(path)
        secrets += shown(district)
        await district.open(path)
        assert shown(district) == []
    assert len(set(secrets)) == 2


async def test_what_was_given_up_is_seen_and_sent_again(console: str, demo_graph: Graph) -> None:
    department = await enter(console, "DEPARTMENT")
    await department.open("/console/new-notice-endpoint")
    form = department.form("/console/do/registerNoticeEndpoint")
    told = {"endpoint.name": "值班邮箱", "endpoint.way": "EMAIL", "endpoint.target": "duty@water.example.cn"}
    await department.send(form, **told)
    page = department.response.url.path
    id_ = page.rpartition("/")[2]
    assert shown(department) == [], "mail is not signed"
    assert "d***@water.example.cn" in department.said
    await demo_graph.write(Statement(DEAD, {"id": id_}))
    await department.open("/console/noticeEndpoints")
    assert "值班邮箱 邮件 启用 d***@water.example.cn 3 " in department.said
    await department.open(f"{page}?state=DEAD")
    assert department.text.count("404 Not Found") == 3
    assert "全部 3 待送 0 已送达 0 未送达 3 已取消 0" in department.said

    await department.send(department.form("/console/do/pauseNoticeEndpoint"), note="换服务器")
    assert "重送：当前状态是“暂停”，不能“重送”；现在可以：恢复、停用。" in department.said
    await department.send(department.form("/console/do/resumeNoticeEndpoint"))
    await department.send(department.form("/console/do/replayNoticeDeliveries"))
    assert "重送：没有未送达的通知。" in department.said
    assert await demo_graph.read(Statement(STATES, {"id": id_})) == [["PENDING", 3]]
    await department.send(department.form("/console/do/revokeNoticeEndpoint"), reason="邮箱停用")
    assert await demo_graph.read(Statement(STATES, {"id": id_})) == [["DROPPED", 3]]

    other = await enter(console, "DEPARTMENT", "unit-10")
    await other.open("/console/noticeEndpoints")
    assert "值班邮箱" not in other.text
    await other.open(page)
    assert "没有这个通知端点，或不在您的管辖范围内。" in other.said
    for path in ("eventSubscriptions", "new-event-subscription"):
        await other.open(f"/console/{path}")
        assert other.response.status_code == 403
