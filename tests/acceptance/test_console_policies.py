"""Policy notices at the console, by forms alone: published with counts, told and answered, withdrawn."""

import re
from datetime import timedelta

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, GRID, enter


async def test_a_policy_is_published_told_from_door_to_door_and_withdrawn(console: str, demo_graph: Graph) -> None:
    community, worker = await enter(console, "COMMUNITY_OFFICIAL"), await enter(console, "GRID_WORKER")
    await community.open(f"/console/new-policy-notice?area={COMMUNITY}")
    form, today = community.form("/console/do/publishPolicyNotice"), day_in_china(utc_now())
    days = {"tellByOn": str(today + timedelta(days=14)), "applyByOn": str(today + timedelta(days=30))}
    told = {"title": "高龄津贴", "text": "凭身份证到服务点申请", "qualifies": "八十周岁以上常住居民", **days}
    fields = {f"notice.{name}": value for name, value in told.items()} | {"notice.department": "unit-22"}
    (number,) = re.findall(rf'name="notice\.shares\.(\d+)\.area" value="{GRID}"', community.text)
    count = f"notice.shares.{number}.qualifiedCount:Int"
    await community.send(form, **fields, **{count: "8"})
    assert "notice.shares" in community.said or "区域" in community.said, "a count without its area is refused"
    form = community.form("/console/do/publishPolicyNotice")
    assert form.fields["notice.title"] == ["高龄津贴"], "what was filled in stays"
    await community.send(form, **fields, **{count: "8", f"notice.shares.{number}.area": GRID})
    page = community.response.url.path
    assert page.startswith("/console/policyNotices/policy-"), community.said[:600]
    assert "符合条件人数 8" in community.said
    await worker.open("/console/policyShares?state=TELLING")
    (share,) = set(re.findall(r'href="(/console/policyShares/policyshare-[\w-]+)"', worker.text))
    await worker.open(share)
    counts = {"progress.toldCount:Int": "8", "progress.answeredCount:Int": "9"}
    await worker.send(worker.form("/console/do/reportPolicyShare"), **counts)
    assert "已回应人数不能多于已告知人数" in worker.said
    counts = {"progress.toldCount:Int": "8", "progress.answeredCount:Int": "5"}
    await worker.send(worker.form("/console/do/reportPolicyShare"), **counts)
    assert "已回应人数 5" in worker.said, worker.said[:900]
    await community.open(share)
    await community.send(community.form("/console/do/closePolicyShare"), reason="其余已迁出")
    assert "已办结" in community.said
    await community.open(page)
    amend = community.form("/console/do/amendPolicyNotice")
    await community.send(amend, **{"notice.title": "高龄津贴（2026）"})
    assert "高龄津贴（2026）" in community.said
    extend = community.form("/console/do/extendPolicyNotice")
    ((number, other),) = re.findall(r'name="shares\.(\d+)\.area" value="(\d+002)"', community.text)
    assert f'value="{GRID}"' not in community.text, "it is counted already"
    more = {f"shares.{number}.area": other, f"shares.{number}.qualifiedCount:Int": "3"}
    await community.send(extend, **more)
    assert "符合条件人数 11" in community.said, community.said[:900]
    viewer = await enter(console, "VIEWER")
    await viewer.open(page)
    assert "八十周岁以上常住居民" in viewer.said
    assert "告知进度" not in viewer.said
    await community.send(community.form("/console/do/revokePolicyNotice"), reason="并入新政")
    assert "已撤回" in community.said
