"""The three rates of random cases are what their records say, and the parts add up to the whole."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from graphsvc.cases.model.decide import Wish
from graphsvc.cases.model.permissions import OF_CALL, OF_CASE, finished_calls, offer
from graphsvc.cases.model.states import CLOCK_ACTIONS, RATINGS, Action, WhistleKind
from graphsvc.cases.store.cases import TEXTS, Draft, lock_case, raise_case, read_steps, take
from graphsvc.cases.store.rates import case_rates
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput
from tests.engine.cases_world import (
    CALENDAR,
    CLOCK,
    COMMUNITY,
    DISTRICT,
    GRID,
    GRID_CODE,
    POWER,
    SCOPE,
    START,
    STREET,
    SUBDISTRICT,
    WATER,
    Single,
)
from tests.engine.desk import ELSEWHERE, STREET_OFFICE, Desk
from tests.engine.rates_recount import counted, plain, recounted_calls, recounted_case
from tests.plans import scans

CASES, STEPS = 24, 14
OTHER = "500103012012"
ACTORS = (GRID, COMMUNITY, SUBDISTRICT, SUBDISTRICT, DISTRICT, WATER, POWER)
SPAN = {"since": date(2026, 9, 1), "until": date(2026, 12, 31)}


async def one(random: Random, number: int, tx: Any) -> None:
    """Raise a case, and take random steps with it that it offers to somebody."""
    at = START + timedelta(days=random.randrange(100))
    area = random.choice((GRID_CODE, f"{OTHER}001"))
    case_id = f"case-{number}"
    await raise_case(tx, SUBDISTRICT, Draft(area, "C02", "停水"), case_id, at, CALENDAR)
    for _ in range(random.randrange(STEPS)):
        at += timedelta(hours=random.choice((0.2, 1, 30)))
        case = (await lock_case(tx, CLOCK, case_id)).case
        found = [
            (caller, action, call)
            for caller in ACTORS
            for call in (None, *(each.id for each in case.calls))
            for action in (OF_CALL if call else OF_CASE)
            if action not in (*CLOCK_ACTIONS, Action.LEAD, Action.ESCALATE)
            and offer(case, caller.actor, action, call).allowed
        ]
        if not found:
            return
        caller, action, call = random.choice(found)
        named = action in (Action.WHISTLE, Action.HAND_OVER, Action.REASSIGN, Action.RELEASE)
        taken = case.calls if action is Action.HAND_OVER else case.running
        free = sorted({"unit-water", "unit-power", "unit-fire"} - {each.unit for each in taken})
        wish = Wish(
            action,
            call=call,
            note="因为",
            score=random.randint(1, 5) if action in RATINGS else None,
            kind=WhistleKind.HARD_PROBLEM if action is Action.WHISTLE else None,
            departments=tuple(free[: int(named)]),
            calls=tuple(each.id for each in finished_calls(case))[:1] if action is Action.REDO else (),
        )
        ids = [f"call-{number}-{case.version}" for _ in wish.departments]
        try:
            await take(tx, replace(caller, scope=SCOPE), case_id, case.version, wish, at, ids, CALENDAR)
        except BadInput:  # nobody is left to hand it over to
            return


async def late_steps(graph: Graph, case_id: str) -> set[int]:
    text = "MATCH (:Case {id: $id})-[:WENT_THROUGH]->(s:Step) WHERE s.late RETURN s.version"
    return {version for (version,) in await graph.read(Statement(text, {"id": case_id}))}


@pytest.fixture
async def street(town: Graph) -> Graph:
    """A street with two communities, and cases that went all sorts of ways."""
    text = """\
