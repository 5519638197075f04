"""What begins tomorrow does not count yet and what ends today no longer does, wherever it is read, by China's day."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.cases.model.categories import categories
from graphsvc.cases.store.suggestions import suggest
from graphsvc.china import CHINA
from graphsvc.cobuilding.model.window import Days
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.gql.schema.types import LinkField
from graphsvc.matching.store.matcher import CYPHER, gathered
from graphsvc.schema import registered
from graphsvc.tasks.store.shares import people
from graphsvc.tasks.store.tasks import Caller, Receivers, find_receivers
from tests.conftest import KEYS, RECORD
from tests.engine.trying import Open, tried
from tests.oracle.interpreter import ARROW

DAY = date(2026, 11, 24)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
HOURS = {at: datetime.combine(DAY, time.fromisoformat(at), CHINA) for at in ("00:01", "07:59", "08:01", "23:59")}
"""Until eight o'clock in China it is yesterday in UTC."""

SPANS: dict[str, tuple[dict[str, date], bool]] = {
    "without days": ({}, True),
    "begins tomorrow": ({"since": AFTER}, False),
    "began today": ({"since": DAY}, True),
    "ends today": ({"until": DAY}, False),
    "ended yesterday": ({"until": BEFORE}, False),
    "ends tomorrow": ({"until": AFTER}, True),
}
LIVES: dict[str, tuple[dict[str, date], bool]] = {
    "founded tomorrow": ({"foundedOn": AFTER}, False),
    "founded today": ({"foundedOn": DAY}, True),
    "dissolved today": ({"dissolvedOn": DAY}, False),
    "dissolved tomorrow": ({"dissolvedOn": AFTER}, True),
}
spans = pytest.mark.parametrize(("days", "holds"), SPANS.values(), ids=list(SPANS))
lives = pytest.mark.parametrize(("days", "there"), LIVES.values(), ids=list(LIVES))
hours = pytest.mark.parametrize("now", HOURS.values(), ids=list(HOURS))

COMMUNITY, GRID = "500103012011", "500103012011001"
IN_ROLE = re.compile(r"@edge\.role = '(\w+)'")
"""Some ties count only in one role."""


@dataclass(frozen=True, slots=True)
class Path:
    """A field along one dated tie, as the schema declares it."""

    owner: str
    name: str
    kind: str
    forward: bool
    target: str
    shape: str
    there: bool
    role: str | None


def paths() -> dict[str, Path]:
    """Every field of a type of nodes that follows one dated tie."""
    registry = registered()
    return {
        f"{owner}.{name}": Path(
            owner,
            name,
            arrow["kind"],
            bool(arrow["out"]),
            field.target,
            field.shape,
            "@it.foundedOn" in field.clause,
            role[1] if (role := IN_ROLE.search(field.clause)) else None,
        )
        for owner, of in registry.types.items()
        if owner in of.possible
        for name, field in of.fields.items()
        if isinstance(field, LinkField) and "asOf" in field.arguments and (arrow := ARROW.match(field.clause))
    }


PATHS = paths()
NOT_IN_THE_DEMO = {"CommandCentre", "BoardOffice", "Pairing"}
"""Types of which a test makes one."""
OF_THE_END = {"PART_OF", "HOLDS_PAIRING"}
"""Ties that hold as long as what they lead to."""


async def asked(tx: Open, now: datetime, text: str, **variables: Any) -> dict[str, Any]:
    executor = Executor(documents(), tx, RECORD, KEYS, now=lambda: now)
    body = (await executor.answer(Request(text, SERVICE, variables))).body
    assert "errors" not in body, body["errors"]
    data: dict[str, Any] = body["data"]
    return data


