"""Command centres on a real Neo4j: one a subdistrict, who acts for it on which day, and who may say so."""

import asyncio
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.command.store.centres import TEXTS
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.org.model.work import Board
from tests.engine.command_world import (
    APPOINT,
    COMMUNITY,
    DISTRICT,
    END,
    FOUND,
    GRID_CODE,
    HERE,
    OFFICIAL,
    OFFICIAL_THERE,
    THERE,
    VIEWER,
    Centre,
    place,
)
from tests.plans import scans

HEAD = {"person": "person-01", "role": "HEAD"}
LIVELIHOOD_HEAD = {"person": "person-03", "role": "BOARD_HEAD", "board": "LIVELIHOOD"}
WINDOW = {"person": "person-04", "role": "POST_HOLDER", "board": "LIVELIHOOD", "post": "综合窗口"}
SHOWN = """
query ($area: ID!, $on: Date) { commandCentre(area: $area) {
  name version area { code } head(asOf: $on) { id } deputies(asOf: $on) { nodes { id } }
  boardOffices { board head(asOf: $on) { id } staff(asOf: $on) { edges { role post since until node { id } } } } } }"""


@pytest.fixture
async def centre(known: Documents, clean_graph: Graph) -> Centre:
    await place(clean_graph)
    return Centre(known, clean_graph)


async def shown(centre: Centre, on: str, caller: Principal = OFFICIAL) -> Any:
    return (await centre.data(caller, SHOWN, area=HERE, on=on))["commandCentre"]


async def test_a_centre_is_headed_and_staffed_from_day_to_day(centre: Centre) -> None:
    assert (await centre.found())["name"] == "青石街道基层治理指挥中心"
    await centre.change(APPOINT, who=HEAD, since="2024-01-01")
    await centre.change(APPOINT, who={"person": "person-02", "role": "DEPUTY"}, since="2024-02-01", until="2024-08-01")
    await centre.change(APPOINT, who=LIVELIHOOD_HEAD, since="2024-01-01")
    await centre.change(APPOINT, DISTRICT, who=WINDOW, since="2024-03-01")
    await centre.change(END, who=HEAD, on="2024-06-01")
    await centre.change(APPOINT, who={**HEAD, "person": "person-05"}, since="2024-06-01")
    for day, head, deputies in (
        ("2023-12-31", None, []),
        ("2024-05-31", {"id": "person-01"}, [{"id": "person-02"}]),
        ("2024-06-01", {"id": "person-05"}, [{"id": "person-02"}]),
        ("2024-08-01", {"id": "person-05"}, []),
    ):
        then = await shown(centre, day)
        assert (then["head"], then["deputies"]["nodes"]) == (head, deputies), day
    assert [each["board"] for each in then["boardOffices"]] == list(Board)
    livelihood = then["boardOffices"][2]
    assert livelihood["head"] == {"id": "person-03"}
    assert [(edge["role"], edge["post"], edge["node"]["id"]) for edge in livelihood["staff"]["edges"]] == [
        ("BOARD_HEAD", None, "person-03"),
        ("POST_HOLDER", "综合窗口", "person-04"),
    ]
    public = await shown(centre, "2024-05-31", VIEWER)
    assert (public["name"], public["head"]) == ("青石街道基层治理指挥中心", None)
    of_street = await centre.data(VIEWER, f'{{ subdistrict(code: "{HERE}") {{ commandCentre {{ version }} }} }}')
    assert of_street["subdistrict"]["commandCentre"] == {"version": centre.version}
    actions = Statement(
        "MATCH (e:LogEntry) WHERE e.action STARTS WITH 'CENTRE' RETURN e.action, count(*) ORDER BY e.action"
    )
    assert await centre.graph.read(actions) == [["CENTRE_APPOINTED", 5], ["CENTRE_DISMISSED", 1], ["CENTRE_FOUNDED", 1]]


