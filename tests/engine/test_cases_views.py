"""What is read from cases on a real Neo4j: figures that add up, inboxes in order, departments with reasons."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from graphsvc.cases.model.categories import categories
from graphsvc.cases.model.states import Action, Party, State, WhistleKind
from graphsvc.cases.store.cases import TEXTS, Draft, raise_case
from graphsvc.cases.store.inbox import boxes, my_inbox, waiting
from graphsvc.cases.store.statistics import case_stats
from graphsvc.cases.store.suggestions import suggest
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadCursor, BadInput
from graphsvc.org.model.work import Board, Light
from seeds.cases import rows
from tests.engine.auditing import data
from tests.engine.cases_world import (
    CALENDAR,
    COMMUNITY,
    COMMUNITY_CODE,
    GRID,
    GRID_CODE,
    POWER,
    START,
    STREET,
    SUBDISTRICT,
    WATER,
    Single,
    new_case,
    step,
    whistled,
)
from tests.plans import scans
from tests.shared_graph import everything

SINCE, UNTIL = date(2026, 9, 1), date(2026, 9, 30)


async def closed(graph: Graph, minutes: int, **more: Any) -> str:
    """A case that the community settled alone after some minutes, told and closed."""
    case_id = await new_case(graph, **more)
    end = START + timedelta(minutes=minutes)
    await step(graph, COMMUNITY, case_id, 1, Action.ACCEPT, START + timedelta(minutes=10))
    await step(graph, COMMUNITY, case_id, 2, Action.SETTLE, end)
    await step(graph, COMMUNITY, case_id, 3, Action.FEED_BACK, end)
    await step(graph, SUBDISTRICT, case_id, 4, Action.CLOSE, end, note="匿名反映，无法回访")
    return case_id


async def test_the_figures_of_an_area_are_those_of_its_cases(town: Graph) -> None:
    for minutes in (30, 60, 120):
        await closed(town, minutes)
    await closed(town, 40, category="D08")
    await whistled(town, ("unit-water", "unit-power"))
    await new_case(town, category="A01")
    now = START + timedelta(minutes=50)
    stats = await case_stats(town, ["500103"], SINCE, UNTIL, now)
    assert stats.total == 6
    assert {state: count for state, count in stats.by_state.items() if count} == {
        State.CLOSED: 4,
        State.WHISTLED: 1,
        State.DISCOVERED: 1,
    }
    assert stats.by_category == {"A01": 1, "C02": 4, "D08": 1}
    assert stats.by_board == {
        Board.PARTY_BUILDING: 1,
        Board.ECONOMY: 0,
        Board.LIVELIHOOD: 4,
        Board.SAFETY_AND_LAW: 1,
    }
    assert stats.by_light == {Light.GREEN: 2, Light.YELLOW: 0, Light.RED: 0}
    assert stats.calls_by_light == {Light.GREEN: 0, Light.YELLOW: 2, Light.RED: 0}
    assert stats.medians == {"accept": 10.0, "report": None, "resolve": 50.0}
    assert stats.cleared == pytest.approx(4 / 6)
    assert stats.at_zero == 1.0


async def test_an_overdue_case_takes_its_grid_from_zero(town: Graph) -> None:
    await new_case(town)
    stats = await case_stats(town, [GRID_CODE], SINCE, UNTIL, START + timedelta(hours=2))
    assert (stats.by_light[Light.RED], stats.at_zero) == (1, 0.0)


async def test_the_parts_of_an_area_add_up_to_it_and_other_days_count_nothing(town: Graph) -> None:
    for minutes in (30, 60):
        await closed(town, minutes)
    now = START + timedelta(days=1)
    whole = await case_stats(town, ["500103012"], SINCE, UNTIL, now)
    parts = await case_stats(town, [GRID_CODE, "500103012012"], SINCE, UNTIL, now)
    assert whole.total == parts.total == 2
    for days in ((date(2026, 8, 1), date(2026, 9, 6)), (date(2026, 9, 8), UNTIL)):
        none = await case_stats(town, ["500103012"], *days, now)
        assert (none.total, none.cleared, none.medians["resolve"]) == (0, None, None)
    assert (await case_stats(town, ["500103014"], SINCE, UNTIL, now)).at_zero is None


async def test_days_that_run_backwards_are_refused(town: Graph) -> None:
    with pytest.raises(BadInput):
        await case_stats(town, ["5"], UNTIL, SINCE, START)


async def test_an_inbox_holds_what_waits_for_its_owner_by_deadline_and_pages_through_it(town: Graph) -> None:
    late = await new_case(town, START + timedelta(hours=1))
    soon = await new_case(town, START)
    called, case = await whistled(town)
    community = await boxes(town, Party.COMMUNITY, ("500103012011",), ())
    page = await my_inbox(town, community, 1)
    assert [(each.case, each.call) for each in page] == [(soon, None)]
    rest = await my_inbox(town, community, 50, page[0].cursor)
    assert [each.case for each in rest] == [late]
    assert await my_inbox(town, community, 50, rest[0].cursor) == []
    water = await boxes(town, Party.DEPARTMENT, (), ("unit-water",))
    assert [(each.case, each.call) for each in await my_inbox(town, water)] == [(called, case.calls[0].id)]
    assert (await waiting(town, community), await waiting(town, water)) == (2, 1)


async def test_each_step_hands_the_case_to_the_next_inbox(town: Graph) -> None:
    street = await boxes(town, Party.SUBDISTRICT, ("500103",), ())
    water = await boxes(town, Party.DEPARTMENT, (), ("unit-water",))
    assert street == ["SUBDISTRICT:500103012|"]
    case_id = await new_case(town, category="B05")  # not the community's to settle
    await step(town, COMMUNITY, case_id, 1, Action.ACCEPT)
    assert [each.case for each in await my_inbox(town, street)] == [case_id]
    kind = WhistleKind.JOINT_ENFORCEMENT
    moved = await step(town, SUBDISTRICT, case_id, 2, Action.WHISTLE, departments=("unit-water",), kind=kind)
    assert await my_inbox(town, street) == []
    call = moved.case.calls[0].id
    for version, action in enumerate((Action.SIGN, Action.RESPOND, Action.HANDLE, Action.RESOLVE), start=3):
        assert len(await my_inbox(town, water)) == 1
        await step(town, WATER, case_id, version, action, call=call)
    assert await my_inbox(town, water) == []
    community = await boxes(town, Party.COMMUNITY, ("500103012011",), ())
    assert [each.case for each in await my_inbox(town, community)] == [case_id]


@pytest.mark.parametrize(
    ("area", "desk"), [(GRID_CODE, f"GRID:{GRID_CODE}|"), (COMMUNITY_CODE, f"COMMUNITY:{COMMUNITY_CODE}|")]
)
async def test_a_case_sent_back_waits_in_its_grid_or_where_none_raised_it_in_the_community(
    town: Graph, area: str, desk: str
) -> None:
    await raise_case(Single(town), SUBDISTRICT, Draft(area, "C02", "停水"), "case-1", START, CALENDAR)
    await step(town, COMMUNITY, "case-1", 1, Action.RETURN, note="地址不清")
    assert [each.case for each in await my_inbox(town, [desk])] == ["case-1"]


async def test_a_cursor_that_was_never_given_out_is_refused(town: Graph) -> None:
    with pytest.raises(BadCursor):
        await my_inbox(town, ["COMMUNITY:500103012011|"], 10, "x" * 151)


async def test_departments_are_suggested_by_duty_place_seats_and_past_handling(demo_graph: Graph) -> None:
    found = await suggest(demo_graph, "500103012011001", categories()["D01"], datetime(2026, 9, 7, tzinfo=UTC))
    first = found.departments[0]
    assert first.name == "渝中区消防救援大队平岭站"
    assert [each.zh for each in first.reasons] == [
        "职责清单：“消防隐患与通道堵塞”由消防救援牵头",
        "服务本区县",
        "是大坪街道大工委成员单位",
        "近期没有办过同类",
    ]
    for each in found.departments:
        assert each.points == pytest.approx(sum(reason.points for reason in each.reasons))
    assert [each.points for each in found.departments] == sorted(
        (each.points for each in found.departments), reverse=True
    )
    assert {each.unit for each in found.helpers} & {each.unit for each in found.departments} == set()
    assert any(each.resources for each in found.helpers)
    assert found.empty is None


async def test_past_ratings_raise_a_department_and_work_in_hand_lowers_it(town: Graph) -> None:
    kind = categories()["C03"]
    before = await suggest(town, GRID_CODE, kind, START)
    assert [each.unit for each in before.departments] == ["unit-power"]
    case_id, case = await whistled(town, ("unit-power",))
    busy = await suggest(town, GRID_CODE, kind, START + timedelta(days=1))
    assert busy.departments[0].reasons[-1].zh == "手上还有 1 件未办结"
    assert busy.departments[0].points == before.departments[0].points - 0.5
    await town.write(Statement("MATCH (c:Case {id: $id}) SET c.category = 'C03'", {"id": case_id}))
    call = case.calls[0].id
    for version, action in enumerate((Action.SIGN, Action.RESPOND, Action.HANDLE, Action.RESOLVE), start=3):
        await step(town, POWER, case_id, version, action, call=call)
    await step(town, COMMUNITY, case_id, 7, Action.RESOLVE)
    await step(town, COMMUNITY, case_id, 8, Action.RATE, call=call, score=5)
    after = await suggest(town, GRID_CODE, kind, START + timedelta(days=1))
    assert after.departments[0].reasons[-1].zh == "近期办过同类 1 件，评价平均 5.0 分"
    assert after.departments[0].points > before.departments[0].points


async def test_when_nobody_answers_for_a_category_the_answer_says_why(town: Graph) -> None:
    found = await suggest(town, GRID_CODE, categories()["D11"], START)
    assert found.departments == ()
    assert found.empty == "本区县的组织图中没有负责“食品药品安全”的单位（市场监管），请补充单位或调整职责清单。"


@pytest.mark.parametrize("name", ["digests", "lights", "inbox", "box", "waiting", "places", "responsible", "helpers"])
async def test_a_view_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    lists = {name: ["x"] for name in ("prefixes", "scope", "boxes", "served", "sectors", "helpers", "topics")}
    texts = dict.fromkeys(("after", "box", "end", "district", "subdistrict", "area", "category"), "x")
    given = {**lists, **texts, "from": 0, "now": START, "first": 10, "level": 3}
    assert await scans(demo_graph, Statement(TEXTS[name], given), products=True) == set()


def test_grown_cases_are_the_same_for_the_same_seed_and_have_what_the_service_writes() -> None:
    grown = list(rows([GRID_CODE], ["a", "b", "c"], 300, START, 1))
    assert grown == list(rows([GRID_CODE], ["a", "b", "c"], 300, START, 1))
    open_ones = [row for row in grown if row["case"]["openIn"]]
    assert 5 < len(open_ones) < 60
    assert all(row["case"]["dueAt"] and row["case"]["nextAt"] for row in open_ones)
    assert all(row["case"]["closedAt"] and row["case"]["queue"] is None for row in grown if row not in open_ones)


async def test_a_place_of_coordinates_is_kept(town: Graph) -> None:
    draft = Draft(GRID_CODE, "C02", "停水", latitude=29.55, longitude=106.5)
    await raise_case(Single(town), GRID, draft, "case-1", START, CALENDAR)
    assert await town.read(Statement("MATCH (c:Case {id: 'case-1'}) RETURN c.latitude, c.longitude")) == [
        [29.55, 106.5]
    ]


async def test_cases_are_found_in_a_box_and_near_a_point(town: Graph) -> None:
    for number, (latitude, longitude) in enumerate([(29.55, 106.5), (29.55, 106.51), (None, None)], 1):
        draft = Draft(GRID_CODE, "C02", "停水", latitude=latitude, longitude=longitude)
        await raise_case(Single(town), GRID, draft, f"case-{number}", START, CALENDAR)
    document = "query ($filter: CaseFilter) { cases(filter: $filter) { totalCount nodes { id } } }"
    for filter_, found in (
        ({"near": [106.5, 29.55, 900.0]}, {"case-1"}),
        ({"near": [106.5, 29.55, 1000.0]}, {"case-1", "case-2"}),
        ({"withinBox": [106.505, 29.5, 106.6, 29.6]}, {"case-2"}),
        ({"not": {"withinBox": [106.4, 29.5, 106.6, 29.6]}}, {"case-3"}),
    ):
        cases = (await data(town, document, filter=filter_))["cases"]
        assert ({each["id"] for each in cases["nodes"]}, cases["totalCount"]) == (found, len(found)), filter_


async def test_coordinates_lie_near_the_smallest_outline_that_is_drawn_over_the_place(town: Graph) -> None:
    draw = """\
