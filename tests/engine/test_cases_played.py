"""Complaints played with the clock running, on days that matter: who is late when, and who brings it to its end."""

from datetime import datetime, timedelta

import pytest

from graphsvc.cases.model.states import Action, CallState, State, WhistleKind
from graphsvc.cases.store.cases import read_case
from graphsvc.cases.store.escalation import climb
from graphsvc.cases.store.mapping import Kept
from graphsvc.china import CHINA
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import StepRefused
from graphsvc.org.model.work import Urgency
from tests.engine.cases_world import (
    CALENDAR,
    CLOCK,
    COMMUNITY,
    DISTRICT,
    GRID,
    POWER,
    SUBDISTRICT,
    WATER,
    Single,
    department,
    new_case,
    step,
    whistled,
)

FIRE = department("unit-fire")
BOTH = ("unit-water", "unit-power")


def china(day: str, hour: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=CHINA)


async def kept(graph: Graph, case_id: str) -> Kept:
    return await read_case(Single(graph), CLOCK, case_id)


async def time_passes(graph: Graph, until: datetime) -> list[str]:
    """Let the clock look at each moment at which something is due; what it did, of whom, when in China."""
    seen: list[str] = []
    units = dict(await graph.read(Statement("MATCH (k:Call) RETURN k.id, k.unit")))
    text = "MATCH (n:Clocked) WHERE n.nextAt <= $until RETURN min(n.nextAt)"
    while (at := (await graph.read(Statement(text, {"until": until})))[0][0]) is not None:
        found = await graph.transact(lambda tx, at=at: climb(tx, at, CALENDAR))  # type: ignore[misc]
        assert found.steps, "what is due leads to a step"
        for _, each in found.steps:
            of = units[each.call].removeprefix("unit-") if each.call else "case"
            seen.append(f"{each.at.astimezone(CHINA):%m-%d %H:%M} {of} {each.action}")
    return seen


async def test_before_the_national_day_the_hour_to_sign_goes_on_after_it_and_the_silent_one_is_called_off(
    town: Graph,
) -> None:
    case_id = await new_case(town, china("2026-09-30", "17:50"))
    await step(town, COMMUNITY, case_id, 1, Action.ACCEPT, china("2026-09-30", "17:55"))
    blown = china("2026-09-30", "17:59")
    hard = WhistleKind.HARD_PROBLEM
    await step(town, SUBDISTRICT, case_id, 2, Action.WHISTLE, blown, departments=BOTH, kind=hard)
    calls = {call.unit: call.id for call in (await kept(town, case_id)).case.calls}
    assert await time_passes(town, china("2026-10-08", "09:46")) == []
    await step(town, WATER, case_id, 3, Action.SIGN, china("2026-10-08", "09:46"), call=calls["unit-water"])
    assert await time_passes(town, china("2026-10-08", "10:30")) == [
        "10-08 09:47 power REMIND",
        "10-08 09:59 power SUPERVISE",
        "10-08 10:11 power ESCALATE",
    ]
    found = await kept(town, case_id)
    assert found.case.state is State.ESCALATED
    at = china("2026-10-08", "10:40")
    await step(town, SUBDISTRICT, case_id, found.case.version, Action.RECALL, at, call=calls["unit-power"], note="误吹")
    for version, action in enumerate((Action.CONTACT, Action.RESPOND, Action.HANDLE, Action.RESOLVE), 8):
        await step(town, WATER, case_id, version, action, at + timedelta(minutes=version), call=calls["unit-water"])
    for version, (who, action) in enumerate(
        ((COMMUNITY, Action.RESOLVE), (COMMUNITY, Action.FEED_BACK), (SUBDISTRICT, Action.CLOSE)), 12
    ):
        await step(town, who, case_id, version, action, at + timedelta(hours=1, minutes=version), note="已疏通")
    found = await kept(town, case_id)
    states = {call.unit: call.state for call in found.case.calls}
    assert found.case.state is State.CLOSED
    assert states == {"unit-water": CallState.RESOLVED, "unit-power": CallState.RECALLED}
    assert await time_passes(town, china("2027-12-31", "00:00")) == [], "nothing is due of what has ended"


