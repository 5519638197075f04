"""Rules that end a quarrel: returns go to the district, complaints open a case again, one department leads."""

from datetime import timedelta

import pytest

from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.case import MOST_REOPENED, Case, replay
from graphsvc.cases.model.categories import categories
from graphsvc.cases.model.deadlines import EMERGENCY, ORDINARY
from graphsvc.cases.model.decide import Amendment
from graphsvc.cases.model.permissions import allowed
from graphsvc.cases.model.stage_clocks import Clocks, advance_clocks
from graphsvc.cases.model.states import Action, CallState, State, WhistleKind
from graphsvc.errors import BadInput, StepRefused
from tests.cases.actors import COMMUNITY, DISTRICT, FIRE, GRID, POWER, START, SUBDISTRICT, WATER, Story, department

WHY = {"note": "因为"}


def returned_twice() -> Story:
    """A case that two departments were let off, with a third called to it."""
    story = Story()
    for number, (who, unit) in enumerate(((POWER, "power"), (WATER, "water")), start=1):
        story.whistle(unit)
        story.take(who, Action.RETURN, call=f"call-{number}", **WHY)
        story.take(SUBDISTRICT, Action.APPROVE_RETURN, call=f"call-{number}", **WHY)
    story.whistle("fire")
    story.take(FIRE, Action.SIGN, call="call-3")
    return story


def test_after_two_returns_the_district_rules_and_names_who_does_it_without_a_way_back() -> None:
    story = returned_twice()
    with pytest.raises(StepRefused, match="the district rules whose it is") as refusal:
        story.take(FIRE, Action.RETURN, call="call-3", **WHY)
    assert "由区县裁定" in refusal.value.zh
    assert "DISPUTE" in refusal.value.allowed
    story.take(FIRE, Action.DISPUTE, call="call-3", **WHY)
    with pytest.raises(BadInput, match="name the department that does it"):
        story.take(DISTRICT, Action.RELEASE, call="call-3", **WHY)
    after = story.take(DISTRICT, Action.RELEASE, call="call-3", departments=("housing",), **WHY)
    bound = after.calls[-1]
    assert (bound.unit, bound.state, bound.upheld) == ("housing", CallState.CALLED, True)
    housing = department("housing")
    for action in (Action.RETURN, Action.HAND_OVER):
        more = {"departments": ("water",)} if action is Action.HAND_OVER else {}
        with pytest.raises(StepRefused, match="The district has ruled"):
            story.take(housing, action, call=bound.id, **WHY, **more)
    assert replay(story.steps) == story.now


def test_what_was_asked_before_the_second_return_is_the_districts_too() -> None:
    story = Story()
    story.whistle("power", "water", "fire")
    for number, who in enumerate((POWER, WATER, FIRE), start=1):
        story.take(who, Action.RETURN, call=f"call-{number}", **WHY)
    for number in (1, 2):
        story.take(SUBDISTRICT, Action.APPROVE_RETURN, call=f"call-{number}", **WHY)
    with pytest.raises(StepRefused, match="the district rules whose it is"):
        story.take(SUBDISTRICT, Action.APPROVE_RETURN, call="call-3", **WHY)
    story.take(SUBDISTRICT, Action.REFUSE_RETURN, call="call-3", **WHY)
    assert "DISPUTE" in allowed(story.now, FIRE, "call-3")


def test_whistles_and_returns_come_to_an_end_whatever_departments_do() -> None:
    story, rounds = Story(), 0
    story.whistle("power")
    while rounds < 21:
        call = story.now.calls[-1]
        who = department(call.unit)
        try:
            story.take(who, Action.RETURN, call=call.id, **WHY)
            story.take(SUBDISTRICT, Action.APPROVE_RETURN, call=call.id, **WHY)
        except StepRefused:
            break
        rounds += 1
        story.whistle("water" if call.unit == "power" else "power")
    assert rounds == 2


def told() -> Story:
    """A case that the community has settled and told of."""
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    settled(story)
    return story


def settled(story: Story) -> None:
    story.take(COMMUNITY, Action.SETTLE)
    story.take(COMMUNITY, Action.FEED_BACK)


