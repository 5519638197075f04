"""Days, hours, counts and files as Chinese offices write them."""

from collections.abc import AsyncIterator
from typing import Any

from markupsafe import Markup

from graphsvc.console.published.listing import Column, Listing
from graphsvc.console.published.lists import BY_NAME
from graphsvc.console.rendering import crumbs, day, moment, number, percent, table_rows
from graphsvc.console.sheets import as_csv


def test_days_hours_and_counts() -> None:
    assert day("2026-01-05") == "2026年1月5日"
    assert day(None) == "—"
    assert moment("2026-11-28T16:30:00+00:00") == "2026年11月29日 00:30"
    assert moment(None) == "—"
    assert [number(value) for value in (0.0, 16.666666666666668, 5 / 6, 1_234_567.89)] == [
        "0",
        "16.7",
        "0.8",
        "1,234,567.9",
    ]
    assert [number(value) for value in (0, 999, 9999, 10_000, 1_234_567, None)] == [
        "0", "999", "9999", "10,000", "1,234,567", "—"
    ]  # fmt: skip
    assert [percent(value) for value in (0, 0.934, 1, None)] == ["0.0%", "93.4%", "100.0%", "—"]


def test_a_chain_leads_from_the_city_down() -> None:
    area = {"code": "500103012011", "name": "马家堡社区"}
    ancestors = [
        {"code": "500103012000", "name": "大坪街道"},
        {"code": "500103000000", "name": "渝中区"},
        {"code": "500000000000", "name": "重庆市"},
    ]
    found = [each["name"] for each in crumbs({**area, "ancestors": ancestors})]
    assert found == ["重庆市", "渝中区", "大坪街道", "马家堡社区"]
    assert crumbs(None) == []


async def test_a_file_holds_words_and_no_formulas() -> None:
    row: dict[str, Any] = dict.fromkeys(("id", "urgency", "quantity", "neededFrom", "neededTo", "area"))
    rows = [{**row, "title": "=HYPERLINK(1)", "state": "OPEN", "raisedOn": "2026-11-01", "quantity": -3}]

    async def pages() -> AsyncIterator[list[Any]]:
        yield rows

    words = {"NeedState": {"OPEN": "待对接"}}
    text = b"".join([piece async for piece in as_csv(BY_NAME["needs"], pages(), words)]).decode("utf-8-sig")
    assert text.splitlines()[1] == "'=HYPERLINK(1),待对接,,-3,,,2026-11-01,"


HOSTILE = "<script>alert('1')</script>\"&"


def test_a_table_s_cells_are_written_by_their_kinds_and_everything_in_them_is_escaped() -> None:
    columns = (
        Column(HOSTILE, "title"),
        Column("区域", "area.name"),
        Column("状态", "state", "NeedState"),
        Column("数量", "quantity", "number"),
        Column("日期", "raisedOn", "day"),
        Column("单位", "unit.name"),
        Column("灯", "light", "light"),
    )
    listing = Listing("needs", "需求", "", columns, ())
    row = {"id": 'a"b', "title": HOSTILE, "area": {"code": "5001", "name": HOSTILE}, "state": "OPEN",
           "quantity": 12345, "raisedOn": "2026-11-30", "light": "RED"}  # fmt: skip
    made = table_rows([row, {"id": "b"}], listing, lambda enum, value: f"{enum}.{value}", lambda _: Markup("<b>灯</b>"))
    escaped = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&#34;&amp;"
    assert str(made).splitlines() == [
        f'<tr><td data-title="{escaped}"><a href="/console/needs/a&#34;b">{escaped}</a></td>'
        f'<td data-title="区域"><a href="/console/areas/5001">{escaped}</a></td>'
        '<td data-title="状态" class="short">NeedState.OPEN</td><td data-title="数量" class="short">12,345</td>'
        '<td data-title="日期" class="short">2026年11月30日</td><td data-title="单位">—</td>'
        '<td data-title="灯"><b>灯</b></td></tr>',
        f'<tr><td data-title="{escaped}"><a href="/console/needs/b">—</a></td><td data-title="区域">—</td>'
        '<td data-title="状态" class="short">NeedState.None</td><td data-title="数量" class="short">—</td>'
        '<td data-title="日期" class="short">—</td><td data-title="单位">—</td>'
        '<td data-title="灯"><b>灯</b></td></tr>',
    ]
