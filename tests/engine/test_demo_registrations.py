"""The demo registers: most members and units, two quarters of sealed cards, and an audit that finds little; once."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.app import documents
from graphsvc.cases.model.calendar import Calendar
from graphsvc.china import day_in_china
from graphsvc.cli.demo.member_story import MemberTeller
from graphsvc.cli.demo.registrations import DISTRICT, last_quarters, register_demo
from graphsvc.cli.demo.story import begins, tell_once
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.intake.imports.running import Author
from graphsvc.registration.cards.card import CardSeals, Quarter
from graphsvc.registration.model.point_rules import usual_rules
from graphsvc.registration.model.statistics import total
from graphsvc.registration.store.statistics import Window, area_figures
from tests.conftest import KEYS, RECORD
from tests.engine.cases_world import START
from tests.shared_graph import SharedGraph

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
TODAY = day_in_china(NOW)
SEALS = CardSeals(b"demo")
STREET = "500103012000"
_COUNTS = "MATCH (n:Node) WHERE n:Registration OR n:QuarterCard OR n:Post OR n:ServiceRating RETURN count(n)"
_CARDS = "MATCH (c:QuarterCard) RETURN properties(c) AS says"
_TIED = """\
MATCH (r:Registration)-[:REGISTERS]->(who)
RETURN count(CASE WHEN r.kind = 'MEMBER' AND r.state <> 'WITHDRAWN' THEN 1 END),
  count(CASE WHEN r.kind = 'UNIT' THEN 1 END),
  count(DISTINCT who.id + r.year), count(r)"""
_KINDS = """\
MATCH (n)
WHERE n:Post OR n:Claim OR n:ServiceRecord OR n:PointEntry OR n:ServiceRating OR n:RegistrantNeed OR n:ClaimMessage
RETURN DISTINCT [label IN labels(n) WHERE label <> 'Node'][0] + '.' + coalesce(n.state, n.side, n.kind, '') AS kind"""
_ANSWERS = "MATCH (:Post)-[:ANSWERS]->(n:Need) RETURN count(DISTINCT n)"


async def register(graph: Graph, now: datetime) -> None:
    await register_demo(graph, usual_rules(), SEALS, Author(record=RECORD), now)


@pytest.fixture(scope="module")
async def registered(shared: SharedGraph) -> Graph:
    graph = await shared.load_demo()
    await register(graph, NOW)
    return graph


async def one(graph: Graph, text: str) -> Any:
    return (await graph.read(Statement(text)))[0]


async def test_most_members_and_units_are_registered_each_once(registered: Graph) -> None:
    members, units, distinct, all_ = await one(registered, _TIED)
    assert members >= 300
    assert units == 37, "of the 26 with a Party organization of their own and the 14 that form one with others"
    assert distinct == all_


async def test_both_directions_show_every_kind_of_thing(registered: Graph) -> None:
    kinds = {kind for (kind,) in await registered.read(Statement(_KINDS))}
    assert kinds >= {
        *("Post.OPEN", "Claim.CLAIMED", "Claim.SERVED", "ClaimMessage.COMMUNITY", "ClaimMessage.REGISTRANT"),
        *("ServiceRecord.WRITTEN", "ServiceRecord.CONFIRMED", "ServiceRecord.REJECTED"),
        *("PointEntry.EARNED", "PointEntry.CLOSED", "ServiceRating.COMMUNITY", "ServiceRating.REGISTRANT"),
        *(f"RegistrantNeed.{state}" for state in ("RAISED", "ACCEPTED", "MET", "DECLINED")),
    }
    assert (await one(registered, _ANSWERS))[0] > 10


async def test_cards_of_the_last_two_quarters_bear_their_seals(registered: Graph) -> None:
    cards = [says for (says,) in await registered.read(Statement(_CARDS))]
    by_quarter = {each: [card for card in cards if card["quarter"] == each] for each in ("2026Q2", "2026Q3")}
    assert sum(map(len, by_quarter.values())) == len(cards)
    assert len(by_quarter["2026Q2"]) == len(by_quarter["2026Q3"]) > 320
    assert all(SEALS.holds(card) for card in cards)
    assert sum(card["minutes"] for card in cards) > 60_000


async def test_parts_of_the_figures_add_up(registered: Graph) -> None:
    everywhere, window = Grant(EVERYWHERE), Window(2026)
    parts = await area_figures(registered, everywhere, STREET, window, TODAY)
    deeper = [
        total((await area_figures(registered, everywhere, code, window, TODAY)).values())
        for code in parts
        if code != STREET
    ]
    assert total(parts.values()) == total(deeper)
    whole = total(parts.values())
    assert whole.members_there <= whole.members_due < whole.members
    assert (whole.units_there, whole.units_due) == (19, 22)


async def test_an_auditor_sees_a_few_findings_of_registration(registered: Graph) -> None:
    async def count(code: RuleCode) -> int:
        where = await place(registered, DISTRICT)
        return len([each async for each in stream(registered, RULES[code], where, TODAY)])

    found = {
        code.value: await count(code)
        for code in (
            *(RuleCode.UNIT_NOT_REGISTERED, RuleCode.PLEDGE_OVERDUE, RuleCode.CONTACT_MISSING),
            *(RuleCode.POINTS_UNCONFIRMED, RuleCode.REGISTRATION_RATE_LOW, RuleCode.ACTIVITY_MISSING),
            *(RuleCode.REPEATED_ABSENCE, RuleCode.POINTS_ABOVE_CAP),
        )
    }
    assert {code: number for code, number in found.items() if number} == {
        "UNIT_NOT_REGISTERED": 3,
        "PLEDGE_OVERDUE": 2,
        "CONTACT_MISSING": 3,
    }


async def test_it_is_done_once(registered: Graph) -> None:
    before = await one(registered, _COUNTS)
    await register(registered, NOW + timedelta(days=100))
    assert await one(registered, _COUNTS) == before


async def test_the_story_is_told_of_somebody_who_was_left_out(registered: Graph) -> None:
    own: dict[str, Any] = {"record": RECORD, "keys": KEYS, "calendar": Calendar(), "begins": begins(START)}
    before = await one(registered, _COUNTS)
    story = await tell_once(registered, partial(MemberTeller, documents(), **own))
    assert story["claims"]["nodes"][0]["registration"]["reportedOn"] == "2026-09-04"
    assert await one(registered, _COUNTS) == [before[0] + 4], "registration, post and two ratings"


async def test_early_in_a_year_the_cards_are_those_of_the_year_before(demo_graph: Graph) -> None:
    await register(demo_graph, datetime(2027, 2, 10, 2, tzinfo=UTC))
    years = "MATCH (r:Registration) RETURN r.year AS year, count(r) > 300 ORDER BY year"
    assert await demo_graph.read(Statement(years)) == [[2026, True], [2027, True]]
    quarters = "MATCH (c:QuarterCard) RETURN c.quarter AS quarter, count(c) > 300 ORDER BY quarter"
    assert await demo_graph.read(Statement(quarters)) == [["2026Q3", True], ["2026Q4", True]]
    left = """\
MATCH (r:Registration {year: 2026}) WHERE r.state IN ['PLEDGED', 'FULFILLING'] RETURN count(r) AS open
UNION ALL MATCH (p:Post {state: 'OPEN'}) WHERE p.publishedOn < date('2027-01-01') RETURN count(p) AS open
UNION ALL MATCH (c:Claim {state: 'CLAIMED'})-[:CLAIMED_BY]->(:Registration {year: 2026}) RETURN count(c) AS open"""
    assert await demo_graph.read(Statement(left)) == [[0], [0], [0]]


@pytest.mark.parametrize(
    ("today", "quarters"),
    [
        (date(2026, 11, 24), ((2026, 2), (2026, 3))),
        (date(2026, 4, 1), ((2025, 4), (2026, 1))),
        (date(2027, 1, 1), ((2026, 3), (2026, 4))),
    ],
)
def test_two_quarters_are_over(today: date, quarters: tuple[tuple[int, int], ...]) -> None:
    assert last_quarters(today) == tuple(Quarter(*each) for each in quarters)
