"""Double registration at the console: points exchanged and returned, a member who moves, whom to ask at a unit."""

import re

from graphsvc.app import documents
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cli.demo.story import Teller
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import enter
from tests.conftest import KEYS, RECORD
from tests.engine.told_registrations import register


async def test_points_are_exchanged_and_returned_and_a_member_moves_by_forms(console: str, demo_graph: Graph) -> None:
    teller = Teller(documents(), demo_graph, RECORD, KEYS, Calendar(), utc_now().replace(microsecond=0))
    filed = await register(teller, demo_graph)
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    rich = ""
    for id_ in filed:
        await street.open(f"/console/registrations/{id_}")
        if re.search(r"积分明细", street.said):
            rich = id_
            break
    assert rich
    await street.send(street.form("/console/do/spendPoints"), points="9999", goods="洗衣液")
    assert "怎么办" in street.said
    assert 'value="洗衣液"' in street.text
    await street.send(street.form("/console/do/spendPoints"), points="0.5", goods="洗衣液")
    assert "已办好" in street.said, street.said[:900]
    assert "洗衣液" in street.said
    await street.send(street.form("/console/do/returnPoints"), reason="退货")
    assert "已办好" in street.said, street.said[:900]
    assert "退货" in street.said

    for id_ in filed:
        if "/console/do/transferRegistration" in await street.open(f"/console/registrations/{id_}"):
            break
    form = street.form("/console/do/transferRegistration")
    (there, *_) = re.findall(
        r'<select name="community" required><option value="">请选择</option><option value="(\d{12})">', street.text
    )
    await street.send(form, community=there, reason="搬家")
    assert "已办好" in street.said, street.said[:900]


async def test_whom_to_ask_at_a_unit_is_written_down_and_read_by_who_may(console: str, demo_graph: Graph) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open("/console/units/unit-10")
    await street.send(street.form("/console/do/setUnitContact"), contact="办公室 023-12345678")
    assert "已办好" in street.said, street.said[:900]
    assert "联系方式：办公室 023-12345678" in street.said
    viewer = await enter(console, "VIEWER")
    await viewer.open("/console/units/unit-10")
    assert viewer.response.status_code == 200
    assert "023-12345678" not in viewer.text


async def test_a_member_reports_claims_a_post_and_has_an_hour_confirmed_by_forms(
    console: str, demo_graph: Graph
) -> None:
    member = await enter(console, "MEMBER")
    await member.open("/console/registration")
    assert re.search(r"您住在 \S+ ，今年还没有报到。", member.said)
    form = member.form("/console/do/fileRegistration")
    (home,) = form.fields["registration.community"]
    await member.send(form, registration__services=["HEALTH"])
    assert "已办好" in member.said, member.said[:900]

    community = await enter(console, "COMMUNITY_OFFICIAL", home)
    await community.open("/console/registrations")
    (page,) = re.findall(r'href="(/console/registrations/registration-[^"]+)"', community.text)
    await community.open(page)
    await community.send(community.form("/console/do/receiveRegistration"))
    assert "已办好" in community.said, community.said[:900]
    await community.open(f"/console/new-post?area={home}")
    await community.send(community.form("/console/do/publishPost"), post__title="周末义诊", post__serviceClass="HEALTH")
    post = community.response.url.path

    await member.open(post)
    await member.send(member.form("/console/do/claimPost"))
    assert "已办好" in member.said, member.said[:900]
    await member.open("/console/registration")
    assert "周末义诊" in member.said
    hours = {"record__startedAt:DateTime": "2026-11-20T09:00", "record__endedAt:DateTime": "2026-11-20T10:00"}
    await member.send(member.form("/console/do/fileServiceRecord"), record__content="量血压", **hours)
    assert "已办好" in member.said, member.said[:900]
    await member.send(member.form("/console/do/fileRegistrantNeed"), need__content="孩子放学没人接")
    assert "孩子放学没人接" in member.said

    await community.open(f"/console/confirm-records?area={home}")
    await community.send(community.form("/console/do-each/confirmServiceRecord"), which="every")
    assert "已办好" in community.said, community.said[:900]
    await member.open("/console/registration")
    assert "60 分钟，时长已确认" in member.said


async def test_figures_lead_to_areas_below_and_a_list_of_cards_to_each_card(console: str, demo_graph: Graph) -> None:
    teller = Teller(documents(), demo_graph, RECORD, KEYS, Calendar(), utc_now().replace(microsecond=0))
    await register(teller, demo_graph)
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    text = await street.open("/console/registration-stats")
    assert "合计" in street.said
    (below,) = re.findall(r'href="(/console/registration-stats\?[^"]*area=500103012011)"', text)
    await street.open(below.replace("&amp;", "&"))
    assert street.response.status_code == 200
    assert re.search(r"报到单位 2 个，报到党员 6 人", street.said), street.said[:900]
    assert 'value="500103012011"' in street.text
    linked = re.findall(r'registration-stats[^"]*area=(\d+)', street.text)
    assert linked, "grids"
    assert all(each.startswith("500103012011") for each in linked), "no area above, which not everybody may count"
    nothing = await street.open("/console/registration-stats?area=500103012011&year=2020")
    assert "报到单位 0 个，报到党员 0 人" in nothing

    cards = await street.open("/console/quarterCards")
    card = re.findall(r'data-title="持卡人"><a href="(/console/quarterCards/[^"]+)"', cards)[0]
    await street.open(card)
    assert "季度双报到登记卡" in street.said
    assert "共 0 条" in re.sub(r"<[^>]+>", "", await street.open("/console/quarterCards?year=2020"))
