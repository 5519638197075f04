"""The console in a real browser: jobs by what is visible, counted in clicks, and every page at the width of a phone."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from graphsvc.db.driver import Graph
from graphsvc.settings import Settings
from tests.acceptance.browser import opened
from tests.acceptance.chromium import Tarball
from tests.acceptance.console_jobs import JOBS
from tests.acceptance.console_pages import PAGES, SAMPLES
from tests.acceptance.person import Person

AXE = Tarball(
    "axe-core",
    "4.14.1",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)
PHONE = {"width": 360, "height": 740}
GRAVE = ("serious", "critical")
MOST_REQUESTS, MOST_CLICKS = 5, 12
GUIDES = [Path(__file__).parents[2] / name for name in ("README.md", "docs/console.md")]
VISITS = (
    pytest.param("镇街干部", PAGES, id="SUBDISTRICT_OFFICIAL"),
    *(pytest.param(role, pages, id=f"sample {number}") for number, (role, pages) in enumerate(SAMPLES.items(), 1)),
    *(pytest.param(role, PAGES, id=f"all {n}", marks=pytest.mark.soak) for n, role in enumerate(SAMPLES, 1)),
)
"""Who opens which pages: officials of subdistricts all, others what looks different for them; in the long run all."""


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


@pytest.mark.parametrize(("role", "pages"), VISITS)
async def test_every_page_fits_a_phone_keeps_nobody_out_and_asks_no_other_host(
    console: str, demo_graph: Graph, browser: Browser, role: str, pages: tuple[str, ...]
) -> None:
    async with opened(browser, viewport=PHONE) as tab:
        person = Person(tab, console)
        await person.enter(role)
        for path in pages:
            tab.requested.clear()
            await tab.page.goto(f"{console}/console/{path}")
            assert len(tab.requested) <= MOST_REQUESTS, tab.requested
            assert await tab.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
            assert await grave_faults(tab.page) == [], path
        refused = "Failed to load resource"  # a page that this role may not open, told by its status
        assert [problem for problem in tab.problems if refused not in problem] == []
        assert tab.hosts == {console.removeprefix("http://")}


@pytest.mark.parametrize("scripts", [True, False], ids=["as usual", "without JavaScript"])
async def test_twelve_jobs_are_done_by_what_is_visible_in_few_clicks(
    console: str, demo_graph: Graph, browser: Browser, scripts: bool
) -> None:
    taken = {}
    async with opened(browser, viewport=PHONE, java_script_enabled=scripts) as tab:
        person = Person(tab, console, "有脚本" if scripts else "无脚本")
        for job, *_ in JOBS:
            await job(person)
            taken[job.__name__] = person.count()
        assert tab.problems == []
    assert taken == {job.__name__: (clicks, typed) for job, clicks, typed in JOBS}
    assert max(clicks for clicks, _ in taken.values()) <= MOST_CLICKS


async def test_an_auditor_acknowledges_a_finding_in_three_clicks(
    console: str, demo_graph: Graph, browser: Browser
) -> None:
    async with opened(browser, viewport=PHONE) as tab:
        person = Person(tab, console)
        await person.enter("督查")
        await person.press(person.page.locator("main").get_by_role("link", name="个"))
        await person.press(person.page.locator("summary", has_text="确认"))
        await person.click("button", "确认问题")
        await person.sees("已确认")
        assert person.clicks == 3


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_the_guides_tell_the_clicks_and_the_typing_of_each_job(page: Path) -> None:
    rows = [f"| {job.__doc__} | {clicks} | {typed} |" for job, clicks, typed in JOBS]
    assert [row for row in rows if row not in page.read_text(encoding="utf-8").splitlines()] == []