@pytest.mark.parametrize(
    ("action", "actor"), [(Action.RATE, GRID), (Action.CALL_BACK, SUBDISTRICT)], ids=["rating", "call-back"]
)
def test_a_complaint_opens_the_case_again_twice_and_then_the_subdistrict_decides(action: Action, actor: object) -> None:
    story = told()
    for _ in range(MOST_REOPENED):
        after = story.take(actor, action, score=2, **WHY)  # type: ignore[arg-type]
        assert (after.state, after.score, after.finished_by) == (State.REOPENED, None, None)
        settled(story)
    after = story.take(actor, action, score=1, **WHY)  # type: ignore[arg-type]
    assert (after.state, after.score) == (State.FED_BACK, 1)
    with pytest.raises(StepRefused, match="The reporter is not content"):
        story.take(COMMUNITY, Action.CLOSE, **WHY)
    assert story.take(SUBDISTRICT, Action.CLOSE, **WHY).state is State.CLOSED
    assert replay(story.steps) == story.now


def test_who_is_content_closes_nothing_by_that() -> None:
    assert told().take(GRID, Action.RATE, score=3).state is State.FED_BACK


def leaders(case: Case) -> list[str]:
    return [call.unit for call in case.calls if call.lead]


def test_one_department_leads_is_done_last_and_its_place_is_taken_with_the_work() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    kind = WhistleKind.JOINT_ENFORCEMENT
    with pytest.raises(BadInput, match="one of the departments called"):
        story.take(SUBDISTRICT, Action.WHISTLE, departments=("water",), kind=kind, lead="fire")
    story.take(SUBDISTRICT, Action.WHISTLE, departments=("water", "power"), kind=kind, lead="water")
    assert leaders(story.now) == ["water"]
    story.work(WATER, "call-1", Action.SIGN, Action.RESPOND, Action.HANDLE)
    with pytest.raises(StepRefused, match="The leading department is done last; 1 others"):
        story.take(WATER, Action.RESOLVE, call="call-1")
    with pytest.raises(StepRefused, match="Only SUBDISTRICT may"):
        story.take(WATER, Action.LEAD, call="call-2")
    assert leaders(story.take(SUBDISTRICT, Action.LEAD, call="call-2")) == ["power"]
    story.take(WATER, Action.RESOLVE, call="call-1")
    assert leaders(story.take(POWER, Action.HAND_OVER, call="call-2", departments=("fire",), **WHY)) == ["fire"]
    story.take(SUBDISTRICT, Action.WHISTLE, departments=("power",), kind=kind, lead="power")
    assert leaders(story.now) == ["power"]
    assert replay(story.steps) == story.now


def test_a_correction_counts_each_stage_by_its_new_times_from_where_it_began() -> None:
    calendar, story, clocks = Calendar(), Story(), Clocks()
    clocks = advance_clocks(calendar, ORDINARY, clocks, story.steps[-1], story.now, START)
    story.take(COMMUNITY, Action.ACCEPT)
    clocks = advance_clocks(calendar, ORDINARY, clocks, story.steps[-1], story.now, START)
    accepted = story.steps[-1].at
    story.waited += timedelta(minutes=10)
    story.take(COMMUNITY, Action.AMEND, amended=Amendment(urgency=categories()["C02"].urgency), **WHY)
    clocks = advance_clocks(calendar, EMERGENCY, clocks, story.steps[-1], story.now, START)
    assert clocks.case
    assert clocks.total
    assert (clocks.case.started_at, clocks.case.due_at) == (accepted, accepted + timedelta(minutes=30))
    assert clocks.total.due_at == START + timedelta(hours=72)
    assert story.now.state is State.ACCEPTED


def test_a_correction_says_what_and_why() -> None:
    story = Story()
    with pytest.raises(BadInput, match="needs a reason"):
        story.take(COMMUNITY, Action.AMEND, amended=Amendment(place="5 栋"))
    with pytest.raises(BadInput, match="AMEND says what is corrected"):
        story.take(COMMUNITY, Action.AMEND, amended=Amendment(), **WHY)
    with pytest.raises(StepRefused, match="Only COMMUNITY or SUBDISTRICT may"):
        story.take(GRID, Action.AMEND, amended=Amendment(place="5 栋"), **WHY)