MATCH (a:Area {code: $code})
CREATE (a)<-[:OUTLINES]-(:Outline {west: 106.4, south: 29.5, east: 106.6, north: 29.6, since: $since, until: $until})"""
    draft = Draft(GRID_CODE, "C02", "停水", latitude=29.9, longitude=106.5)
    await town.write(Statement(draw, {"code": STREET, "since": None, "until": date(2026, 1, 1)}))
    await raise_case(Single(town), GRID, draft, "case-1", START, CALENDAR)
    await town.write(Statement(draw, {"code": STREET, "since": date(2026, 1, 1), "until": None}))
    before = await everything(town, "Case", "Step")
    with pytest.raises(BadInput) as refusal:
        await raise_case(Single(town), GRID, draft, "case-2", START, CALENDAR)
    assert refusal.value.field == ("case", "longitude")
    assert "离“青石街道”太远" in refusal.value.zh
    assert await everything(town, "Case", "Step") == before
    near = Draft(GRID_CODE, "C02", "停水", latitude=29.64, longitude=106.5)
    await raise_case(Single(town), GRID, near, "case-2", START, CALENDAR)


async def test_days_that_no_digest_can_hold_have_no_cases(town: Graph) -> None:
    stats = await case_stats(town, ["500103"], date(3301, 11, 6), date(3301, 11, 6), START)
    assert stats.total == 0
