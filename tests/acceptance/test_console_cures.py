"""Findings are cured at the console, by forms alone: each kind of cure once, and the finding is gone from the list."""

import html
import re

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import Visitor, enter

COMMUNITY = "500103012011"


async def open_finding(visitor: Visitor, rule: str, area: str) -> str:
    """Open the page of the first finding of a rule in an area; gives its sentence."""
    page = await visitor.open(f"/console/findings?area={area}&rules={rule}")
    links = re.findall(r'href="(/console/findings/[^"]+)"', page)
    assert links, visitor.said[:600]
    await visitor.open(html.unescape(links[0]))
    return visitor.said


async def count(visitor: Visitor, rule: str, area: str) -> int:
    """How many findings of a rule there are."""
    await visitor.open(f"/console/findings?area={area}&rules={rule}")
    found = re.search(r"共 (\d+) 个问题", visitor.said)
    assert found, visitor.said[:600]
    return int(found[1])


def options(page: str, name: str) -> list[str]:
    """The values that a list to pick from holds."""
    found = re.search(rf'<select name="{re.escape(name)}"[^>]*>(.*?)</select>', page, re.DOTALL)
    assert found, name
    return [each for each in re.findall(r'<option value="([^"]*)"', found[1]) if each]


STREET = "500103012000"


async def test_an_official_cures_what_the_audit_found_by_forms_alone(console: str, demo_graph: Graph) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")

    vacant = await count(street, "SECRETARY_MISSING", STREET)
    await open_finding(street, "SECRETARY_MISSING", STREET)
    able = options(street.text, "person")
    await street.send(street.form("/console/do/nameSecretary"), person=able[0])
    assert "已办好" in street.said, street.said[:900]
    assert await count(street, "SECRETARY_MISSING", STREET) == vacant - 1

    expired = await count(street, "TERM_EXPIRED", STREET)
    said = await open_finding(street, "TERM_EXPIRED", STREET)
    assert "责任党组织 大黄路社区东片党总支部" in said
    form = street.form("/console/do/postponeElection")
    far = {"until": "2031-01-01", "paper": "大工委〔2026〕7号", "approver": "上级党委"}
    await street.send(form, **far)
    assert "最迟" in street.said
    assert 'value="大工委〔2026〕7号"' in street.text or "大工委〔2026〕7号" in street.said
    await open_finding(street, "TERM_EXPIRED", STREET)
    await street.send(street.form("/console/do/electCommittee"))
    assert "已办好" in street.said, street.said[:900]
    assert await count(street, "TERM_EXPIRED", STREET) == expired - 1

    lacking = await count(street, "FORCE_MISSING", STREET)
    page = await street.open(f"/console/findings?area={STREET}&rules=FORCE_MISSING")
    for link in re.findall(r'href="(/console/findings/[^"]+)"', page):
        await street.open(html.unescape(link))
        if "/console/do/embedForce" in street.text:
            break
    (person, *_) = options(street.text, "person")
    await street.send(street.form("/console/do/embedForce"), person=person)
    assert "已办好" in street.said, street.said[:900]
    assert await count(street, "FORCE_MISSING", STREET) == lacking - 1

    uncovered = await count(street, "GRID_UNCOVERED", STREET)
    await open_finding(street, "GRID_UNCOVERED", STREET)
    await street.send(street.form("/console/do/assignCoverage"))
    assert "已办好" in street.said, street.said[:900]
    assert await count(street, "GRID_UNCOVERED", STREET) == uncovered - 1


async def test_an_official_carries_out_the_plan_of_new_cells_by_its_forms(console: str, demo_graph: Graph) -> None:
    await demo_graph.write(
        Statement(
            "MATCH (g:Grid {code: $grid}) "
            "MATCH (:PartyOrganization {id: 'party-dp-office'})<-[own:BELONGS_TO]-(m:Member) "
            "WHERE m.membership = 'FULL' AND NOT (m)-[:SECRETARY_OF|COMMITTEE_MEMBER_OF]->() "
            "WITH g, own, m ORDER BY m.id LIMIT 4 OPTIONAL MATCH (m)-[r:LIVES_IN]->() "
            "DELETE r, own CREATE (m)-[:LIVES_IN {since: date('2026-01-01')}]->(g)",
            {"grid": f"{COMMUNITY}004"},
        )
    )
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(f"/console/plan?area={STREET}")
    (planned,) = re.findall(r"最少新建 (\d+) 个党组织", street.said)
    (bare,) = re.findall(r"未覆盖的网格（(\d+)）", street.said)
    await street.send(street.form("/console/do/foundCell"))
    assert "已办好" in street.said, street.said[:900]
    (left,) = re.findall(r"最少新建 (\d+) 个党组织", street.said)
    assert int(left) == int(planned) - 1
    await street.send(street.form("/console/do/assignCoverage"))
    assert "已办好" in street.said, street.said[:900]
    (now,) = re.findall(r"未覆盖的网格（(\d+)）", street.said)
    assert int(now) <= int(bare) - 2
    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open(f"/console/plan?area={COMMUNITY}")
    assert "/console/do/foundCell" not in community.text


async def test_who_may_not_change_cells_reads_the_page_without_forms(console: str, demo_graph: Graph) -> None:
    community = await enter(console, "COMMUNITY_OFFICIAL")
    said = await open_finding(community, "GRID_UNCOVERED", COMMUNITY)
    assert "整改由镇街以上的管理人员办理" in said
    assert "/console/do/assignCoverage" not in community.text
    await community.open(f"/console/findings/finding%3A2026-01-01%3AGRID_UNCOVERED%3A%3Anone?area={COMMUNITY}")
    assert community.response.status_code < 500


async def test_units_leave_committees_end_and_forces_are_withdrawn_by_forms(console: str, demo_graph: Graph) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    page = f"/console/jointCommittees/bwc-dp?area={STREET}"
    await street.open(page)
    (seated,) = re.findall(r"成员单位（(\d+)）", street.said)
    await street.send(street.form("/console/do/unseatUnits"))
    assert "已办好" in street.said, street.said[:900]
    assert f"成员单位（{int(seated) - 1}）" in street.said
    ends = street.form("/console/do/dissolveJointCommittee")
    await street.send(ends)
    assert "不符合规定，未作改动：" in street.said, street.said[:900]
    assert "知悉会出现“未建大工委或大党委”，由我方承担并随后整改" in street.said, street.said[:900]
    await street.send(street.form("/console/do/dissolveJointCommittee"), accept="JOINT_COMMITTEE_MISSING")
    assert "已办好" in street.said, street.said[:900]
    await street.open(page)
    assert "撤销日期" in street.said
    assert "/console/do/" not in street.text.split("<main", 1)[1]
    grid = await demo_graph.read(
        Statement(
            "MATCH (g:Grid)<-[r:SERVES_IN]-(:Person) WHERE r.until IS NULL AND g.code STARTS WITH '500103012' "
            "RETURN g.code ORDER BY g.code LIMIT 1"
        )
    )
    await street.open(f"/console/areas/{grid[0][0]}")
    (serving,) = re.findall(r"网格力量（(\d+)）", street.said)
    await street.send(street.form("/console/do/withdrawForce"))
    if "不符合规定，未作改动：" in street.said:
        await street.send(street.form("/console/do/withdrawForce"), accept="FORCE_MISSING")
    assert f"网格力量（{int(serving) - 1}）" in street.said, street.said[:900]
