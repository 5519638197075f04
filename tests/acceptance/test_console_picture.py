"""The picture of ties at the console: walked, expanded, hidden, a way found, saved; the table has its rows."""

import html
import re
from xml.etree import ElementTree

import httpx

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, STREET, Visitor, enter

BUREAU = "云阶市场监督管理所"
OWN = {
    (BUREAU, "加入", "肖家湾社区大党委"),
    (BUREAU, "加入", "大黄路社区大党委"),
    (BUREAU, "建立党组织", "云阶市场监督管理所党支部"),
}
OTHERS = (
    "云阶综合行政执法大队",
    "渝中区云阶图书馆",
    "嘉梧电力平岭供电服务站",
    "渝澄通信平岭营业厅",
    "云杉谷软件有限公司",
)
MANY = """\
MATCH (c:JointCommittee {id: 'bwc-dp'})<-[seat:JOINS]-(unit:Unit)
WITH c, unit, seat LIMIT 1
UNWIND range(1, 60) AS number
CREATE (made:Node:Unit)-[made_seat:JOINS]->(c)
SET made = unit {.*, id: 'unit-many-' + number, name: '共建单位' + number, creditCode: null},
  made_seat = properties(seat)"""
SEATS = "MATCH (:JointCommittee {id: 'bwc-dp'})<-[seat:JOINS]-(unit:Unit) RETURN count(*) LIMIT 1"
WAYS = "query ($from: ID!, $to: ID!) { links(from: $from, to: $to) { length hops { end { id } } } }"


def drawn(visitor: Visitor) -> tuple[int, int]:
    """Lines of the picture, and rows of the table beside it."""
    table = visitor.text.split('<caption class="hidden">横向联动</caption>')[1].split("</table>")[0]
    return visitor.text.count('<path class="tie'), table.count("<tr>") - 1


def listed(visitor: Visitor) -> set[tuple[str, ...]]:
    """Who is tied, by what and to whom, as the table has it."""
    table = visitor.text.split('<caption class="hidden">横向联动</caption>')[1].split("</table>")[0]
    cell = r'<td data-title="(?:单位|对象)"><a href="[^"]+">([^<]+)</a>.*?</td>'
    return set(re.findall(cell + r'<td data-title="关系">([^<]+)</td>' + cell, table))


def leads_to(visitor: Visitor, label: str) -> str:
    """The address of the first link that is called so."""
    found = re.search(rf'<a href="([^"]+)" aria-label="{label}[^"]*"', visitor.text)
    assert found, label
    return html.unescape(found[1])


async def reach_the_limits(street: Visitor, graph: Graph) -> None:
    """What is not listed is told with how much there is; at a limit the page says so and offers no more."""
    await graph.write(Statement(MANY))
    await street.open(f"/console/areas/{STREET}/picture?with=bwc-dp")
    ((every,),) = await graph.read(Statement(SEATS))
    assert int(str(every)) > 50
    assert f"成员单位：列出前 50 个（共 {every} 个）" in street.said
    assert 'aria-label="展开' in street.text
    some = ",".join(f"no-unit-{number}" for number in range(100))
    await street.open(f"/console/areas/{STREET}/picture?with={some}&hide={some}")
    assert "已展开 20 个，到了上限" in street.said
    assert "已隐去 100 个，到了上限" in street.said
    assert drawn(street)[1] > 3
    assert 'aria-label="展开' not in street.text
    assert 'aria-label="隐去' not in street.text


async def follow_a_long_address(street: Visitor, unit: str) -> None:
    """What an address hides is said once more by each link: as it is, and no more of it than can be ids."""
    junk = ",".join(f"%26amp%3B{number}" for number in range(4_000))
    await street.open(f"/console/areas/{STREET}/picture?from=%3C{'x' * 300}&hide={unit},{junk}&with={'y' * 1000}")
    assert street.response.status_code == 200
    assert "&amp;amp;" not in street.text.split("<main")[1].split("</main>")[0]
    plain = leads_to(street, "隐去").partition("?")
    assert plain[0] == f"/console/areas/{STREET}/picture"
    assert re.fullmatch(rf"hide={unit},[a-z0-9-]+", plain[2]), plain
    await street.open("".join(plain))
    assert len(re.findall(r"<p class=\"tools\">已隐去：([^<]+) <a", street.text)[0].strip().split("、")) == 2


