"""Ratings by areas on a real Neo4j: once a half-year, seen by both sides, averaged from a list as of any day."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.command.ratings.store import TEXTS
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.notices.model.notice import Notice
from graphsvc.notices.store.telling import derive
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import (
    COMMUNITY,
    DISTRICT_OFFICE,
    ELSEWHERE,
    GRID,
    POWER,
    STREET_OFFICE,
    VIEWER,
    WATER,
    Desk,
)
from tests.engine.moved_area import moved
from tests.plans import scans
from tests.shared_graph import everything

SHOWN = """{ id version state kind year number givenOn closesOn note area { code } rated { id }
  marks { aspect title score most reason } }"""
GIVE = f"mutation ($given: AreaRatingInput!, $key: ID) {{ publishAreaRating(rating: $given, key: $key) {SHOWN} }}"
BACK = f"""mutation ($id: ID!, $v: Int!) {{
  withdrawAreaRating(id: $id, expectedVersion: $v, reason: "评错了单位") {SHOWN} }}"""
ACTIONS = "query ($id: ID!) { areaRatingActions(rating: $id) { action allowed reason } }"
MEANS = """query ($of: ID!, $half: Int, $on: Date) { ratingAverages(rated: $of, year: 2026, half: $half, asOf: $on) {
  ratingCount aspects { aspect ratingCount points most } ratings { id } } }"""
FEW = "两次没有到场"


def marks(response: int = 30, result: int = 40, support: int = 30) -> list[dict[str, Any]]:
    """Points for a department; reasons where they are few."""
    given = {"RESPONSE": (response, 18), "RESULT": (result, 24), "SUPPORT": (support, 18)}
    return [{"aspect": a, "score": n, **({"reason": FEW} if n < least else {})} for a, (n, least) in given.items()]


OF_COMMUNITY = [{"aspect": a, "score": 25} for a in ("DUTIES", "GRIDS", "RESIDENTS")]


class Office(Desk):
    """Asks about ratings; a refusal is asserted to have written nothing."""

    async def give(self, by: Principal = COMMUNITY, area: str = COMMUNITY_CODE, **more: Any) -> Any:
        given = {"area": area, "rated": "unit-water", "year": 2026, "half": 2, "marks": marks(), **more}
        return (await self.data(by, GIVE, given=given))["publishAreaRating"]

    async def refusal(self, caller: Principal, text: str, **variables: Any) -> Any:
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph) == before
        return body["errors"][0]["extensions"]

    async def means(self, caller: Principal, of: str = "unit-water", **more: Any) -> Any:
        return (await self.data(caller, MEANS, of=of, **more))["ratingAverages"]


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> Office:
    await place(clean_graph)
    office = Office(known, clean_graph)
    office.now = datetime(2026, 12, 1, 4, tzinfo=UTC)
    return office


async def test_an_area_rates_once_a_half_year_and_each_aspect_with_a_reason_where_points_are_few(
    office: Office,
) -> None:
    given: dict[str, Any] = {"area": COMMUNITY_CODE, "rated": "unit-water", "year": 2026, "half": 2, "marks": marks()}
    refused: Any = (
        (VIEWER, {}, "FORBIDDEN"),
        (GRID, {}, "FORBIDDEN"),
        (WATER, {}, "FORBIDDEN"),
        (DISTRICT_OFFICE, {}, "FORBIDDEN"),
        (STREET_OFFICE, {}, "NOT_FOUND"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (COMMUNITY, {"rated": "nothing"}, "NOT_FOUND"),
        (COMMUNITY, {"rated": GRID_CODE}, "NOT_FOUND"),
        (COMMUNITY, {"rated": COMMUNITY_CODE, "marks": OF_COMMUNITY}, "NOT_FOUND"),
        (COMMUNITY, {"half": 1}, "CONFLICT"),
        (COMMUNITY, {"year": 2025}, "CONFLICT"),
        (COMMUNITY, {"half": 3}, "BAD_USER_INPUT"),
        (COMMUNITY, {"marks": marks()[:2]}, "BAD_USER_INPUT"),
        (COMMUNITY, {"marks": marks(31)}, "BAD_USER_INPUT"),
        (COMMUNITY, {"marks": [{**each, "reason": " "} for each in marks(17)]}, "BAD_USER_INPUT"),
    )
    for caller, more, code in refused:
        assert (await office.refusal(caller, GIVE, given={**given, **more}))["code"] == code, (caller, more)
    made = await office.give(marks=marks(17))
    assert {**made, "id": "", "marks": made["marks"][:1]} == {
        "id": "",
        "version": 1,
        "state": "GIVEN",
        "kind": "DEPARTMENT",
        "year": 2026,
        "number": 2,
        "givenOn": "2026-12-01",
        "closesOn": "2027-01-31",
        "note": None,
        "area": {"code": COMMUNITY_CODE},
        "rated": {"id": "unit-water"},
        "marks": [{"aspect": "RESPONSE", "title": "吹哨报到及时", "score": 17, "most": 30, "reason": FEW}],
    }
    assert [each["reason"] for each in made["marks"][1:]] == [None, None]
    assert "已经评议过" in (await office.refusal(COMMUNITY, GIVE, given=given))["zh"]
    street = await office.give(STREET_OFFICE, STREET)
    own = await office.give(STREET_OFFICE, STREET, rated=COMMUNITY_CODE, marks=OF_COMMUNITY)
    assert (own["kind"], own["rated"]) == ("COMMUNITY", {"id": COMMUNITY_CODE})
    power = await office.give(rated="unit-power")
    listed = "{ areaRatings { totalCount nodes { id } } }"
    for caller, seen in (
        (STREET_OFFICE, (made, street, own, power)),
        (COMMUNITY, (made, own, power)),
        (WATER, (made, street)),
        (POWER, (power,)),
        (GRID, ()),
        (ELSEWHERE, ()),
    ):
        page = (await office.data(caller, listed))["areaRatings"]
        assert {each["id"] for each in page["nodes"]} == {each["id"] for each in seen}, caller
        assert page["totalCount"] == len(seen)


async def test_of_sixteen_that_rate_the_same_one_does(office: Office) -> None:
    given = {"area": COMMUNITY_CODE, "rated": "unit-water", "year": 2026, "half": 2, "marks": marks()}
    tries = await asyncio.gather(*(office.ask(COMMUNITY, GIVE, given=given) for _ in range(16)))
    codes = [each.body["errors"][0]["extensions"]["code"] for each in tries if "errors" in each.body]
    assert codes == ["CONFLICT"] * 15
    counted = "MATCH (r:AreaRating)<-[:GAVE]-(:Area) RETURN count(r)"
    assert await office.graph.read(Statement(counted)) == [[1]]
    again = [(await office.data(COMMUNITY, GIVE, given={**given, "rated": "unit-power"}, key="k")) for _ in range(2)]
    assert again[0] == again[1]


async def test_averages_come_with_their_list_and_are_those_of_the_day_asked_for(office: Office) -> None:
    made = await office.give(marks=marks(20, 40, 17))
    office.now = office.now.replace(day=3)
    street = await office.give(STREET_OFFICE, STREET, marks=marks(25, 33, 30))
    both = {
        "ratingCount": 2,
        "aspects": [
            {"aspect": "RESPONSE", "ratingCount": 2, "points": 22.5, "most": 30},
            {"aspect": "RESULT", "ratingCount": 2, "points": 36.5, "most": 40},
            {"aspect": "SUPPORT", "ratingCount": 2, "points": 23.5, "most": 30},
        ],
    }
    for caller in (WATER, STREET_OFFICE, DISTRICT_OFFICE):
        seen = await office.means(caller)
        assert {each["id"] for each in seen.pop("ratings")} == {made["id"], street["id"]}
        assert seen == both, caller
    assert (await office.means(COMMUNITY))["ratings"] == [{"id": made["id"]}]
    assert (await office.means(POWER))["ratingCount"] == (await office.means(WATER, half=1))["ratingCount"] == 0
    earlier = await office.means(WATER, on="2026-12-02")
    assert ([each["points"] for each in earlier["aspects"]], earlier["ratings"]) == (
        [20.0, 40.0, 17.0],
        [{"id": made["id"]}],
    )
    office.now = office.now.replace(day=5)
    for caller, v, code in ((STREET_OFFICE, 1, "CONFLICT"), (COMMUNITY, 2, "CONFLICT"), (ELSEWHERE, 1, "NOT_FOUND")):
        assert (await office.refusal(caller, BACK, id=made["id"], v=v))["code"] == code
    for caller, allowed in ((COMMUNITY, True), (STREET_OFFICE, False), (WATER, False)):
        (offer,) = (await office.data(caller, ACTIONS, id=made["id"]))["areaRatingActions"]
        assert (offer["allowed"], offer["reason"] is None) == (allowed, allowed)
    back = (await office.data(COMMUNITY, BACK, id=made["id"], v=1))["withdrawAreaRating"]
    assert (back["state"], back["note"], back["version"]) == ("WITHDRAWN", "评错了单位", 2)
    assert (await office.refusal(COMMUNITY, BACK, id=made["id"], v=2))["allowed"] == []
    assert (await office.means(WATER))["ratings"] == [{"id": street["id"]}]
    assert (await office.means(WATER, on="2026-12-04"))["ratingCount"] == 2
    assert await office.means(WATER, on="2026-12-02") == earlier
    again = await office.give()
    assert {each["id"] for each in (await office.means(WATER))["ratings"]} == {street["id"], again["id"]}
    late = await office.refusal(WATER, MEANS, of="unit-water", on="2027-01-01")
    assert late["code"] == "BAD_USER_INPUT"


async def test_a_rating_stays_when_its_time_is_over(office: Office) -> None:
    made = await office.give()
    office.now = datetime(2027, 1, 31, 15, 50, tzinfo=UTC)
    (offer,) = (await office.data(COMMUNITY, ACTIONS, id=made["id"]))["areaRatingActions"]
    assert offer["allowed"]
    office.now = datetime(2027, 1, 31, 16, tzinfo=UTC)
    over = await office.refusal(COMMUNITY, BACK, id=made["id"], v=1)
    assert over["zh"] == "评议已于 2027-01-31 截止，不能再撤回。"
    given = {"area": COMMUNITY_CODE, "rated": "unit-power", "year": 2026, "half": 2, "marks": marks()}
    assert "2027-01-31" in (await office.refusal(COMMUNITY, GIVE, given=given))["zh"]


async def test_who_is_rated_is_told(office: Office) -> None:
    of_unit = await office.give()
    of_area = await office.give(STREET_OFFICE, STREET, rated=COMMUNITY_CODE, marks=OF_COMMUNITY)
    told: list[Notice] = []
    await office.data(COMMUNITY, BACK, id=of_unit["id"], v=1)
    while (round_ := await office.graph.transact(lambda tx: derive(tx, office.now))).due:
        told += round_.notices
    assert [(each.action, each.subject, each.to) for each in told] == [
        ("AREA_RATING_GIVEN", of_unit["id"], "UNIT unit-water;"),
        ("AREA_RATING_GIVEN", of_area["id"], f"COMMUNITY_OFFICIAL {COMMUNITY_CODE};"),
        ("AREA_RATING_WITHDRAW", of_unit["id"], "UNIT unit-water;"),
    ]


async def test_units_of_another_district_are_not_rated_but_those_of_the_city_are(office: Office) -> None:
    moved = "MATCH (u:Unit {id: $id}) SET u.areaCode = '500104000000', u.level = $level"
    await office.graph.write(Statement(moved, {"id": "unit-power", "level": "DISTRICT"}))
    await office.graph.write(Statement(moved, {"id": "unit-fire", "level": "MUNICIPAL"}))
    given = {"area": COMMUNITY_CODE, "rated": "unit-power", "year": 2026, "half": 2, "marks": marks()}
    assert (await office.refusal(COMMUNITY, GIVE, given=given))["code"] == "NOT_FOUND"
    assert (await office.give(rated="unit-fire"))["rated"] == {"id": "unit-fire"}


async def test_ratings_go_with_areas_that_are_redrawn(office: Office) -> None:
    of_unit = await office.give()
    of_area = await office.give(STREET_OFFICE, STREET, rated=COMMUNITY_CODE, marks=OF_COMMUNITY)
    new = await moved(office.graph, office.now)
    own = replace(COMMUNITY, areas=(new,))
    given = {"area": new, "rated": "unit-water", "year": 2026, "half": 2, "marks": marks()}
    assert "已经评议过" in (await office.refusal(own, GIVE, given=given))["zh"]
    given = {"area": STREET, "rated": new, "year": 2026, "half": 2, "marks": OF_COMMUNITY}
    assert "已经评议过" in (await office.refusal(STREET_OFFICE, GIVE, given=given))["zh"]
    page = (await office.data(own, "{ areaRatings { nodes { id area { code } rated { id } } } }"))["areaRatings"]
    assert sorted(page["nodes"], key=lambda each: each["id"] != of_unit["id"]) == [
        {"id": of_unit["id"], "area": {"code": new}, "rated": {"id": "unit-water"}},
        {"id": of_area["id"], "area": {"code": STREET}, "rated": {"id": new}},
    ]
    assert (await office.means(own, new))["ratings"] == [{"id": of_area["id"]}]


_MANY = """MATCH (u:Unit {id: 'unit-water'}) UNWIND range(1, 5100) AS n
CREATE (u)<-[:RATES]-(:Node:AreaRating {id: 'many-' + n, areaCode: $area, unit: u.id, state: 'GIVEN', year: 2026,
  number: 2, half: '2026H2', givenAt: $at, aspects: ['A'], titles: ['甲'], mosts: [10], points: [n % 2]})"""


async def test_averages_are_of_all_ratings_however_many(office: Office) -> None:
    await office.graph.write(Statement(_MANY, {"area": COMMUNITY_CODE, "at": office.now}))
    seen = await office.means(WATER)
    assert (seen["ratingCount"], len(seen["ratings"])) == (5100, 200)
    assert seen["aspects"] == [{"aspect": "A", "ratingCount": 5100, "points": 0.5, "most": 10}]


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_statement_scans(office: Office, name: str) -> None:
    given: dict[str, Any] = {"area": COMMUNITY_CODE, "rated": "unit-water", "half": "2026H2", "rating": {}, "id": "r"}
    given |= {"scope": [COMMUNITY_CODE], "unit": "", "asOf": date(2026, 12, 1), "expected": 1, "sources": []}
    given |= {"changes": {}, "year": 2026, "number": 0, "end": office.now, "shown": 200, "lines": 40}
    assert not await scans(office.graph, Statement(TEXTS[name], given), products=True)