CREATE (:Node:Area:Community {id: $c, code: $c, areaCode: $c, level: 4, prefix: $c, name: '松林社区'})
CREATE (:Node:Area:Grid {id: $g, code: $g, areaCode: $g, level: 5, prefix: $g, name: '松林社区第一网格'})"""
    await town.write(Statement(text, {"c": OTHER, "g": f"{OTHER}001"}))
    random = Random(14)
    for number in range(CASES):
        await town.transact(partial(one, random, number))
    return town


async def test_the_rates_of_random_cases_are_what_their_records_say(street: Graph) -> None:
    rates = await case_rates(street, "500103012", **SPAN)
    whole, months, places, units = Counter[str](), {}, {}, {}  # type: ignore[var-annotated]
    for number in range(CASES):
        case_id = f"case-{number}"
        steps, late = await read_steps(Single(street), CLOCK, case_id), await late_steps(street, case_id)
        if steps[-1].target == "WITHDRAWN":
            continue
        counts = recounted_case(steps, late)
        ((area,),) = await street.read(Statement("MATCH (c:Case {id: $id}) RETURN c.areaCode", {"id": case_id}))
        month = f"{day_in_china(steps[0].at):%Y-%m}"
        whole += counts
        months[month] = months.get(month, Counter()) + counts
        places[area[:12]] = places.get(area[:12], Counter()) + counts
        for unit, calls in recounted_calls(steps, late, counts).items():
            units[unit] = units.get(unit, Counter()) + calls
    assert plain(rates.cases) == counted(whole)
    assert {month: plain(each) for month, each in rates.by_month.items()} == {m: counted(c) for m, c in months.items()}
    assert {code: plain(each) for code, each in rates.by_community.items()} == {
        code: counted(each) for code, each in places.items()
    }
    assert {unit: plain(each) for unit, each in rates.by_unit.items()} == {u: counted(c) for u, c in units.items()}
    assert len(months) > 1
    assert len(places) == 2
    assert 0 < whole["solved"] < whole["count"]
    assert 0 < whole["responded"] < whole["count"]


FIELDS = "count respondedCount solvedCount ratedCount satisfiedCount responseRate solutionRate satisfactionRate"


async def test_the_parts_add_up_to_the_whole_and_a_month_is_what_lies_in_it(street: Graph, desk: Desk) -> None:
    text = f"""query ($from: Date, $to: Date) {{ caseRates(area: "{STREET}", from: $from, to: $to) {{
      cases {{ {FIELDS} }} calls {{ {FIELDS} }} byMonth {{ month rate {{ {FIELDS} }} }}
      byCommunity {{ totalCount nodes {{ community {{ code }} rate {{ {FIELDS} }} }} }}
      byUnit {{ nodes {{ unit {{ id }} rate {{ {FIELDS} }} }} }} }} }}"""
    days = {"from": "2026-09-01", "to": "2026-12-31"}
    found = (await desk.data(STREET_OFFICE, text, **days))["caseRates"]
    for whole, parts in (
        (found["cases"], found["byMonth"]),
        (found["cases"], found["byCommunity"]["nodes"]),
        (found["calls"], found["byUnit"]["nodes"]),
    ):
        for name in FIELDS.split()[:5]:
            assert sum(part["rate"][name] for part in parts) == whole[name]
        assert whole["responseRate"] == whole["respondedCount"] / whole["count"]
    assert found["byCommunity"]["totalCount"] == 2
    october = (await desk.data(STREET_OFFICE, text, **{"from": "2026-10-01", "to": "2026-10-31"}))["caseRates"]
    assert october["byMonth"] == [each for each in found["byMonth"] if each["month"] == "2026-10"]
    body = (await desk.ask(ELSEWHERE, text, **days)).body
    assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("name", ["case_rates", "call_rates", "own", "count_own"])
async def test_rates_are_read_from_an_index(graph: Graph, name: str) -> None:
    given = {"from": 0, "end": 1, "withdrawn": "", "gone": [], "complaint": 2}
    given |= {"scope": ["500103012"], "me": "x", "first": 5, "after": ""}
    assert await scans(graph, Statement(TEXTS[name], given)) == set()