async def two_ends(tx: Open, path: Path) -> tuple[str, str]:
    """Two nodes of the demo with one such tie between them and no days; some have it for this test alone."""
    arrow = f"(a){'' if path.forward else '<'}-[r:{path.kind}]-{'>' if path.forward else ''}(b)"
    made = f"MATCH (a:{path.owner}), (b:{path.target}) WITH a, b ORDER BY a.id, b.id LIMIT 1 MERGE {arrow} RETURN 1"
    for made_of in {path.owner, path.target} & NOT_IN_THE_DEMO:
        text = f"CREATE (a:Node:{made_of} {{id: $id, areaCode: '500103012000'}}) RETURN 1"
        await tx.value(text, id=f"made-{made_of}")
    if not await tx.value(f"MATCH {arrow} WHERE a:{path.owner} AND b:{path.target} RETURN count(*)"):
        await tx.value(made)
    one, other = await tx.value(
        f"MATCH {arrow} WHERE a:{path.owner} AND b:{path.target} AND COUNT {{ (a)-[:{path.kind}]-(b) }} = 1 "
        "WITH a, b, r ORDER BY a.id, b.id LIMIT 1 "
        "SET r.role = coalesce($role, r.role) REMOVE r.since, r.until, b.foundedOn, b.dissolvedOn RETURN [a.id, b.id]",
        role=path.role,
    )
    return one, other


async def is_shown(tx: Open, path: Path, ends: Sequence[str], now: datetime) -> bool:
    inner = "(first: 200) { nodes { id } }" if path.shape == "page" else "{ id }"
    text = f"query ($id: ID!) {{ node(id: $id) {{ ... on {path.owner} {{ shown: {path.name}{inner} }} }} }}"
    shown = (await asked(tx, now, text, id=ends[0]))["node"]["shown"]
    rows = shown["nodes"] if path.shape == "page" else [shown] if shown else []
    return {"id": ends[1]} in rows


SET_AREA = "MATCH (b {id: $b}) SET b += $days RETURN count(b)"
"""What lies in an area never lies elsewhere: the days are those of the area."""
SET = "MATCH (a {id: $a})-[r]-(b {id: $b}) WHERE type(r) = $kind SET r += $days RETURN count(r)"


def test_every_tie_that_begins_and_ends_is_read_by_some_field() -> None:
    assert {path.kind for path in PATHS.values()} == {
        "ADJACENT_TO",
        "BELONGS_TO",
        "COMMANDS",
        "CONTAINS",
        "CONVENES",
        "COVERS",
        "CO_FORMS",
        "HAS_PARTY_ORGANIZATION",
        "HOLDS_PAIRING",
        "JOINS",
        "LEADS",
        "LIVES_IN",
        "LOCATED_IN",
        "OVERLAPS",
        "PART_OF",
        "SECRETARY_OF",
        "SERVES",
        "SERVES_IN",
        "STAFFS",
        "SUBORDINATE_TO",
        "WORKS_FOR",
    }


@spans
@pytest.mark.parametrize("path", PATHS.values(), ids=list(PATHS))
async def test_a_field_follows_the_ties_that_hold_today(
    demo_graph: Graph, path: Path, days: dict[str, date], holds: bool
) -> None:
    async def work(tx: Open) -> None:
        ends = await two_ends(tx, path)
        given = SET_AREA if path.kind in OF_THE_END else SET
        assert await tx.value(given, a=ends[0], b=ends[1], kind=path.kind, days=days) == 1
        assert [await is_shown(tx, path, ends, now) for now in HOURS.values()] == [holds] * len(HOURS)

    await tried(demo_graph, work)


@lives
@pytest.mark.parametrize(
    "path", [path for path in PATHS.values() if path.there], ids=[name for name, path in PATHS.items() if path.there]
)
async def test_a_field_leads_to_organizations_that_are_there_today(
    demo_graph: Graph, path: Path, days: dict[str, date], there: bool
) -> None:
    async def work(tx: Open) -> None:
        ends = await two_ends(tx, path)
        await tx.value("MATCH (b {id: $id}) SET b += $days RETURN 1", id=ends[1], days=days)
        assert [await is_shown(tx, path, ends, now) for now in HOURS.values()] == [there] * len(HOURS)

    await tried(demo_graph, work)


@spans
async def test_a_chain_of_superiors_goes_on_over_ties_that_hold(
    demo_graph: Graph, days: dict[str, date], holds: bool
) -> None:
    async def work(tx: Open) -> None:
        low, middle, high = await tx.value(
            "MATCH (a:PartyOrganization)-[:SUBORDINATE_TO]->(b)-[:SUBORDINATE_TO]->(c) "
            "RETURN [a.id, b.id, c.id] ORDER BY a.id LIMIT 1"
        )
        assert await tx.value(SET, a=middle, b=high, kind="SUBORDINATE_TO", days=days) == 1
        text = "query ($id: ID!) { partyOrganization(id: $id) { superiors { id } } }"
        for now in HOURS.values():
            found = await asked(tx, now, text, id=low)
            chain = [each["id"] for each in found["partyOrganization"]["superiors"]]
            assert (chain[0], high in chain) == (middle, holds)

    await tried(demo_graph, work)


