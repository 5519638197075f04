"""The explorer in a browser that finds no other host: examples a click away, the schema beside them, answers."""

from graphsvc.web.explorer.page import examples
from tests.acceptance.browser import Tab

EDITED = "document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue()"
ANSWER = "document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()"


async def test_every_example_is_one_click_away_and_answers_without_another_host(developer: str, tab: Tab) -> None:
    page = tab.page
    await page.goto(f"{developer}/")
    buttons = page.locator(".examples button")
    await buttons.first.wait_for()
    assert await buttons.all_text_contents() == [example["title"] for example in examples()]
    await buttons.nth(6).click()
    await tab.until(f"{EDITED}.includes('query Search')")
    await page.locator(".graphiql-execute-button").click()
    await tab.until(f"{ANSWER}.includes('大坪正街社区')")
    assert tab.problems == []
    assert tab.hosts == {developer.removeprefix("http://")}
