"""The search box at the console: areas, units, topics and people by their number, each a link to its page."""

import re

from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, enter

NUMBER = "10065595089"
"""Of somebody of the demo."""


async def test_what_is_found_is_a_link_to_its_page_and_the_chain_of_areas_leads_up(
    console: str, demo_graph: Graph
) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    for text, address in (
        ("majiabao", f"/console/areas/{COMMUNITY}"),
        ("马家堡社区", f"/console/areas/{COMMUNITY}"),
        (COMMUNITY, f"/console/areas/{COMMUNITY}"),
        ("云阶小学", "/console/units/unit-10"),
        ("老年助餐", "/console/help?text="),
        ("马家堡社区大党委", "/console/jointCommittees/"),
    ):
        await street.open(f"/console/search?text={text}")
        assert f'href="{address}' in street.text.split("<main")[1], (text, street.said[:600])
    await street.open("/console/search?text=社区")
    assert 'rel="next"' in street.text
    following = re.search(r'rel="next" href="([^"]+)"', street.text)
    first = re.findall(r'<li><a href="([^"]+)"', street.text.split("<main")[1])
    assert following
    await street.open(following[1].replace("&amp;", "&"))
    later = re.findall(r'<li><a href="([^"]+)"', street.text.split("<main")[1])
    assert later
    assert not set(first) & set(later)

    await street.open(f"/console/areas/{COMMUNITY}")
    chain = street.text.split('aria-label="区域链条"')[1].split("</nav>")[0]
    codes = re.findall(r'href="/console/areas/(\d+)"', chain)
    assert codes == ["500000000000", "500103000000", "500103012000", COMMUNITY]


async def test_people_are_found_by_their_exact_number_by_who_may_see_numbers(console: str, demo_graph: Graph) -> None:
    for role, is_told in (("COMMUNITY_OFFICIAL", True), ("AUDITOR", False), ("VIEWER", False)):
        visitor = await enter(console, role)
        await visitor.open(f"/console/search?text={NUMBER}")
        assert visitor.response.status_code == 200
        assert ("吴**，马家堡社区第十二网格" in visitor.said) is is_told, (role, visitor.said[:600])
        assert ("没有找到" in visitor.said) is not is_told
        await visitor.open(f"/console/search?text={NUMBER[:-1]}")
        assert "吴**" not in visitor.said, "not by a part of it"
        assert "没有找到" in visitor.said