SEATED = "MATCH (u:Unit)-[r:JOINS]->(c:BigPartyCommittee)-[:SERVES]->(a {code: $code}) "


@hours
@spans
async def test_ways_and_links_across_the_hierarchy_hold_today(
    demo_graph: Graph, days: dict[str, date], holds: bool, now: datetime
) -> None:
    async def work(tx: Open) -> None:
        unit, committee, level = await tx.value(
            SEATED + "WITH u, r, c ORDER BY u.id LIMIT 1 REMOVE r.since, r.until SET r += $days, u.level = 'DISTRICT' "
            "RETURN [u.id, c.id, u.level]",
            code=COMMUNITY,
            days=days,
        )
        found = await asked(
            tx,
            now,
            """query ($unit: ID!, $committee: ID!, $area: ID!) {
              links(from: $unit, to: $committee, maxHops: 1) { hops { relationship } }
              community(code: $area) { horizontalLinks(first: 200) { nodes { unit { id } to { id } } } }
            }""",
            unit=unit,
            committee=committee,
            area=COMMUNITY,
        )
        assert level == "DISTRICT"
        assert found["links"] == ([{"hops": [{"relationship": "JOINS"}]}] if holds else [])
        crossing = found["community"]["horizontalLinks"]["nodes"]
        assert ({"unit": {"id": unit}, "to": {"id": committee}} in crossing) == holds

    await tried(demo_graph, work)


@hours
@spans
async def test_units_sit_together_while_both_seats_hold(
    demo_graph: Graph, days: dict[str, date], holds: bool, now: datetime
) -> None:
    async def work(tx: Open) -> None:
        one, other = await tx.value(
            SEATED + "WITH u, r, c ORDER BY u.id WITH c, collect(u) AS units, collect(r) AS seats "
            "FOREACH (r IN seats | REMOVE r.since, r.until) "
            "FOREACH (r IN [seats[1]] | SET r += $days) RETURN [units[0].id, units[1].id]",
            code=COMMUNITY,
            days=days,
        )
        text = "query ($id: ID!, $in: ID!) { unit(id: $id) { partnersIn(area: $in, first: 200) { nodes { id } } } }"
        for mine, theirs in ((one, other), (other, one)):
            shown = await asked(tx, now, text, id=mine, **{"in": COMMUNITY})
            assert ({"id": theirs} in shown["unit"]["partnersIn"]["nodes"]) == holds

    await tried(demo_graph, work)


@hours
@spans
async def test_a_department_or_neighbour_is_suggested_for_the_seat_it_has_today(
    demo_graph: Graph, days: dict[str, date], holds: bool, now: datetime
) -> None:
    category = categories()["C02"]

    async def work(tx: Open) -> None:
        department, neighbour = await tx.value(
            SEATED + "WITH u ORDER BY u.id LIMIT 2 WITH collect(u) AS units "
            "WITH units, COLLECT { UNWIND units AS u MATCH (u)-[r:JOINS]->() RETURN r } AS seats "
            "FOREACH (r IN seats | REMOVE r.since, r.until SET r += $days) "
            "FOREACH (u IN [units[0]] | SET u.sector = $sector, u.kind = 'ORGAN', u.level = 'DISTRICT') "
            "FOREACH (u IN [units[1]] | SET u.sector = $helper) RETURN [units[0].id, units[1].id]",
            code=COMMUNITY,
            days=days,
            sector=category.sectors[0],
            helper=category.helpers[0],
        )
        suggested = await suggest(tx, GRID, category, now)
        (reasons,) = [each.reasons for each in suggested.departments if each.unit == department]
        assert any(reason.zh.endswith("成员单位") for reason in reasons) == holds
        assert (neighbour in {each.unit for each in suggested.helpers}) == holds

    await tried(demo_graph, work)


