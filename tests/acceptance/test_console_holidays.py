"""Holidays at the console: a day by form, a year's arrangement as CSV, and days taken back with a reason."""

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import enter

ENTERED = "MATCH (h:Holiday) RETURN toString(h.day), h.worked, h.name, h.document ORDER BY h.day LIMIT 20"
PAPER = "国办发明电〔2026〕9号"


async def test_a_day_and_a_table_are_entered_at_the_console_and_taken_back(console: str, demo_graph: Graph) -> None:
    year = day_in_china(utc_now()).year + 1
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/holidays?year={year}")
    assert "国庆节" in grid.said, grid.said[:600]
    assert "/console/do/setHolidays" not in grid.text
    district = await enter(console, "DISTRICT_ADMIN")
    await district.open(f"/console/holidays?year={year}")
    assert "/console/do/removeHolidays" not in district.text
    one = {"days.fallsOn": f"{year}-12-31", "days.kind": "HOLIDAY", "days.name": "区庆", "document": PAPER}
    await district.send(district.form("/console/do/setHolidays"), **one)
    assert "已办好" in district.said, district.said[:600]
    assert "本地录入" in district.said
    assert await demo_graph.read(Statement(ENTERED)) == [[f"{year}-12-31", False, "区庆", PAPER]]

    table = f"day,kind,name\n{year}-12-30,HOLIDAY,区庆\n{year}-13-01,HOLIDAY,区庆"
    await district.send(district.form("/console/do/setHolidays", table=""), table=table, document=PAPER)
    assert f"第 3 行：没有 {year}-13-01 这一天" in district.said, district.said[:600]
    assert f"{year}-12-30,HOLIDAY,区庆" in district.text, "what was filled in stands there again"
    assert len(await demo_graph.read(Statement(ENTERED))) == 1
    again = district.form("/console/do/setHolidays", table=table)
    await district.send(again, table=table.replace("-13-01", "-12-29"), document=PAPER)
    assert len(await demo_graph.read(Statement(ENTERED))) == 3

    await district.send(
        district.form("/console/do/removeHolidays"), fallOn=[f"{year}-12-29", f"{year}-12-30"], reason="通知已撤回"
    )
    assert "已办好" in district.said, district.said[:600]
    assert [day for day, *_ in await demo_graph.read(Statement(ENTERED))] == [f"{year}-12-31"]
