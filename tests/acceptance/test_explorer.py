"""The explorer in a browser that finds no other host: examples a click away, the schema beside them, answers."""

from graphsvc.access.role import Role
from graphsvc.db.driver import Graph
from graphsvc.log.events import Event
from graphsvc.web.explorer.page import FOLLOWED, examples
from tests.acceptance.browser import Tab
from tests.acceptance.conftest import serving_demo
from tests.conftest import RECORD, Neo4j
from tests.engine.feed_load import NOW

EDITED = "document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue()"
ANSWER = "document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()"


async def test_every_example_is_one_click_away_and_answers_without_another_host(developer: str, tab: Tab) -> None:
    page = tab.page
    await page.goto(f"{developer}/")
    buttons = page.locator(".examples button")
    await buttons.first.wait_for()
    assert await buttons.all_text_contents() == [example["title"] for example in (*examples(), *examples(FOLLOWED))]
    await buttons.nth(6).click()
    await tab.until(f"{EDITED}.includes('query Search')")
    await page.locator(".graphiql-execute-button").click()
    await tab.until(f"{ANSWER}.includes('大坪正街社区')")
    assert tab.problems == []
    assert tab.hosts == {developer.removeprefix("http://")}


async def test_a_subscription_is_tried_like_a_query_and_told_on_as_changes_come(
    neo4j: Neo4j, demo_graph: Graph, tab: Tab
) -> None:
    async def change(subject: str) -> None:
        event = Event("RENAMED", subject, "500103012011")
        await demo_graph.transact(lambda tx: RECORD.append(tx, [event], "li", "SYSTEM", NOW))

    await change("unit-01")
    async with serving_demo(neo4j, Role.SYSTEM, profile="developer") as url:
        page = tab.page
        await page.goto(f"{url}/")
        await page.locator(".examples button").last.click()
        await tab.until(f"{EDITED}.includes('subscription Changes')")
        await page.locator(".graphiql-execute-button").click()
        await tab.until(f"{ANSWER}.includes('渝中区平岭人民医院')")
        await change("unit-02")
        await tab.until(f"{ANSWER}.includes('unit-02')")
        await page.locator(".graphiql-execute-button").click()
        assert tab.problems == []
