"""The explorer in a browser that finds no other host: examples a click away, the schema beside them, answers."""

from pathlib import Path

from graphsvc.web.explorer.page import examples
from tests.acceptance.browser import needs_chromium, page

SHOWN = "[...document.querySelectorAll('.examples button')].map(button => button.textContent)"
EDITED = "document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue()"
ANSWER = "document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()"


@needs_chromium
async def test_every_example_is_one_click_away_and_answers_without_another_host(developer: str, tmp_path: Path) -> None:
    async with page(tmp_path) as browser:
        await browser.send("Page.navigate", url=f"{developer}/")
        await browser.until("document.querySelectorAll('.examples button').length > 0")
        titles = [example["title"] for example in examples()]
        assert await browser.value(SHOWN) == titles
        await browser.value("document.querySelectorAll('.examples button')[6].click()")
        await browser.until(f"{EDITED}.includes('query Search')")
        await browser.value("document.querySelector('.graphiql-execute-button').click()")
        await browser.until(f"{ANSWER}.includes('大坪正街社区')")
        assert browser.problems == []
        assert {url.split("/")[2] for url in browser.requested if not url.startswith("data:")} == {developer[7:]}