@hours
@pytest.mark.parametrize(
    ("days", "there"),
    [
        ({"availableFrom": AFTER}, False),
        ({"availableFrom": DAY}, True),
        ({"availableTo": BEFORE}, False),
        ({"availableTo": DAY}, True),
    ],
)
async def test_a_neighbour_is_suggested_for_what_it_offers_today(
    demo_graph: Graph, days: dict[str, date], there: bool, now: datetime
) -> None:
    category = categories()["C02"]

    async def work(tx: Open) -> None:
        title = await tx.value(
            SEATED + "WITH u ORDER BY u.id LIMIT 1 MATCH (t:Topic {code: $topic}) "
            "CREATE (u)-[:OFFERS]->(o:Node:Resource {id: 'resource-new', title: '应急供水车', status: 'ACTIVE', "
            "servicePrefix: $code, areaCode: $code})-[:ABOUT]->(t) SET o += $days RETURN o.title",
            code=COMMUNITY,
            topic=category.topics[0],
            days=days,
        )
        suggested = await suggest(tx, GRID, category, now)
        assert (title in {one for each in suggested.helpers for one in each.resources}) == there

    await tried(demo_graph, work)


@spans
async def test_matching_measures_the_distance_by_the_seats_of_the_day(
    demo_graph: Graph, days: dict[str, date], holds: bool
) -> None:
    async def work(tx: Open) -> None:
        unit, committee = await tx.value(
            SEATED + "MATCH (u)-[:OFFERS]->(o:Resource {status: 'ACTIVE'}) WITH u, r, c ORDER BY u.id LIMIT 1 "
            "REMOVE r.since, r.until SET r += $days RETURN [u.id, c.id]",
            code=COMMUNITY,
            days=days,
        )
        found = await gathered(tx, COMMUNITY, Days(DAY, DAY), DAY, (), Lane.LIGHT)
        members = {each.id: each.members for each in found.surroundings.committees}
        assert (unit in members.get(committee, ())) == holds
        params = {"unit": unit, "asOf": DAY, "recent": BEFORE, "holding": []}
        ((_, joined, _),) = await tx.run(Statement(CYPHER["unit_offers"], params))
        assert (committee in {each[0] for each in joined}) == holds

    await tried(demo_graph, work)


@hours
@spans
async def test_a_task_goes_to_who_serves_today_and_only_they_work_on_it(
    demo_graph: Graph, days: dict[str, date], holds: bool, now: datetime
) -> None:
    street = Caller("street", ("500103012",))

    async def receivers(tx: Open) -> set[str]:
        with suppress(BadInput):  # nobody
            return {
                each.id for each in await find_receivers(tx, street, Receivers(forces=(("GRID_WORKER", GRID),)), now)
            }
        return set()

    async def work(tx: Open) -> None:
        person = await tx.value(
            "MATCH (p:Person)-[r:SERVES_IN {role: 'GRID_WORKER'}]->(:Grid {code: $grid}) "
            "WITH p, r ORDER BY p.id LIMIT 1 REMOVE r.since, r.until SET r += $days RETURN p.id",
            grid=GRID,
            days=days,
        )
        assert (person in await receivers(tx)) == holds
        assert (person in await people(tx, Caller("colleague", (GRID,)), "GRID_WORKER", [GRID], now)) == holds
        assert (person in await people(tx, Caller(person, (GRID,)), "", [GRID], now)) == holds

    await tried(demo_graph, work)


@hours
async def test_the_day_nobody_gives_is_the_one_it_is_in_china(demo_graph: Graph, now: datetime) -> None:
    async def work(tx: Open) -> None:
        found = await asked(tx, now, '{ coverage(area: "500103012011") { asOf grids { none } } }')
        assert found["coverage"]["asOf"] == DAY.isoformat()
        await tx.run(
            Statement(
                "MATCH (:Grid {code: $grid})<-[r:COVERS]-() SET r.until = $day",
                {"grid": GRID, "day": DAY},
            )
        )
        text = """{ coverage(area: "500103012011001") { grids { none } }
          findings(area: "500103012011001", rules: [GRID_UNCOVERED]) { nodes { subject { id } } } }"""
        later = await asked(tx, now, text)
        assert later["coverage"]["grids"]["none"] == 1
        assert later["findings"]["nodes"] == [{"subject": {"id": GRID}}]

    await tried(demo_graph, work)
