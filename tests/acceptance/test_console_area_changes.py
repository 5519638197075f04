"""Areas redrawn at the console: what changes would do is shown first, then confirmed; a finding leads there."""

import html
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import Visitor, enter

COMMUNITY, STREET = "500103012011", "500103012000"
PAPER = "渝中府〔2026〕3号"
GRIDS = """MATCH (g:Grid) WHERE g.code STARTS WITH $community
RETURN g.code, g.name, g.until IS NULL ORDER BY g.code LIMIT 50"""


async def preview(visitor: Visitor, **filled: Any) -> None:
    await visitor.open(f"/console/area-changes?{urlencode({'area': COMMUNITY, **filled})}")


async def grids(graph: Graph) -> dict[str, tuple[str, bool]]:
    rows = await graph.read(Statement(GRIDS, {"community": COMMUNITY}))
    return {code: (name, there) for code, name, there in rows}


async def test_grids_are_merged_and_split_by_forms_that_show_first_what_they_do(
    console: str, demo_graph: Graph
) -> None:
    today = day_in_china(utc_now())
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(f"/console/area-changes?area={COMMUNITY}")
    assert street.response.status_code == 403
    district = await enter(console, "DISTRICT_ADMIN")
    await district.open(f"/console/area-changes?area={COMMUNITY}")
    assert "/console/do/redrawAreas" not in district.text, "what it does is shown first"
    before = await grids(demo_graph)
    one, other, *_ = before
    shared = {"effectiveOn": today - timedelta(days=1), "document": PAPER}

    merged = {"kind": "MERGED", "changes.0.code": one, "changes.0.successor": other, **shared}
    await preview(district, **{**merged, "effectiveOn": today + timedelta(days=30)})
    assert "/console/do/redrawAreas" not in district.text, "not a day to come"
    assert PAPER in district.text, "what was filled in stands there again"
    await preview(district, **merged)
    assert "合并" in district.said, district.said[:900]
    assert await grids(demo_graph) == before
    await district.send(district.form("/console/do/redrawAreas"))
    assert "已办好" in district.said, district.said[:900]
    assert (await grids(demo_graph))[one] == (before[one][0], False)
    await district.open(f"/console/area-changes?area={one}")
    assert PAPER in district.said
    await preview(district, **merged)
    assert "/console/do/redrawAreas" not in district.text, "it was made before"

    part = f"{COMMUNITY}099"
    split = {
        "kind": "SPLIT",
        "changes.0.code": other,
        "changes.0.successor": other,
        "changes.1.code": other,
        "changes.1.successor": part,
        "changes.1.name": "第九十九网格",
        **shared,
        "effectiveOn": today,
    }
    await preview(district, **split)
    await district.send(district.form("/console/do/redrawAreas"))
    assert "已办好" in district.said, district.said[:900]
    assert (await grids(demo_graph))[part] == ("第九十九网格", True)


async def test_a_finding_of_a_grid_too_large_or_small_leads_to_the_form(console: str, demo_graph: Graph) -> None:
    district = await enter(console, "DISTRICT_ADMIN")
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    for rule, kind in (("GRID_TOO_LARGE", "SPLIT"), ("GRID_TOO_SMALL", "MERGED")):
        page = await district.open(f"/console/findings?area={STREET}&rules={rule}")
        (link, *_) = re.findall(r'href="(/console/findings/[^"]+)"', page)
        await street.open(html.unescape(link))
        assert "由区级管理员在“区划调整”页面办理" in street.said
        await district.open(html.unescape(link))
        (form,) = re.findall(r'href="(/console/area-changes\?area=[^"]+)"', district.text)
        await district.open(html.unescape(form))
        assert f'value="{kind}" selected' in district.text
        assert re.search(r'name="changes\.0\.code" required>.*?<option value="\d{15}" selected', district.text)
        assert "/console/do/redrawAreas" not in district.text
        assert 'role="alert"' not in district.text
