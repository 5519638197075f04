"""Figures of registration on a real Neo4j: right, adding up, and counted from an index."""

from datetime import date
from typing import Any

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.registration.store.statistics import TEXTS
from tests.engine.registration_office import AN_HOUR, RegistrationOffice, changed, written
from tests.engine.registration_world import (
    GRID,
    HERE,
    HOSPITAL,
    MEMBER,
    OFFICE,
    OFFICE_THERE,
    PLEDGE,
    STREET,
    THERE,
    VIEWER,
    place,
)
from tests.plans import scans

COUNTS = """unitCount memberCount receivedCount pledgedCount overdueCount reviewedCount hours unitsDueCount
  membersDueCount unitRate memberRate postCount seatCount filledCount"""
STATS = f"""query ($area: ID!, $quarter: Int) {{ registrationStats(area: $area, quarter: $quarter) {{
  counts {{ {COUNTS} }} parts {{ area {{ code }} counts {{ {COUNTS} }} }}
  units {{ totalCount nodes {{ unit {{ id }} unitCount memberCount hours }} }} }} }}"""
TRIAL = """query ($area: ID!, $rules: [PointRuleInput!]!) { pointTrial(area: $area, rules: $rules, year: 2026) {
  memberCount moreCount fewerCount before { dutyPoints passedCount }
  after { dutyPoints exchangePoints passedCount } } }"""


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    """Two members of a grid and the hospital are registered; one has served two hours in September, it one hour."""
    await place(clean_graph)
    await clean_graph.write(
        Statement(
            "MATCH (h:Unit {id: 'unit-hospital'}) MATCH (m:Member) "
            "WHERE m.id IN ['member-01', 'member-02', 'member-03'] CREATE (m)-[:WORKS_FOR]->(h)"
        )
    )
    office = RegistrationOffice(known, clean_graph)
    first = await office.step(OFFICE, "receive", await office.file(OFFICE, person="member-01", grid=GRID))
    await office.step(MEMBER, "pledge", first, PLEDGE)
    await office.file(OFFICE, person="member-02", grid=GRID)
    await office.step(OFFICE, "receive", await office.file(OFFICE, unit="unit-hospital"))
    await changed(office, OFFICE, "confirm", await written(office))
    kept = await changed(office, OFFICE, "confirm", await written(office, HOSPITAL))
    await changed(office, OFFICE, "correct", kept, AN_HOUR)
    return office


async def stats(office: RegistrationOffice, area: str, **more: Any) -> Any:
    return (await office.data(STREET, STATS, area=area, **more))["registrationStats"]


async def test_figures_of_a_community_are_those_of_its_grids_and_of_itself(office: RegistrationOffice) -> None:
    found = await stats(office, HERE)
    parts = {each["area"]["code"]: each["counts"] for each in found["parts"]}
    assert set(parts) == {HERE, GRID}
    shown = ("unitCount", "memberCount", "receivedCount", "pledgedCount", "hours", "unitsDueCount", "membersDueCount")
    assert [parts[HERE][name] for name in shown] == [1, 0, 1, 0, 1.0, 1, 0]
    assert [parts[GRID][name] for name in shown] == [0, 2, 1, 1, 2.0, 0, 3]
    assert (found["counts"]["unitRate"], found["counts"]["memberRate"]) == (1.0, pytest.approx(2 / 3))
    assert found["units"] == {
        "totalCount": 1,
        "nodes": [{"unit": {"id": "unit-hospital"}, "unitCount": 1, "memberCount": 2, "hours": 3.0}],
    }


async def test_members_who_work_nowhere_count_and_are_in_no_rate(
    office: RegistrationOffice, clean_graph: Graph
) -> None:
    """Retired members report to the community too; those due stay who work for a unit."""
    await clean_graph.write(Statement("MATCH (:Member {id: 'member-02'})-[works:WORKS_FOR]->() DELETE works"))
    counts = (await stats(office, HERE))["counts"]
    assert (counts["memberCount"], counts["membersDueCount"], counts["memberRate"]) == (2, 2, 0.5)


async def test_parts_add_up_to_the_whole_at_every_level(office: RegistrationOffice) -> None:
    for area in ("500103012000", HERE, GRID, THERE):
        found = await stats(office, area)
        for name in COUNTS.split():
            if not name.endswith("Rate"):
                assert found["counts"][name] == sum(each["counts"][name] for each in found["parts"]), (area, name)
    street = (await stats(office, "500103012000"))["counts"]
    assert (street["memberCount"], street["hours"]) == (2, 3.0)