async def walk_over_a_pairing(street: Visitor, unit: str) -> None:
    """A unit stands by a community: the picture names that after the community and leads to its page."""
    await street.open(f"/console/new-pairing?area={STREET}")
    form = street.form("/console/do/openPairing")
    await street.send(form, **{"pairing.area": COMMUNITY, "pairing.unit": unit})
    made = street.response.url.path
    assert made.startswith("/console/pairings/"), street.said[:600]
    id_ = made.rpartition("/")[2]
    await street.open(f"/console/areas/{STREET}/picture?from={unit}&to={id_}")
    assert street.text.count(f'href="{made}"') == 2, "in the picture and in the table"
    assert f"/console/jointCommittees/{id_}" not in street.text
    assert 'aria-label="隐去包联 · 马家堡社区"' in street.text
    assert 'aria-label="展开包联' not in street.text
    way = street.text.split("最短的路径")[1].split("</ol>")[0]
    assert "包联 · 马家堡社区" in way
    assert id_ not in way
    await street.open(made)
    assert street.response.status_code == 200
    assert "马家堡社区" in street.said


async def test_a_picture_is_walked_expanded_searched_for_ways_and_saved(console: str, demo_graph: Graph) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(f"/console/areas/{STREET}/picture")
    lines, rows = drawn(street)
    assert lines == rows > 3
    hiding = leads_to(street, "隐去")
    await street.open(hiding)
    fewer, told = drawn(street)
    assert fewer == told < rows
    assert "已隐去：" in street.said
    assert "查找联系路径" in street.said
    gone = html.unescape(re.search(r"已隐去：([^<]+?) <a", street.text)[1])  # type: ignore[index]
    assert street.text.count(f">{gone}<") == 0
    before = listed(street)
    assert len(before) == fewer
    await street.open(leads_to(street, f"展开{BUREAU}"))
    assert drawn(street)[0] == drawn(street)[1] == len(listed(street))
    assert listed(street) == before | OWN
    assert "已隐去：" in street.said, "what is hidden stays hidden"

    await street.open(f"/console/areas/{STREET}/picture")
    ends = re.findall(r'<option value="([^"]+)"', street.text.split('<select name="to">')[1].split("</select>")[0])
    units = [end for end in ends if end.startswith("unit-")]
    start, end = units[0], units[-1]
    await street.open(f"/console/areas/{STREET}/picture?from={start}&to={end}")
    async with httpx.AsyncClient(base_url=console, trust_env=False, timeout=60) as client:
        body = {"query": WAYS, "variables": {"from": start, "to": end}}
        ways = (await client.post("/graphql", json=body)).json()["data"]["links"]
    assert f"最短的路径（{len(ways)} 条，{ways[0]['length']} 步" in street.said
    assert 1 <= street.text.count('class="tie way"') <= ways[0]["length"]

    await street.open(f"/console/areas/{STREET}/picture?from={start}&to=no-such-thing")
    assert "六步以内没有找到联系路径。" in street.said

    saved = await street.open(f"/console/areas/{STREET}/picture.svg?from={start}&to={end}")
    assert street.response.headers["content-type"] == "image/svg+xml"
    assert street.response.headers["content-disposition"].startswith("attachment;")
    root = ElementTree.fromstring(saved)
    assert sum(each.tag.endswith("}path") for each in root.iter()) == rows

    await street.open("/console/units/unit-09/picture")
    assert drawn(street) == (3, 3)
    assert listed(street) == OWN
    await street.open(leads_to(street, "展开大黄路社区大党委"))
    assert drawn(street) == (8, 8)
    assert listed(street) == OWN | {(unit, "加入", "大黄路社区大党委") for unit in OTHERS}
    await walk_over_a_pairing(street, start)
    await follow_a_long_address(street, units[1])
    await reach_the_limits(street, demo_graph)
    nothing = await street.open("/console/units/no-such-unit/picture.svg")
    assert street.response.status_code == 404
    assert "<svg" not in nothing
