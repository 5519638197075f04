"""Whoever works at the console reaches everything: by keyboard alone, in big type, on paper, back and again."""

import re

from playwright.async_api import Browser, Page

from graphsvc.db.driver import Graph
from tests.acceptance.browser import opened
from tests.acceptance.person import Person
from tests.acceptance.visitor import COMMUNITY, STREET

PHONE = {"width": 360, "height": 740}
PAPER = {"width": 680, "height": 1000}
"""Pixels of A4 between its margins."""
MOST_TABS = 150
FOCUSED = """() => { const at = document.activeElement; const look = getComputedStyle(at);
  const label = at.labels?.[0]?.innerText || at.innerText || at.getAttribute('aria-label') || '';
  return [at.tagName, label.trim(), look.outlineStyle !== 'none' || look.boxShadow !== 'none']; }"""
ON_PAPER = (
    "today",
    f"coverage?area={STREET}",
    f"findings?area={COMMUNITY}",
    f"report?area={COMMUNITY}",
    "cases",
    "needs",
)
BIG = ("today", "needs", f"coverage?area={STREET}", f"map?area={STREET}", f"screen?area={STREET}", "cases")


async def tab_to(page: Page, tag: str, label: str) -> None:
    """Press Tab until something of this tag and label has the focus; whatever has it is marked."""
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        at, text, marked = await page.evaluate(FOCUSED)
        assert marked or at == "BODY", f"{at} {text} has the focus, and nothing shows it"
        if at == tag and text.startswith(label):
            return
    raise AssertionError(f"no Tab leads to {label}")


async def test_a_case_is_raised_and_accepted_by_keyboard_alone(
    console: str, demo_graph: Graph, browser: Browser
) -> None:
    async with opened(browser) as tab:
        person, keyboard = Person(tab, console), tab.page.keyboard
        await person.enter("社区干部")
        await keyboard.press("Tab")
        assert (await tab.page.evaluate(FOCUSED))[1] == "跳到正文"
        await tab_to(tab.page, "A", "上报事件")
        await keyboard.press("Enter")
        await tab.page.wait_for_url("**/raise-case*")
        await keyboard.press("Tab")
        await keyboard.press("Enter")  # past the menu, to the page itself
        await tab_to(tab.page, "SELECT", "类别")
        await keyboard.press("ArrowDown")
        await tab_to(tab.page, "INPUT", "标题")
        await keyboard.type("井盖松动")
        await tab_to(tab.page, "BUTTON", "上报")
        await keyboard.press("Enter")
        await person.sees("已办好")
        await tab_to(tab.page, "SUMMARY", "接报")
        await keyboard.press("Space")
        await tab_to(tab.page, "BUTTON", "接报")
        async with tab.page.expect_navigation():
            await keyboard.press("Enter")
        await person.sees("已办好")
        assert tab.problems == []


async def test_big_type_is_bigger_stays_and_still_fits_a_phone(
    console: str, demo_graph: Graph, browser: Browser
) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('main h1')).fontSize)"
    async with opened(browser, viewport=PHONE) as tab:
        person = Person(tab, console)
        await person.enter("镇街干部")
        usual = await tab.page.evaluate(size)
        await person.click("button", "大字")
        await tab.page.get_by_role("button", name="标准字号").wait_for()
        for path in BIG:
            await tab.page.goto(f"{console}/console/{path}")
            assert await tab.page.evaluate(size) >= 1.2 * usual, path
            assert await tab.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        await person.click("button", "标准字号")
        await tab.page.get_by_role("button", name="大字").wait_for()
        assert await tab.page.evaluate(size) == usual


async def test_a_page_is_printed_on_a4_without_what_is_no_use_on_paper(
    console: str, demo_graph: Graph, browser: Browser
) -> None:
    async with opened(browser, viewport=PAPER) as tab:
        person = Person(tab, console)
        await person.enter("镇街干部")
        for path in ON_PAPER:
            await tab.page.goto(f"{console}/console/{path}")
            await tab.page.emulate_media(media="print")
            for name in ("header.top", "nav.menu", "form", ".query"):
                shown = tab.page.locator(name).filter(visible=True)
                assert await shown.count() == 0, (path, name)
            assert await tab.page.locator("h1").is_visible()
            assert await tab.page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"], path
            paper = await tab.page.pdf(prefer_css_page_size=True)
            boxes = set(re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper))
            assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}, path
            await tab.page.emulate_media(media="screen")


async def test_back_and_reload_show_what_was_there_and_send_nothing_again(
    console: str, demo_graph: Graph, browser: Browser
) -> None:
    async with opened(browser) as tab:
        person = Person(tab, console)
        await person.enter("社区干部")
        await tab.page.goto(f"{console}/console/needs")
        await person.choose("状态", "待对接")
        await person.click("button", "筛选")
        await person.click("link", "提出日期")
        filtered = tab.page.url
        assert "state=OPEN" in filtered
        assert "order=raisedOn" in filtered
        rows = await tab.page.locator("tbody tr").all_inner_texts()
        await person.press(tab.page.locator("tbody a"))
        await tab.page.wait_for_url("**/needs/*")
        await tab.page.go_back()
        assert tab.page.url == filtered
        assert await tab.page.locator("tbody tr").all_inner_texts() == rows
        assert await tab.page.locator("main select[name=state]").input_value() == "OPEN"

        await person.click("link", "上报事件")
        await person.fill("标题", "路灯不亮")
        await person.click("button", "上报", exact=True)
        await person.sees("已办好")
        page = tab.page.url
        tab.requested.clear()
        await tab.page.reload()
        assert tab.page.url == page
        assert await tab.page.get_by_text("已办好").count() == 0
        await tab.page.goto(f"{console}/console/cases?title=路灯不亮")
        await person.sees("共 1 条")
