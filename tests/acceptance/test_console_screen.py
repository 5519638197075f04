"""The screen in a real browser: live, whole again after a cut network, the same figures as the API's."""

import csv
import html
import io
import re
from urllib.parse import urlsplit

from openpyxl import load_workbook
from playwright.async_api import Browser

from graphsvc.db.driver import Graph
from tests.acceptance.browser import Tab, opened
from tests.acceptance.person import Person
from tests.acceptance.relay import relayed
from tests.acceptance.visitor import GRID, STREET, enter

BOARD = "query ($area: ID!) { board(area: $area) { figures { kind board light count } } }"
DISCOVER = "mutation ($case: CaseInput!) { discoverCase(case: $case) { id } }"
COUNT = "Number(document.getElementById('happened').dataset.count ?? 0)"
OPEN = "Number(document.querySelector('#figures .great a').textContent.replace(',', ''))"
LIVE = "document.getElementById('state').textContent.startsWith('实时更新中')"
CUT = "document.getElementById('state').classList.contains('problem')"
FIGURE = re.compile(r'<a href="(/console/(\w+)\?[^"]+)">([\d,]+)</a>')
SEVERAL = re.compile(r"（(\d+) 条）$")
SIXTEEN_MINUTES_OF_ARC = 23.0
"""Pixels at five metres on a screen of 1.21 m and 1,920 pixels: ISO 9241-303, 5.5.4, legible characters."""


async def open_cases(person: Person) -> int:
    """Open cases of the street, as the API counts them."""
    figures = (await person.prepare(BOARD, area=STREET))["board"]["figures"]
    return int(next(each["count"] for each in figures if each["kind"] == "OPEN_CASES" and not each["board"]))


async def raise_case(person: Person, title: str) -> None:
    await person.prepare(DISCOVER, case={"area": GRID, "category": "C02", "title": title})


async def shows(tab: Tab, count: int) -> None:
    await tab.until(f"{OPEN} === {count}")


async def changes_told(tab: Tab) -> int:
    """How many changes the lines of the page tell of together: those of one second share a line."""
    lines = await tab.page.locator("#happened li").all_text_contents()
    return sum(int(several[1]) if (several := SEVERAL.search(line)) else 1 for line in lines)


async def test_the_screen_tells_each_change_once_and_its_figures_follow(
    console: str, demo_graph: Graph, browser: Browser
) -> None:
    port = urlsplit(console).port
    assert port is not None
    async with relayed(port) as (relay, address), opened(browser) as tab:
        person, behind = Person(tab, address), Person(tab, console)
        await person.enter("镇街干部")
        await tab.page.goto(f"{address}/console/screen?area={STREET}")
        await tab.until(LIVE)
        before = await open_cases(behind)
        await shows(tab, before)

        await raise_case(behind, "广场灯不亮")
        await tab.until(f"{COUNT} === 1")
        await shows(tab, before + 1)
        first = await tab.page.locator("#happened li").first.text_content()
        assert first is not None
        assert "未结事件" in first
        assert first.endswith("有变化")

        relay.cut()
        await tab.until(CUT)
        for title in ("井盖松动", "路面积水"):
            await raise_case(behind, title)
        relay.mend()
        await tab.until(LIVE)
        await tab.until(f"{COUNT} === 3")  # none lost, none twice
        await shows(tab, before + 3)
        assert await open_cases(behind) == before + 3
        assert await changes_told(tab) == 3


async def test_what_happens_before_the_first_event_while_the_network_is_cut_is_told(
    console: str, demo_graph: Graph, browser: Browser
) -> None:
    port = urlsplit(console).port
    assert port is not None
    async with relayed(port) as (relay, address), opened(browser) as tab:
        person, behind = Person(tab, address), Person(tab, console)
        await person.enter("镇街干部")
        await raise_case(behind, "此前的事")  # stands in the figures already
        await tab.page.goto(f"{address}/console/screen?area={STREET}")
        await tab.until(LIVE)
        before = await open_cases(behind)
        await shows(tab, before)
        relay.cut()
        await tab.until(CUT)
        for title in ("井盖松动", "路面积水"):
            await raise_case(behind, title)
        relay.mend()
        await tab.until(LIVE)
        await tab.until(f"{COUNT} === 2")
        await shows(tab, before + 2)
        await raise_case(behind, "广场灯不亮")
        await tab.until(f"{COUNT} === 3")
        assert await changes_told(tab) == 3


async def test_the_screen_is_legible_from_five_metres_and_fits_its_screen(
    console: str, demo_graph: Graph, browser: Browser
) -> None:
    async with opened(browser, viewport={"width": 1920, "height": 1080}) as tab:
        person = Person(tab, console)
        await person.enter("镇街干部")
        await tab.page.goto(f"{console}/console/screen?area={STREET}")
        await person.click("link", "大屏显示")
        await tab.until(LIVE)
        for number in range(8):  # more than are shown at once
            await raise_case(person, f"路灯不亮{number}")
        await tab.until(f"{COUNT} === 8")
        sizes = await tab.page.evaluate(
            "[...document.querySelectorAll('#live td, #live th, #live dt, #live dd, #live a, #live li')]"
            ".map(each => parseFloat(getComputedStyle(each).fontSize))"
        )
        assert min(sizes) >= SIXTEEN_MINUTES_OF_ARC
        assert await tab.page.evaluate("document.documentElement.scrollHeight") <= 1080
        assert await tab.page.evaluate("document.documentElement.scrollWidth") <= 1920
        await person.click("link", "退出大屏")
        await tab.page.get_by_role("button", name="退出").wait_for()


async def test_without_scripts_the_screen_shows_the_same_figures(
    console: str, demo_graph: Graph, browser: Browser
) -> None:
    async with opened(browser, java_script_enabled=False) as tab:
        person = Person(tab, console)
        await person.enter("镇街干部")
        await tab.page.goto(f"{console}/console/screen?area={STREET}")
        shown = await tab.page.locator("#figures .great a").text_content()
        assert int((shown or "").replace(",", "")) == await open_cases(person)
        assert await tab.page.get_by_text("刷新本页可看最新的数字").is_visible()


async def test_each_figure_of_the_screen_is_the_length_of_its_page_and_of_both_files(
    console: str, demo_graph: Graph
) -> None:
    grid, street = await enter(console, "GRID_WORKER"), await enter(console, "SUBDISTRICT_OFFICIAL")
    for category in ("C02", "C05"):
        await grid.open(f"/console/raise-case?area={GRID}")
        form = grid.form("/console/do/discoverCase")
        await grid.send(form, case__category=category, case__title="路面积水")
    page = await street.open(f"/console/screen?area={STREET}")
    shown = [
        (html.unescape(address), name, int(count.replace(",", ""))) for address, name, count in FIGURE.findall(page)
    ]
    for address, name, count in shown:
        await street.open(address)
        assert f"共 {count:,} 条" in street.said, address
        if count:
            await street.open(address.replace(f"/{name}?", f"/{name}.csv?"))
            rows = list(csv.reader(io.StringIO(street.response.content.decode("utf-8-sig"))))
            await street.open(address.replace(f"/{name}?", f"/{name}.xlsx?"))
            sheet = load_workbook(io.BytesIO(street.response.content)).worksheets[0]
            assert (len(rows) - 1, sheet.max_row - 1) == (count, count), address
    assert len(shown) >= 20
    assert sum(count > 0 for _, _, count in shown) >= 3, "all, of their board, and of it the green ones"
