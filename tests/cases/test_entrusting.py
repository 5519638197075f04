"""A call or a case in the hands of one person: the clocks stay as they are, and the giver goes on answering for it."""

from datetime import timedelta

import pytest

from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.case import replay
from graphsvc.cases.model.deadlines import ORDINARY
from graphsvc.cases.model.permissions import Actor, allowed, offer
from graphsvc.cases.model.stage_clocks import Clocks, advance_clocks
from graphsvc.cases.model.states import Action, Party
from graphsvc.errors import BadInput, StepRefused
from tests.cases.actors import CLOCK, COMMUNITY, GRID, POWER, START, SUBDISTRICT, WATER, Story

LIN = Actor("person-lin", frozenset({Party.GRID}))
GIVEN = {"note": "小林在附近", "person": "person-lin"}
WHY = {"note": "本人请假"}


def clocks_of(story: Story) -> Clocks:
    """The clocks that a record makes."""
    found = Clocks()
    for n, step in enumerate(story.steps, start=1):
        found = advance_clocks(Calendar(), ORDINARY, found, step, replay(story.steps[:n]), START)
    return found


def test_no_clock_and_no_state_changes_when_a_call_is_given_to_a_person_and_taken_back() -> None:
    story = Story()
    before = story.whistle("water")
    clocks = clocks_of(story)
    story.waited += timedelta(hours=3)
    given = story.take(WATER, Action.ENTRUST, call="call-1", **GIVEN)
    assert (given.state, given.calls[0].state, given.calls[0].entrusted) == (
        before.state,
        before.calls[0].state,
        "person-lin",
    )
    assert clocks_of(story) == clocks
    back = story.take(WATER, Action.TAKE_BACK, call="call-1", **WHY)
    assert back.calls[0].entrusted is None
    assert (clocks_of(story), story.steps[-1].entrusted) == (clocks, "person-lin")
    assert replay(story.steps) == story.now


def test_a_call_is_given_by_its_own_department_alone_and_to_one_person_at_a_time() -> None:
    story = Story()
    story.whistle("water", "power")
    for actor in (COMMUNITY, SUBDISTRICT, POWER, LIN):
        assert offer(story.now, actor, Action.ENTRUST, "call-1").zh == "只有被吹哨的部门可以“转办”。"
    assert offer(story.now, WATER, Action.TAKE_BACK, "call-1").zh == "没有转办给个人。"
    story.take(WATER, Action.ENTRUST, call="call-1", **GIVEN)
    assert offer(story.now, WATER, Action.ENTRUST, "call-1").zh == "已经转办给个人，请先收回。"
    with pytest.raises(BadInput, match="names a person"):
        story.take(POWER, Action.ENTRUST, call="call-2", note="没写给谁")
    assert [call.entrusted for call in story.now.calls] == ["person-lin", None]


def test_what_a_person_was_given_stays_theirs_while_it_is_late_and_ends_with_the_work() -> None:
    story = Story()
    story.whistle("water")
    story.take(WATER, Action.ENTRUST, call="call-1", **GIVEN)
    for action in (Action.REMIND, Action.ESCALATE):
        assert story.take(CLOCK, action, call="call-1").calls[0].entrusted == "person-lin"
    assert story.now.calls[0].escalated
    for action in (Action.SIGN, Action.RESPOND, Action.HANDLE):
        assert story.take(WATER, action, call="call-1").calls[0].entrusted == "person-lin"
    assert story.take(WATER, Action.RESOLVE, call="call-1").calls[0].entrusted is None


@pytest.mark.parametrize("action", [Action.RECALL, Action.HAND_OVER])
def test_a_call_that_is_gone_is_in_nobodys_hands(action: Action) -> None:
    story = Story()
    story.whistle("water")
    story.take(WATER, Action.ENTRUST, call="call-1", **GIVEN)
    actor, more = (SUBDISTRICT, {}) if action is Action.RECALL else (WATER, {"departments": ("power",)})
    assert story.take(actor, action, call="call-1", **WHY, **more).calls[0].entrusted is None


def test_who_was_given_a_case_settles_it_or_gives_it_back_and_does_nothing_else_of_the_community() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    assert "SETTLE" not in allowed(story.now, LIN)
    story.take(COMMUNITY, Action.ENTRUST, **GIVEN)
    assert set(allowed(story.now, LIN)) - set(allowed(story.now, GRID)) == {"SETTLE", "TAKE_BACK"}
    assert {"SETTLE", "REQUEST", "TAKE_BACK"} <= set(allowed(story.now, COMMUNITY))
    back = story.take(LIN, Action.TAKE_BACK, **WHY)
    assert (story.steps[-1].party, back.entrusted) == (Party.ENTRUSTED, None)
    story.take(COMMUNITY, Action.ENTRUST, **GIVEN)
    done = story.take(LIN, Action.SETTLE)
    assert (done.state.value, done.entrusted, done.finished_by) == ("SETTLED_LOCALLY", None, "person-lin")
    assert replay(story.steps) == story.now


def test_who_settled_a_case_by_name_does_not_rate_it() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(COMMUNITY, Action.ENTRUST, **GIVEN)
    story.take(LIN, Action.SETTLE)
    story.take(COMMUNITY, Action.FEED_BACK)
    with pytest.raises(StepRefused, match="does not rate it"):
        story.take(LIN, Action.CALL_BACK, score=5, note="很满意")
    assert story.take(COMMUNITY, Action.CALL_BACK, score=4, note="满意").score == 4


def test_a_case_is_given_to_a_person_while_the_community_has_it_and_leaves_the_person_with_it() -> None:
    story = Story()
    assert offer(story.now, COMMUNITY, Action.ENTRUST, None).zh == "当前状态是“网格发现”，不能“转办”。"
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(COMMUNITY, Action.ENTRUST, **GIVEN)
    assert story.take(CLOCK, Action.ESCALATE).entrusted == "person-lin"
    assert "TAKE_BACK" in allowed(story.now, COMMUNITY)
    assert story.whistle("water").entrusted is None
    assert offer(story.now, COMMUNITY, Action.ENTRUST, None).zh == "当前状态是“镇街吹哨”，不能“转办”。"


def test_a_pause_goes_on_as_it_was_when_the_call_changes_hands() -> None:
    story = Story()
    story.whistle("water")
    story.take(WATER, Action.SIGN, call="call-1")
    until = story.moment + timedelta(days=2)
    story.take(WATER, Action.ASK_PAUSE, call="call-1", note="等配件", until=until)
    asked = story.take(WATER, Action.ENTRUST, call="call-1", **GIVEN).calls[0]
    assert asked.hold.asked == until
    paused = story.take(SUBDISTRICT, Action.PAUSE, call="call-1", note="同意", until=until).calls[0]
    clocks = clocks_of(story)
    story.waited += timedelta(hours=5)
    after = story.take(WATER, Action.TAKE_BACK, call="call-1", **WHY).calls[0]
    assert (after.hold, clocks_of(story)) == (paused.hold, clocks)
    assert after.hold.until == until
