"""Holidays at the console: a day by form, a year's arrangement as CSV, and days taken back with a reason."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import GRID, Visitor, enter

ENTERED = "MATCH (h:Holiday) RETURN toString(h.day), h.worked, h.name, h.document ORDER BY h.day LIMIT 20"
PAPER = "国办发明电〔2026〕9号"


async def preview(visitor: Visitor, year: int, **filled: Any) -> None:
    await visitor.open(f"/console/holidays?{urlencode({'year': year, **filled}, doseq=True)}")


async def test_a_day_and_a_table_are_entered_at_the_console_and_taken_back(console: str, demo_graph: Graph) -> None:
    year = day_in_china(utc_now()).year + 1
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/holidays?year={year}")
    assert "国庆节" in grid.said, grid.said[:600]
    assert "/console/do/setHolidays" not in grid.text
    district = await enter(console, "DISTRICT_ADMIN")
    await district.open(f"/console/holidays?year={year}")
    assert "/console/do/removeHolidays" not in district.text
    assert "/console/do/setHolidays" not in district.text, "what it does is shown first"
    one = {"days.fallsOn": f"{year}-12-31", "days.kind": "HOLIDAY", "days.name": "区庆", "document": PAPER}
    await preview(district, year, **one)
    assert "没有在办事件的时限变动" in district.said, district.said[:600]
    await district.send(district.form("/console/do/setHolidays"))
    assert "已办好" in district.said, district.said[:600]
    assert "本地录入" in district.said
    assert await demo_graph.read(Statement(ENTERED)) == [[f"{year}-12-31", False, "区庆", PAPER]]

    table = f"day,kind,name\n{year}-12-30,HOLIDAY,区庆\n{year}-13-01,HOLIDAY,区庆"
    await preview(district, year, table=table, document=PAPER)
    assert f"第 3 行：没有 {year}-13-01 这一天" in district.said, district.said[:600]
    assert f"{year}-12-30,HOLIDAY,区庆" in district.text, "what was filled in stands there again"
    assert len(await demo_graph.read(Statement(ENTERED))) == 1
    assert "/console/do/setHolidays" not in district.text
    await preview(district, year, table=table.replace("-13-01", "-12-29"), document=PAPER)
    await district.send(district.form("/console/do/setHolidays"))
    assert len(await demo_graph.read(Statement(ENTERED))) == 3

    await preview(district, year, fallOn=[f"{year}-12-29", f"{year}-12-30"], reason="通知已撤回")
    await district.send(district.form("/console/do/removeHolidays"))
    assert "已办好" in district.said, district.said[:600]
    assert [day for day, *_ in await demo_graph.read(Statement(ENTERED))] == [f"{year}-12-31"]


async def test_deadlines_that_a_day_would_move_are_shown_before_it_is_confirmed(
    console: str, demo_graph: Graph
) -> None:
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/raise-case?area={GRID}")
    await grid.send(grid.form("/console/do/discoverCase"), case__category="C05", case__title="井盖缺失")
    today = day_in_china(utc_now())
    days = [today + timedelta(days=number) for number in range(1, 90)]
    table = "\n".join(["day,kind,name", *(f"{day},HOLIDAY,区庆" for day in days)])
    district = await enter(console, "DISTRICT_ADMIN")
    await preview(district, today.year, table=table, document=PAPER)
    (cases, stages, totals) = re.findall(
        r"(\d+) 件在办事件要重算时限：(\d+) 个环节时限、(\d+) 个总时限变动", district.said
    )[0]
    assert (cases, totals) == ("1", "1")
    assert re.search(r"推后 \d+ 天", district.said), district.said[:900]
    await preview(district, today.year, table=table, document=PAPER)
    assert f"{cases} 件在办事件要重算时限：{stages} 个环节时限、{totals} 个总时限变动" in district.said
    assert await demo_graph.read(Statement(ENTERED)) == []