async def test_hours_are_those_of_the_quarter(office: RegistrationOffice) -> None:
    hours = [(await stats(office, HERE, quarter=quarter))["counts"]["hours"] for quarter in (1, 2, 3, 4)]
    assert hours == [0.0, 0.0, 3.0, 0.0]


async def test_posts_are_counted_with_their_seats(office: RegistrationOffice) -> None:
    post = {"area": HERE, "title": "夜间巡逻", "serviceClass": "SAFETY_AND_PATROL", "seatCount": 4}
    made = (await office.data(OFFICE, "mutation ($p: PostInput!) { publishPost(post: $p) { id } }", p=post))[
        "publishPost"
    ]
    await office.data(MEMBER, f'mutation {{ claimPost(claim: {{ post: "{made["id"]}" }}) {{ id }} }}')
    counts = (await stats(office, HERE))["counts"]
    assert [counts[name] for name in ("postCount", "seatCount", "filledCount")] == [1, 4, 1]


async def test_only_who_has_the_area_counts_it(office: RegistrationOffice) -> None:
    for caller, code in (
        (OFFICE_THERE, "NOT_FOUND"),
        (MEMBER, "NOT_FOUND"),
        (HOSPITAL, "NOT_FOUND"),
        (VIEWER, "FORBIDDEN"),
    ):
        assert (await office.refusal(caller, STATS, area=HERE))["code"] == code
    assert (await office.refusal(OFFICE, STATS, area=HERE, quarter=5))["code"] == "BAD_USER_INPUT"


async def test_rules_are_tried_on_a_year_and_nothing_is_written(office: RegistrationOffice) -> None:
    rules = [{"wallet": "DUTY", "pointsPerHour": 3, "mostPerRecord": 5}]
    found = (await office.data(OFFICE, TRIAL, area=HERE, rules=rules))["pointTrial"]
    assert found == {
        "memberCount": 2,
        "moreCount": 1,
        "fewerCount": 0,
        "before": {"dutyPoints": 2.0, "passedCount": 0},
        "after": {"dutyPoints": 5.0, "exchangePoints": 0.0, "passedCount": 0},
    }
    theirs = (await office.data(OFFICE_THERE, TRIAL, area=HERE, rules=rules))["pointTrial"]
    assert theirs["memberCount"] == 0
    assert (await office.refusal(MEMBER, TRIAL, area=HERE, rules=rules))["code"] == "FORBIDDEN"


GROWN = """\
MATCH (c:Community {code: $there})
UNWIND range(1, 1500) AS n
WITH c, 'grown-' + n + '|' + $year AS key
CREATE (r:Node:Registration {id: key, openKey: key, areaCode: c.code, year: $year, kind: 'MEMBER', state: 'RECEIVED',
  receivedOn: date('2026-09-01'), minutesByMonth: [60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]})
WITH r
UNWIND range(1, $records) AS number
CREATE (r)<-[:SERVED_UNDER]-(:Node:ServiceRecord {id: r.id + '-' + number, areaCode: r.areaCode, state: 'CONFIRMED',
  minutes: 60})"""


async def test_figures_cost_the_registrations_of_their_year_and_area_and_no_records(
    office: RegistrationOffice, clean_graph: Graph
) -> None:
    async def hits(prefix: str) -> int:
        given: dict[str, Any] = {
            "prefix": prefix,
            "digits": 15,
            "scope": [HERE[:9]],
            "year": 2026,
            "months": [0],
            "pledging": [],
        }
        return (
            await clean_graph.profile(Statement(TEXTS["registered"], given | {"today": date(2026, 11, 24)}))
        ).total_hits

    before = await hits(HERE)
    for year, records in ((2026, 4), (2025, 0)):
        await clean_graph.write(Statement(GROWN, {"there": THERE, "year": year, "records": records}))
    assert await hits(HERE) <= before + 1
    assert await hits(THERE) <= 1500 * HITS_EACH


HITS_EACH = 10
"""Database hits of one registration that is counted."""


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_statement_of_figures_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    day = date(2026, 11, 24)
    given: dict[str, Any] = {"prefix": HERE, "digits": 15, "scope": [HERE], "year": 2026, "months": [0], "code": HERE}
    given |= {"today": day, "asOf": day, "first": day, "last": day, "pledging": [], "most": 9}
    assert await scans(demo_graph, Statement(TEXTS[name], given), products=True) == set()