async def test_a_change_that_may_not_be_is_refused_and_writes_nothing(centre: Centre) -> None:
    for caller, area, code in (
        (OFFICIAL, THERE, "NOT_FOUND"),
        (OFFICIAL_THERE, HERE, "NOT_FOUND"),
        (OFFICIAL, "500103012011", "NOT_FOUND"),
        (COMMUNITY, HERE, "FORBIDDEN"),
        (VIEWER, HERE, "FORBIDDEN"),
    ):
        assert (await centre.refused(caller, FOUND, centre={"area": area}))["code"] == code
    late = await centre.refused(OFFICIAL, FOUND, centre={"area": HERE, "foundedOn": "2099-01-01"})
    assert late["code"] == "BAD_USER_INPUT"
    await centre.found()
    assert (await centre.refused(OFFICIAL, FOUND, centre={"area": HERE}))["code"] == "CONFLICT"
    await centre.change(APPOINT, who=HEAD, since="2024-01-01")
    second = {**HEAD, "person": "person-02"}
    assert "周**担任" in (await centre.refused(OFFICIAL, APPOINT, who=second, since="2025-01-01"))["zh"]
    assert (await centre.refused(OFFICIAL, APPOINT, who=second, since="2023-01-01"))["code"] == "CONFLICT"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"who": second, "since": "2023-01-01", "v": 1}, "CONFLICT"),
        ({"who": {**HEAD, "person": "nobody"}, "since": "2024-01-01"}, "NOT_FOUND"),
        ({"who": {**HEAD, "board": "ECONOMY"}, "since": "2024-01-01"}, "BAD_USER_INPUT"),
        ({"who": {**WINDOW, "post": None}, "since": "2024-01-01"}, "BAD_USER_INPUT"),
        ({"who": {**LIVELIHOOD_HEAD, "board": None}, "since": "2024-01-01"}, "BAD_USER_INPUT"),
        ({"who": second, "since": "2023-01-02", "until": "2023-01-02"}, "BAD_USER_INPUT"),
    ]
    for given, code in wrong:
        assert (await centre.refused(OFFICIAL, APPOINT, **given))["code"] == code, given
    assert (await centre.refused(OFFICIAL_THERE, APPOINT, who=second, since="2023-01-01"))["code"] == "NOT_FOUND"
    assert (await centre.refused(OFFICIAL, END, who=second, on="2024-05-01"))["code"] == "NOT_FOUND"
    assert (await centre.refused(OFFICIAL, END, who=HEAD, on="2024-05-01", v=1))["code"] == "CONFLICT"


async def test_of_many_heads_at_once_one_is_appointed_and_a_repeat_is_one_change(centre: Centre) -> None:
    await centre.found()
    who = [{"person": f"person-{number:02}", "role": "HEAD"} for number in range(1, 17)]
    asked = [centre.ask(OFFICIAL, APPOINT, id=centre.id, v=1, who=each, since="2024-01-01") for each in who]
    assert sum("errors" not in answer.body for answer in await asyncio.gather(*asked)) == 1
    centre.version = 2
    for _ in range(2):
        made = await centre.data(OFFICIAL, APPOINT, id=centre.id, v=2, who=WINDOW, since="2024-01-01", key="once")
    assert made["appointToCentre"]["version"] == 3
    ties = Statement("MATCH (:Person)-[r:COMMANDS|STAFFS]->() RETURN type(r), count(*) ORDER BY type(r)")
    assert await centre.graph.read(ties) == [["COMMANDS", 1], ["STAFFS", 1]]


async def test_the_boards_are_named_as_on_the_day(centre: Centre) -> None:
    text = '{ then: boards(asOf: "2023-06-01") { name } now: boards { name } }'
    data = await centre.data(VIEWER, text)
    assert [each["name"] for each in data["then"]] == ["党建统领", "经济生态", "公共服务", "平安法治"]
    assert [each["name"] for each in data["now"]] == ["党的建设", "经济发展", "民生服务", "平安法治"]


async def test_the_handling_rule_of_a_place_names_its_one_owner(centre: Centre) -> None:
    text = """query ($area: ID!) {
      handlingRule(category: "D03", area: $area) { level above respondMinutes actMinutes since owner { code name } }
      handlingRules(area: $area) { category owner { code } } }"""
    data = await centre.data(VIEWER, text, area=GRID_CODE)
    assert data["handlingRule"] == {
        "level": "SUBDISTRICT",
        "above": "DISTRICT",
        "respondMinutes": 1,
        "actMinutes": 5,
        "since": None,
        "owner": {"code": HERE, "name": "青石街道"},
    }
    assert len(data["handlingRules"]) == 44
    known = {None, GRID_CODE, GRID_CODE[:12], HERE}  # the district is not in this small graph
    assert {each["owner"] and each["owner"]["code"] for each in data["handlingRules"]} == known
    unknown = (await centre.ask(VIEWER, text.replace("D03", "Z99"), area=GRID_CODE)).body
    assert unknown["data"]["handlingRule"] is None
    assert unknown["errors"][0]["extensions"]["zh"] == "没有类别 Z99。"


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_statement_scans(centre: Centre, name: str) -> None:
    given = {"area": HERE, "centre": {"id": "c"}, "offices": [], "scope": [""], "id": "c", "expected": 1, "person": "p"}
    given |= {
        "role": "HEAD",
        "alone": True,
        "since": None,
        "until": None,
        "office": "o",
        "post": "",
        "of": "c",
        "on": None,
    }
    assert not await scans(centre.graph, Statement(TEXTS[name], given), products=True)
