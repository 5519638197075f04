"""A list of registrations at the console: looked at first, then filed, each row answered."""

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, Visitor, enter
from tests.shared_graph import everything

ADDRESS = "/console/registration-list"
WRITTEN = ("Registration", "RegistrationStep", "LogEntry")
SOMEBODY = """\
MATCH (p:Member)-[lives:LIVES_IN]->(g:Grid) WHERE g.areaCode STARTS WITH $here AND lives.until IS NULL
RETURN p.id ORDER BY p.id LIMIT 1"""


async def upload(visitor: Visitor, text: str, **more: str) -> str:
    """Send a list as the form of the page does."""
    await visitor.open(ADDRESS)
    fields = {name: values[0] for name, values in visitor.form(ADDRESS).fields.items() if name != "file"}
    files = {"file": ("名单.csv", text.encode("gbk"), "text/csv")}
    visitor.response = await visitor.client.post(ADDRESS, data=fields | more, files=files)
    return visitor.said


async def test_a_list_is_looked_at_filed_and_sent_again(console: str, demo_graph: Graph) -> None:
    ((person,),) = await demo_graph.read(Statement(SOMEBODY, {"here": COMMUNITY}))
    text = f"编号,姓名,空闲时间\n{person},,周六\n,无此人,\n"
    visitor, before = await enter(console, "COMMUNITY_OFFICIAL"), await everything(demo_graph, *WRITTEN)
    said = await upload(visitor, text)
    assert "共 2 行：可登记 1 行，此前已登记 0 行，不能登记 1 行。" in said
    assert "3 未登记 姓名 没有居住在" in said
    assert await everything(demo_graph, *WRITTEN) == before
    await visitor.send(visitor.form(f"{ADDRESS}/file"))
    assert "共 2 行：已登记 1 行，此前已登记 0 行，未登记 1 行。" in visitor.said
    kept = "MATCH (r:Registration)-[:REGISTERS]->(p:Person) RETURN p.id, r.state, r.freeTimes"
    assert await demo_graph.read(Statement(kept)) == [[person, "RECEIVED", "FREQ=WEEKLY;BYDAY=SA"]]
    assert "可登记 0 行，此前已登记 1 行" in await upload(visitor, text)


async def test_a_list_is_refused_to_others_in_another_place_and_from_another_page(
    console: str, demo_graph: Graph
) -> None:
    before = await everything(demo_graph, *WRITTEN)
    office = await enter(console, "COMMUNITY_OFFICIAL")
    await upload(office, "姓名\n无此人\n", community="500103012012")
    assert office.response.status_code == 404
    await upload(office, "姓名\n无此人\n", csrf="other")
    assert office.response.status_code == 400
    grid = await enter(console, "GRID_WORKER")
    await grid.open(ADDRESS)
    assert grid.response.status_code == 403
    assert await everything(demo_graph, *WRITTEN) == before