async def test_who_signs_three_days_late_is_not_late_again_the_same_morning(town: Graph) -> None:
    case_id, case = await whistled(town, at=china("2026-11-02", "09:00"))
    (call,) = case.calls
    seen = await time_passes(town, china("2026-11-05", "09:00"))
    assert seen[:3] == ["11-02 09:48 water REMIND", "11-02 10:00 water SUPERVISE", "11-02 10:12 water ESCALATE"]
    version = (await kept(town, case_id)).case.version
    await step(town, WATER, case_id, version, Action.SIGN, china("2026-11-05", "09:00"), call=call.id)
    assert [each for each in await time_passes(town, china("2026-11-05", "18:00")) if "water" in each] == []
    signed = (await kept(town, case_id)).clocks.calls
    assert signed
    assert signed[call.id].due_at == china("2026-11-06", "09:00"), "24 hours from its signature"


async def test_to_and_fro_ends_before_the_district_and_the_case_is_late_by_its_total(town: Graph) -> None:
    start = china("2026-11-02", "09:00")
    case_id, _ = await whistled(town, ("unit-power",), at=start)
    total = (await kept(town, case_id)).total_due_at
    at, who = start, [(POWER, "unit-power"), (WATER, "unit-water")]
    for round_ in range(2):
        caller, _ = who[round_ % 2]
        at += timedelta(minutes=30)
        found = await kept(town, case_id)
        call = found.case.running[0].id
        version = found.case.version
        await step(town, caller, case_id, version, Action.RETURN, at, call=call, note="不归我")
        await step(town, SUBDISTRICT, case_id, version + 1, Action.APPROVE_RETURN, at, call=call, note="同意")
        at += timedelta(days=1)
        again = (who[(round_ + 1) % 2][1],)
        kind = WhistleKind.HARD_PROBLEM
        version = (await kept(town, case_id)).case.version
        await step(town, SUBDISTRICT, case_id, version, Action.WHISTLE, at, departments=again, kind=kind)
    found = await kept(town, case_id)
    assert found.total_due_at == total
    with pytest.raises(StepRefused, match="the district rules whose it is"):
        await step(
            town, POWER, case_id, found.case.version, Action.RETURN, at, call=found.case.running[0].id, note="不归我"
        )
    seen = await time_passes(town, china("2027-01-31", "00:00"))
    assert seen[3:] == ["11-13 10:42 case REMIND", "11-16 18:00 case SUPERVISE", "11-18 16:18 case ESCALATE"]
    assert total == china("2026-11-18", "18:00")
    found = await kept(town, case_id)
    await step(
        town,
        POWER,
        case_id,
        found.case.version,
        Action.SIGN,
        china("2027-02-01", "09:00"),
        call=found.case.running[0].id,
    )
    version, call = found.case.version + 1, found.case.running[0].id
    much_later = china("2027-02-01", "10:00")
    await step(town, POWER, case_id, version, Action.DISPUTE, much_later, call=call, note="不归我")
    await step(town, DISTRICT, case_id, version + 1, Action.UPHOLD, much_later, call=call, note="归它")
    with pytest.raises(StepRefused, match="The district has ruled"):
        await step(town, POWER, case_id, version + 2, Action.DISPUTE, much_later, call=call, note="还是不归我")


async def test_passing_it_on_among_departments_wins_no_time_of_the_case(town: Graph) -> None:
    start = china("2026-11-02", "09:00")
    case_id, _ = await whistled(town, at=start)
    before = await kept(town, case_id)
    at = start
    for version, (caller, to) in enumerate(((WATER, "unit-power"), (POWER, "unit-fire")), 3):
        at += timedelta(minutes=45)
        call = (await kept(town, case_id)).case.running[0].id
        await step(town, caller, case_id, version, Action.HAND_OVER, at, call=call, note="属他", departments=(to,))
    after = await kept(town, case_id)
    with pytest.raises(Exception, match="has been on this case before"):
        await step(
            town,
            FIRE,
            case_id,
            5,
            Action.HAND_OVER,
            at,
            call=after.case.running[0].id,
            note="属他",
            departments=("unit-water",),
        )
    assert after.clocks.case == before.clocks.case
    assert after.total_due_at == before.total_due_at


