"""The console in a real browser: jobs by what is visible, counted in clicks, and every page at the width of a phone."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page

from graphsvc.db.driver import Graph
from graphsvc.settings import Settings
from tests.acceptance.browser import Tab, opened
from tests.acceptance.chromium import Tarball
from tests.acceptance.visitor import COMMUNITY, GRID
from tests.conftest import patience

AXE = Tarball(
    "axe-core",
    "4.14.1",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)
PHONE = {"width": 360, "height": 740}
GRAVE = ("serious", "critical")
MOST_REQUESTS, MOST_CLICKS = 5, 12
PAGES = {
    "镇街干部": ("today", f"help?text=老人没人做饭&area={COMMUNITY}", "help?need=need-01", "cases", "needs", "units"),
    "督查": ("coverage?than=2024-01-01", f"findings?area={COMMUNITY}", f"areas/{COMMUNITY}", "search?text=majiabao"),
    "网格员": ("today", f"raise-case?area={GRID}", "projects/project-01", "resources", "tasks"),
}


class Person:
    """Somebody who clicks what is to be seen; each click counts."""

    def __init__(self, tab: Tab, url: str) -> None:
        self.tab, self.page, self.url, self.clicks = tab, tab.page, url, 0
        self.page.set_default_timeout(patience(30) * 1000)

    async def enter(self, role: str) -> None:
        """Sign in by the role picker."""
        await self.page.goto(f"{self.url}/console/sign-in?place={GRID}")
        await self.page.get_by_role("button", name=f"以{role}身份进入").click()
        await self.page.get_by_role("button", name="退出").wait_for()
        await self.page.wait_for_load_state()
        self.clicks = 0

    async def click(self, kind: Any, name: str) -> None:
        """Click the first thing of this kind and name."""
        await self.press(self.page.get_by_role(kind, name=name, exact=False))

    async def press(self, what: Locator) -> None:
        """Click the first of what is found."""
        await what.first.click()
        self.clicks += 1

    async def sees(self, text: str) -> None:
        """Wait until a text is to be seen."""
        await self.page.get_by_text(text).first.wait_for()


async def grave_faults(page: Page) -> list[Any]:
    """What axe-core finds on a page that keeps people out."""
    cdp = await page.context.new_cdp_session(page)  # past the policy of the page, which allows no script but its own
    await cdp.send("Runtime.evaluate", {"expression": await asyncio.to_thread(axe_source, Settings())})
    run = "axe.run().then(found => JSON.stringify(found.violations.map(v => [v.impact, v.id, v.nodes[0].html])))"
    answer = await cdp.send("Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True})
    return [each for each in json.loads(answer["result"]["value"]) if each[0] in GRAVE]


def axe_source(settings: Settings) -> str:
    """The checker, fetched once by checksum."""
    kept: Path = settings.cache_dir / f"axe-core-{AXE.version}.js"
    if not kept.exists():
        with AXE.fetch(settings.npm_url) as package:
            inside = package.extractfile("package/axe.min.js")
            assert inside is not None
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(".part")
            part.write_bytes(inside.read())
            part.replace(kept)
    return kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("role", PAGES)
async def test_a_page_fits_a_phone_keeps_nobody_out_and_asks_no_other_host(
    console: str, demo_graph: Graph, browser: Browser, role: str
) -> None:
    async with opened(browser, viewport=PHONE) as tab:
        person = Person(tab, console)
        await person.enter(role)
        for path in PAGES[role]:
            tab.requested.clear()
            await tab.page.goto(f"{console}/console/{path}")
            assert len(tab.requested) <= MOST_REQUESTS, tab.requested
            assert await tab.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
            assert await grave_faults(tab.page) == [], path
        assert tab.problems == []
        assert tab.hosts == {console.removeprefix("http://")}


@pytest.mark.parametrize("scripts", [True, False], ids=["as usual", "without JavaScript"])
async def test_jobs_are_done_by_what_is_visible_in_few_clicks(
    console: str, demo_graph: Graph, browser: Browser, scripts: bool
) -> None:
    async with opened(browser, viewport=PHONE, java_script_enabled=scripts) as tab:
        clicks = {name: await job(Person(tab, console)) for name, job in JOBS.items()}
        assert tab.problems == []
    assert clicks == CLICKS
    assert max(clicks.values()) <= MOST_CLICKS


async def match_and_propose(person: Person) -> int:
    """An official finds who can help with a problem, enters it as a need, and proposes a project."""
    await person.enter("社区干部")
    await person.click("link", "谁能帮忙")
    await person.page.get_by_label("遇到什么问题").fill("老人中午没人做饭")
    await person.press(person.page.locator("main").get_by_role("button", name="谁能帮忙"))
    await person.click("button", "登记为需求")
    await person.click("button", "提出共建项目")
    await person.sees("已办好")
    return person.clicks


async def whistle_two_departments(person: Person) -> int:
    """A grid worker raises a case, the community accepts it, the subdistrict whistles two departments."""
    await person.enter("网格员")
    await person.click("link", "上报事件")
    await person.page.get_by_label("类别").first.select_option(label="下水道与化粪池堵塞（民生服务）")
    await person.page.get_by_label("标题").first.fill("化粪池满溢")
    await person.press(person.page.get_by_role("button", name="上报", exact=True))
    raised = person.clicks
    await person.enter("社区干部")
    await person.click("link", "化粪池满溢")
    await person.press(person.page.locator("summary", has_text="接报"))
    await person.click("button", "接报")
    accepted = person.clicks
    await person.enter("镇街干部")
    await person.press(person.page.get_by_role("link", name="事件", exact=True))
    await person.click("link", "化粪池满溢")
    await person.press(person.page.locator("summary", has_text="吹哨"))
    await person.press(person.page.get_by_role("button", name="吹哨", exact=True))
    await person.sees("已办好")
    assert await person.page.locator("article", has_text="待签收").count() == 2
    return max(raised, accepted, person.clicks)


async def acknowledge_a_finding(person: Person) -> int:
    """An auditor goes from the uncovered grids of an area to their findings, and acknowledges one."""
    await person.enter("督查")
    await person.press(person.page.locator("main").get_by_role("link", name="个"))
    await person.press(person.page.locator("summary", has_text="确认"))
    await person.click("button", "确认问题")
    await person.sees("已确认")
    return person.clicks


JOBS = {
    "match and propose": match_and_propose,
    "whistle two departments": whistle_two_departments,
    "acknowledge a finding": acknowledge_a_finding,
}
CLICKS = {"match and propose": 4, "whistle two departments": 4, "acknowledge a finding": 3}
