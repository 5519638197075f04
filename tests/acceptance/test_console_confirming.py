"""What others register in a unit's name is confirmed by the unit at the console, by forms alone."""

from graphsvc.cli.demo.where import DEPARTMENT_UNIT
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, enter


async def test_a_unit_confirms_one_entry_in_its_name_and_declines_another(console: str, demo_graph: Graph) -> None:
    community = await enter(console, "COMMUNITY_OFFICIAL")
    pages = []
    for title in ("免费接种", "夜间门诊"):
        await community.open(f"/console/offer-resource?area={COMMUNITY}")
        form = community.form("/console/do/publishResource")
        told = {"resource.title": title, "resource.kind": "SERVICE", "resource.topics[]": "03"}
        await community.send(form, **told, **{"resource.offeredBy": DEPARTMENT_UNIT})
        pages.append(community.response.url.path)
        assert pages[-1].startswith("/console/resources/resource-"), community.said[:600]
        assert "待单位确认" in community.said
        assert "确认前不参与推荐，也不能认领" in community.said
    assert "/console/do/confirmResource" not in community.text
    unit = await enter(console, "DEPARTMENT")
    await unit.open("/console/today")
    assert "待单位确认的资源（2 条）" in unit.said
    await unit.open(pages[0])
    await unit.send(unit.form("/console/do/confirmResource"))
    assert "可用" in unit.said
    assert "/console/do/confirmResource" not in unit.text
    await unit.open(pages[1])
    await unit.send(unit.form("/console/do/declineResource"), reason="没有夜间门诊")
    assert "单位未认可" in unit.said
    await unit.open("/console/today")
    assert "待单位确认的资源" not in unit.said


async def test_a_unit_sees_what_others_changed_and_the_level_above_until_when_it_answers(
    console: str, demo_graph: Graph
) -> None:
    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open(f"/console/offer-resource?area={COMMUNITY}")
    told = {"resource.title": "免费体检", "resource.kind": "SERVICE", "resource.topics[]": "03"}
    form = community.form("/console/do/publishResource")
    await community.send(form, **told, **{"resource.offeredBy": DEPARTMENT_UNIT})
    page = community.response.url.path
    unit = await enter(console, "DEPARTMENT")
    await unit.open(page)
    assert "改了什么" not in unit.said, "it is asked about the whole"
    await unit.send(unit.form("/console/do/confirmResource"))
    await community.open(page)
    changed = {"changes.title": "体检和接种", "changes.availableTo": "2027-01-31"}
    await community.send(community.form("/console/do/amendResource"), **changed)
    for who in (community, unit):
        await who.open(page)
        assert "标题：免费体检 → 体检和接种" in who.said
        assert "可用至：（空） → 2027年1月31日" in who.said
        assert "单位答复期限" in who.said
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    for who in (unit, street):
        await who.open("/console/today")
        assert "待单位确认的资源（1 条）" in who.said
        assert "标题：免费体检 → 体检和接种" in who.said
        assert "单位答复期限" in who.said
    await unit.open(page)
    await unit.send(unit.form("/console/do/confirmResource"))
    assert "改了什么" not in unit.said
