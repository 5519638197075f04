"""A headless Chromium driven by Playwright: pages that find no other host and remember what they asked for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from graphsvc.settings import Settings
from tests.acceptance.chromium import find_chromium
from tests.conftest import patience

OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


class Tab:
    """One page in a profile of its own: what it has asked for, and what went wrong in its console."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requested: list[str] = []
        self.problems: list[str] = []
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.problems.append(f"{message.type}: {message.text}")

    async def until(self, expression: str) -> None:
        """Wait until an expression is true; Playwright's own waiting needs an `eval` that a strict policy forbids."""
        async with asyncio.timeout(patience(30)):
            while not await self.page.evaluate(expression):  # noqa: ASYNC110 - the page is another process
                await asyncio.sleep(0.1)

    @property
    def hosts(self) -> set[str]:
        """The hosts that it has asked over HTTP, with their ports."""
        return {url.split("/")[2] for url in self.requested if url.startswith("http")}


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A browser that can find no host but this machine by name."""
    chromium = await asyncio.to_thread(find_chromium, Settings())
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.path, args=[*chromium.flags, OFFLINE], env=dict(chromium.environment)
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def opened(browser: Browser, **profile: Any) -> AsyncIterator[Tab]:
    """An empty page; `profile` as Playwright's `new_context` takes it, such as viewport or java_script_enabled."""
    async with await browser.new_context(**profile) as context:
        yield Tab(await context.new_page())