async def test_one_department_that_waits_stops_nobody_elses_clock_in_an_emergency(town: Graph) -> None:
    start = china("2026-11-07", "03:00")  # a Saturday night
    case_id = await new_case(town, start, urgency=Urgency.URGENT)
    await step(town, COMMUNITY, case_id, 1, Action.ACCEPT, start)
    kind = WhistleKind.EMERGENCY
    await step(town, SUBDISTRICT, case_id, 2, Action.WHISTLE, start, departments=BOTH, kind=kind)
    calls = {call.unit: call.id for call in (await kept(town, case_id)).case.calls}
    end = start + timedelta(hours=9)
    with pytest.raises(StepRefused, match="ASK_PAUSE is not possible from CALLED"):
        await step(town, WATER, case_id, 3, Action.ASK_PAUSE, start, call=calls["unit-water"], note="等", until=end)
    at = start + timedelta(minutes=5)
    await step(town, WATER, case_id, 3, Action.SIGN, at, call=calls["unit-water"])
    await step(town, WATER, case_id, 4, Action.ASK_PAUSE, at, call=calls["unit-water"], note="等", until=end)
    await step(town, SUBDISTRICT, case_id, 5, Action.PAUSE, at, call=calls["unit-water"], note="同意", until=end)
    assert await time_passes(town, start + timedelta(minutes=40)) == [
        "11-07 03:24 power REMIND",
        "11-07 03:30 power SUPERVISE",
        "11-07 03:36 power ESCALATE",
    ]
    version = (await kept(town, case_id)).case.version
    await step(town, POWER, case_id, version, Action.SIGN, start + timedelta(minutes=41), call=calls["unit-power"])


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        (("2026-12-31", "23:30"), ("2027-01-04", "10:00")),  # New Year's Day is a Friday
        (("2027-02-05", "09:00"), ("2027-02-09", "10:00")),  # 除夕 to 初三, by the law before anything is announced
        (("2027-04-05", "09:00"), ("2027-04-06", "10:00")),  # 清明
        (("2027-06-09", "09:00"), ("2027-06-10", "10:00")),  # 端午
    ],
)
async def test_holidays_of_a_year_that_is_not_announced_are_off_and_the_deadline_says_that_it_is_estimated(
    town: Graph, raised: tuple[str, str], due: tuple[str, str]
) -> None:
    case_id, case = await whistled(town, at=china(*raised))
    clock = ((await kept(town, case_id)).clocks.calls or {})[case.calls[0].id]
    assert (clock.due_at, clock.estimated) == (china(*due), True)


async def test_who_closes_without_a_word_or_rates_itself_is_refused(town: Graph) -> None:
    case_id = await new_case(town, china("2026-11-02", "09:00"), category="C05")
    at = china("2026-11-02", "09:05")
    await step(town, COMMUNITY, case_id, 1, Action.ACCEPT, at)
    with pytest.raises(Exception, match="needs a note or an attachment"):
        await step(town, COMMUNITY, case_id, 2, Action.SETTLE, at, note=" ")
    await step(town, COMMUNITY, case_id, 2, Action.SETTLE, at, note="已换灯")
    await step(town, COMMUNITY, case_id, 3, Action.FEED_BACK, at)
    with pytest.raises(StepRefused, match="Who finished it does not rate it"):
        await step(town, COMMUNITY, case_id, 4, Action.CALL_BACK, at, note="他说很好", score=5)
    again = await step(town, GRID, case_id, 4, Action.RATE, at, score=1)
    assert again.case.state is State.REOPENED
