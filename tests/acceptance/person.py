"""Somebody at the console in a real browser, who uses only what is to be seen; each click and each character counts."""

from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.async_api import Locator

from tests.acceptance.browser import Tab
from tests.acceptance.visitor import GRID
from tests.conftest import patience


@dataclass
class Person:
    """Clicks what is visible. `name` is a word by which what this person enters is told from what others do.

    Going into a field is a click, choosing from a list two; what is filled in counts by its characters.
    """

    tab: Tab
    url: str
    name: str = ""
    clicks: int = 0
    typed: int = 0
    most: tuple[int, int] = (0, 0)
    known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give the browser the patience that a busy machine needs."""
        self.page = self.tab.page
        self.page.set_default_timeout(patience(30) * 1000)

    async def enter(self, role: str, place: str = "") -> None:
        """Sign in by the role picker, as somebody new to the count; `place` is a name in its list."""
        self._note()
        await self.page.goto(f"{self.url}/console/sign-in?place={GRID}")
        button = self.page.get_by_role("button", name=f"以{role}身份进入")
        if place:
            await self.page.locator("form", has=button).get_by_role("combobox").select_option(label=place)
        await button.click()
        await self.page.get_by_role("button", name="退出").wait_for()
        await self.page.wait_for_load_state()
        self.clicks = self.typed = 0

    async def click(self, kind: Any, name: str, *, exact: bool = False) -> None:
        """Click the first thing of this kind and name."""
        await self.press(self.page.get_by_role(kind, name=name, exact=exact))

    async def press(self, what: Locator) -> None:
        """Click the first of what is found."""
        await what.first.click()
        self.clicks += 1

    async def act(self, action: str, **filled: str) -> None:
        """Open an action of a thing, fill in its form, and send it."""
        opened = self.page.locator("details", has=self.page.locator("summary", has_text=action)).first
        await self.press(opened.locator("summary"))
        for label, text in filled.items():
            await self._fill(opened.get_by_label(label).first, text)
        async with self.page.expect_navigation():  # this page may say so already, of the action before
            await self.press(opened.locator("button"))  # by role a field for files is one too
        await self.sees("已办好")

    async def fill(self, label: str, text: str) -> None:
        """Fill in the field of this label that is to be seen."""
        await self._fill(self.page.locator("main").get_by_label(label).filter(visible=True).first, text)

    async def _fill(self, what: Locator, text: str) -> None:
        await what.fill(text)
        self.clicks += 1
        self.typed += len(text)

    async def choose(self, label: str, option: str) -> None:
        """Choose an option of a list that is to be seen by what it says."""
        await self.page.locator("main").get_by_label(label).filter(visible=True).first.select_option(label=option)
        self.clicks += 2

    async def attach(self, label: str, name: str, text: str) -> None:
        """Choose a file for a field; a click."""
        content = {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
        await self.page.locator("main").get_by_label(label).set_input_files(files=[content])  # type: ignore[arg-type]
        self.clicks += 1

    async def sees(self, text: str) -> None:
        """Wait until a text is to be seen."""
        await self.page.get_by_text(text).first.wait_for()

    def count(self) -> tuple[int, int]:
        """The clicks of whoever of those that took part needed most, and the characters of whoever typed most."""
        self._note()
        found, self.most = self.most, (0, 0)
        self.clicks = self.typed = 0
        return found

    def _note(self) -> None:
        clicks, typed = self.most
        self.most = max(clicks, self.clicks), max(typed, self.typed)

    async def prepare(self, document: str, **variables: Any) -> Any:
        """Bring about over the API what a job finds when it begins."""
        async with httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=patience(60)) as client:
            answer = await client.post("/graphql", json={"query": document, "variables": variables})
        body = answer.json()
        assert "errors" not in body, body
        return body["data"]
