"""Whatever comes, officials bring a case to its end, also when neither department nor reporter ever answers."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from graphsvc.cases.model.calendar import Calendar, Span, Unit
from graphsvc.cases.model.case import MOST_REOPENED, Case, Step, replay
from graphsvc.cases.model.clock import MOST_PAUSED, UNTIL, start_clock
from graphsvc.cases.model.deadlines import ORDINARY
from graphsvc.cases.model.decide import Amendment
from graphsvc.cases.model.permissions import MOST_RETURNS, OF_CALL, OF_CASE, finished_calls, let_off, offer
from graphsvc.cases.model.queues import queue_of_call, whose_turn
from graphsvc.cases.model.stage_clocks import AFTER_TOTAL, Clocks, advance_clocks
from graphsvc.cases.model.states import PLACING, RATINGS, UPWARDS, Action, Party, WhistleKind
from graphsvc.errors import BadInput, StepRefused
from tests.cases.actors import (
    CLOCK,
    COMMUNITY,
    DISTRICT,
    ELSEWHERE,
    FIRE,
    GRID,
    NEXT_DOOR,
    POWER,
    START,
    SUBDISTRICT,
    WATER,
    Story,
    department,
)
from tests.cases.officials_alone import ended

CALENDAR = Calendar()
EVERYBODY = (GRID, COMMUNITY, SUBDISTRICT, DISTRICT, WATER, POWER, FIRE, CLOCK)
UNITS = ("fire", "power", "water")


def others_of(case: Case, action: Action) -> tuple[str, ...]:
    """The cases that a merger or split names."""
    match action:
        case Action.MERGE:
            return (f"other-{case.version}",)
        case Action.SPLIT:
            return case.merged[:1]
        case Action.JOIN:
            return ("the-event",)
        case Action.LEAVE:
            return (case.into or "",)
    return ()


def places_of(case: Case) -> tuple[str, ...]:
    """Where a case may be handed over, or ruled to belong."""
    return (case.area, case.came_from or "") if case.arbiter else (NEXT_DOOR, ELSEWHERE)


class Loop(RuleBasedStateMachine):
    """One case, on which everybody does whatever it offers them."""

    def __init__(self) -> None:
        super().__init__()
        self.story, self.clocks = Story(), Clocks()
        self.clocks = self.advanced()
        self.total = self.clocks.total

    def advanced(self) -> Clocks:
        return advance_clocks(CALENDAR, ORDINARY, self.clocks, self.story.steps[-1], self.story.now, START)

    def end_of_a_pause(self, case: Case, call: str | None, hours: int) -> datetime | None:
        """The end of a pause that may be granted now, or None."""
        assert self.total
        found = case.call(call)
        left = MOST_PAUSED - (found.hold if found else case.hold).used
        end = min(self.story.moment + min(left, timedelta(hours=hours)), self.total.due_at)
        return end if end > self.story.moment else None

    @initialize(owner=st.sampled_from((None, *UPWARDS)))
    def owned(self, owner: Party | None) -> None:
        self.story.now = replace(self.story.now, owner=owner)

    @rule(data=st.data(), hours=st.integers(0, 72))
    def go_on(self, data: st.DataObject, hours: int) -> None:
        case = self.story.now
        self.story.waited += timedelta(hours=hours)
        found = [
            (actor, action, call)
            for actor in EVERYBODY
            for call in (None, *(each.id for each in case.calls))
            for action in (OF_CALL if call else OF_CASE)
            if action is not Action.EXTEND and offer(case, actor, action, call).allowed
        ]
        actor, action, call = data.draw(st.sampled_from(found))
        taken = case.calls if action is Action.HAND_OVER else case.running
        free = tuple(unit for unit in UNITS if unit not in {each.unit for each in taken})
        named = {
            Action.WHISTLE: data.draw(st.integers(1, 3)),
            Action.HAND_OVER: 1,
            Action.REASSIGN: 1,
            Action.RELEASE: int(let_off(case) >= MOST_RETURNS),
        }.get(action, 0)
        until = self.end_of_a_pause(case, call, data.draw(st.integers(1, 300))) if action in UNTIL else None
        if (named and not free) or (action in UNTIL and until is None):
            return
        self.story.take(
            actor,
            action,
            call=call,
            note="因为",
            score=data.draw(st.integers(1, 5)) if action in RATINGS else None,
            kind=WhistleKind.HARD_PROBLEM if action is Action.WHISTLE else None,
            departments=free[:named],
            until=until,
            person="person-lin" if action is Action.ENTRUST else None,
            amended=Amendment(place="别处") if action is Action.AMEND else None,
            lead=free[0] if action is Action.WHISTLE and data.draw(st.booleans()) else None,
            calls=tuple(each.id for each in finished_calls(case))[:1] if action is Action.REDO else (),
            cases=others_of(case, action),
            area=data.draw(st.sampled_from(places_of(case))) if action in (Action.TRANSFER, Action.ALLOT) else None,
        )
        self.clocks = self.advanced()

    @invariant()
    def nothing_starts_the_total_again_and_no_stage_outlasts_it(self) -> None:
        assert self.total
        assert self.clocks.total == self.total
        case = self.clocks.case
        assert (case is not None) == self.story.now.open
        stages = [each for each in (case,) if each and each.stage != AFTER_TOTAL]
        for clock in (*stages, *(self.clocks.calls or {}).values()):
            assert clock.due_at <= self.total.due_at
            assert clock.warn_at <= clock.due_at <= clock.escalate_at

    @invariant()
    def somebody_who_can_be_named_brings_it_to_an_end(self) -> None:
        assert not ended(self.story.now).open, self.story.now

    @invariant()
    def one_department_leads_at_most_and_it_is_at_work(self) -> None:
        assert [
            call.running or call in finished_calls(self.story.now) for call in self.story.now.calls if call.lead
        ] in (
            [],
            [True],
        )

    @invariant()
    def the_subdistrict_lets_off_so_many_and_complaints_open_it_so_often(self) -> None:
        ruled = sum(step.action is Action.RELEASE for step in self.story.steps)
        assert let_off(self.story.now) <= MOST_RETURNS + ruled
        assert self.story.now.reopened <= MOST_REOPENED

    @invariant()
    def it_is_passed_up_once_at_most(self) -> None:
        passed = [step for step in self.story.steps if step.action is Action.PASS_UP]
        assert len(passed) == self.story.now.passed_up <= 1
        assert all(step.source is step.target for step in passed)

    @invariant()
    def it_is_handed_over_once_and_back_once_and_then_ruled_on(self) -> None:
        taken = [step.action for step in self.story.steps if step.action in PLACING]
        assert taken == [Action.TRANSFER, Action.TURN_BACK, Action.ALLOT][: len(taken)]
        assert self.story.now.turned_back == (Action.TURN_BACK in taken)
        assert not self.story.now.arbiter or taken[-1] is Action.TURN_BACK

    @invariant()
    def the_record_is_the_case(self) -> None:
        steps: list[Step] = self.story.steps
        assert replay(steps) == self.story.now
        assert [each.version for each in steps] == list(range(1, len(steps) + 1))


TestWhateverComesACaseCanBeEnded = Loop.TestCase
TestWhateverComesACaseCanBeEnded.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_a_department_that_never_signs_is_called_off_and_holds_nobody_up() -> None:
    story = Story()
    story.whistle("water", "power")
    story.work(WATER, "call-1")
    story.take(CLOCK, Action.ESCALATE, call="call-2")
    after = story.take(SUBDISTRICT, Action.RECALL, call="call-2", note="误吹")
    assert [call.state.value for call in after.calls] == ["RESOLVED", "RECALLED"]
    assert after.state.value == "HANDLING"
    assert story.take(COMMUNITY, Action.RESOLVE).state.value == "RESOLVED"


def test_another_department_is_called_in_the_place_of_one() -> None:
    story = Story()
    story.whistle("power")
    story.take(POWER, Action.SIGN, call="call-1")
    after = story.take(SUBDISTRICT, Action.REASSIGN, call="call-1", note="属供水管网", departments=("water",))
    assert [(call.unit, call.state.value) for call in after.calls] == [("power", "RECALLED"), ("water", "CALLED")]
    assert after.state.value == "WHISTLED"


def test_when_the_last_department_is_called_off_the_subdistrict_decides_again() -> None:
    story = Story()
    story.whistle("power")
    assert story.take(SUBDISTRICT, Action.RECALL, call="call-1", note="误吹").state.value == "RETURNED"
    assert story.whistle("water").state.value == "WHISTLED"


def test_a_department_is_let_off_by_the_yes_of_the_subdistrict_alone() -> None:
    story = Story()
    story.whistle("power")
    asked = story.take(POWER, Action.RETURN, call="call-1", note="不是供电范围")
    assert (asked.state.value, asked.calls[0].state.value) == ("WHISTLED", "RETURN_ASKED")
    with pytest.raises(StepRefused, match="Only SUBDISTRICT may"):
        story.take(POWER, Action.APPROVE_RETURN, call="call-1", note="自己同意")
    after = story.take(SUBDISTRICT, Action.APPROVE_RETURN, call="call-1", note="属供水")
    assert (after.state.value, after.calls[0].state.value) == ("RETURNED", "RETURNED")


def test_a_refused_return_is_disputed_once_and_the_ruling_of_the_district_is_the_last_word() -> None:
    story = Story()
    story.whistle("power")
    with pytest.raises(StepRefused, match="DISPUTE is not possible from CALLED"):
        story.take(POWER, Action.DISPUTE, call="call-1", note="不服")
    story.take(POWER, Action.RETURN, call="call-1", note="不是供电范围")
    kept = story.take(SUBDISTRICT, Action.REFUSE_RETURN, call="call-1", note="配电房在此")
    assert (kept.calls[0].state.value, kept.calls[0].refused) == ("SIGNED", True)
    with pytest.raises(StepRefused, match="dispute it if you disagree"):
        story.take(POWER, Action.RETURN, call="call-1", note="还是不是")
    with pytest.raises(StepRefused, match="dispute it if you disagree"):
        story.take(POWER, Action.HAND_OVER, call="call-1", note="甩出去", departments=("water",))
    story.take(POWER, Action.DISPUTE, call="call-1", note="产权属物业")
    with pytest.raises(StepRefused, match="Only DISTRICT may"):
        story.take(SUBDISTRICT, Action.UPHOLD, call="call-1", note="越权")
    ruled = story.take(DISTRICT, Action.UPHOLD, call="call-1", note="职责清单第 12 项")
    assert (ruled.calls[0].state.value, ruled.calls[0].upheld) == ("SIGNED", True)
    for action, more in ((Action.RETURN, {}), (Action.DISPUTE, {}), (Action.HAND_OVER, {"departments": ("water",)})):
        with pytest.raises(StepRefused, match="The district has ruled"):
            story.take(POWER, action, call="call-1", note="再试", **more)
    assert story.work(POWER, "call-1", Action.RESPOND, Action.HANDLE, Action.RESOLVE).calls[0].state.value == "RESOLVED"
    assert replay(story.steps) == story.now


def test_the_district_can_let_a_department_off() -> None:
    story = Story()
    story.whistle("power", "water")
    story.take(POWER, Action.RETURN, call="call-1", note="不是供电范围")
    story.take(SUBDISTRICT, Action.REFUSE_RETURN, call="call-1", note="是")
    story.take(POWER, Action.DISPUTE, call="call-1", note="产权属物业")
    after = story.take(DISTRICT, Action.RELEASE, call="call-1", note="产权属物业")
    assert [call.state.value for call in after.calls] == ["RETURNED", "CALLED"]


def test_departments_pass_a_case_on_three_times_at_most_and_never_back() -> None:
    story = Story()
    story.whistle("power")
    story.take(POWER, Action.HAND_OVER, call="call-1", note="属供水", departments=("water",))
    with pytest.raises(BadInput, match="has been on this case before"):
        story.take(WATER, Action.HAND_OVER, call="call-2", note="属供电", departments=("power",))
    story.take(WATER, Action.HAND_OVER, call="call-2", note="属消防", departments=("fire",))
    story.take(FIRE, Action.HAND_OVER, call="call-3", note="属住建", departments=("housing",))
    with pytest.raises(StepRefused, match="handed over 3 times"):
        story.take(department("housing"), Action.HAND_OVER, call="call-4", note="属城管", departments=("city",))


def test_what_asks_for_an_answer_lies_before_who_gives_it() -> None:
    story, area, clock = (
        Story(),
        "500103012011001",
        start_clock(Calendar(), "review", Span(1, Unit.WORKING_DAYS), START),
    )
    story.whistle("power")
    assert str(queue_of_call(story.now.calls[0], area, clock)).startswith("DEPARTMENT:power|")
    story.take(POWER, Action.RETURN, call="call-1", note="不是供电范围")
    assert str(queue_of_call(story.now.calls[0], area, clock)).startswith("SUBDISTRICT:500103012|")
    story.take(CLOCK, Action.ESCALATE, call="call-1")  # the subdistrict is late itself
    assert str(queue_of_call(story.now.calls[0], area, clock)).startswith("DISTRICT:500103|")
    story.take(SUBDISTRICT, Action.REFUSE_RETURN, call="call-1", note="是")
    story.take(POWER, Action.DISPUTE, call="call-1", note="不服")
    assert str(queue_of_call(story.now.calls[0], area, clock)).startswith("DISTRICT:500103|")


def test_what_the_subdistrict_leaves_too_long_goes_to_the_district() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(COMMUNITY, Action.REQUEST, note="要部门")
    story.take(CLOCK, Action.ESCALATE)
    assert whose_turn(story.now, local=True) is Party.DISTRICT
    other = Story()
    other.take(COMMUNITY, Action.ACCEPT)
    other.take(CLOCK, Action.ESCALATE)
    assert whose_turn(other.now, local=True) is Party.SUBDISTRICT


@pytest.mark.parametrize("steps", [(), (Action.ACCEPT,), (Action.ACCEPT, Action.REQUEST), (Action.RETURN,)])
def test_who_raised_a_case_takes_it_back_until_departments_are_called(steps: tuple[Action, ...]) -> None:
    story = Story()
    for action in steps:
        story.take(COMMUNITY, action, note="因为")
    with pytest.raises(BadInput, match="WITHDRAW needs a reason"):
        story.take(GRID, Action.WITHDRAW)
    with pytest.raises(StepRefused, match="Only REPORTER may"):
        story.take(SUBDISTRICT, Action.WITHDRAW, note="别人的")
    after = story.take(GRID, Action.WITHDRAW, note="住户自己修好了")
    assert (after.state.value, after.open, whose_turn(after, local=True)) == ("WITHDRAWN", False, None)
    assert story.take(COMMUNITY, Action.REOPEN, note="又坏了").state.value == "REOPENED"


def test_what_departments_work_on_is_not_taken_back_nor_rejected() -> None:
    story = Story()
    story.whistle("water")
    for actor, action in ((GRID, Action.WITHDRAW), (SUBDISTRICT, Action.REJECT)):
        with pytest.raises(StepRefused):
            story.take(actor, action, note="不办了")


def test_what_is_not_taken_on_is_told_to_the_reporter_who_may_open_it_again() -> None:
    story = Story()
    with pytest.raises(BadInput, match="REJECT needs a reason"):
        story.take(COMMUNITY, Action.REJECT)
    assert story.take(COMMUNITY, Action.REJECT, note="已进入诉讼程序").state.value == "REJECTED"
    assert whose_turn(story.now, local=True) is Party.COMMUNITY
    with pytest.raises(StepRefused, match="CLOSE is not possible from REJECTED"):
        story.take(COMMUNITY, Action.CLOSE)
    story.take(COMMUNITY, Action.FEED_BACK, note="请走法律途径")
    assert story.take(GRID, Action.REOPEN, note="不是诉讼事项").state.value == "REOPENED"


def test_a_returned_case_is_put_right_in_the_grid_and_raised_again() -> None:
    story = Story()
    story.take(COMMUNITY, Action.RETURN, note="地点不清")
    assert whose_turn(story.now, local=True) is Party.GRID
    assert story.take(GRID, Action.RESUBMIT, note="3 栋 2 单元门口").state.value == "DISCOVERED"
    other = Story()
    other.whistle("power")
    other.take(SUBDISTRICT, Action.RECALL, call="call-1", note="误吹")
    with pytest.raises(StepRefused, match="the subdistrict's to decide"):
        other.take(GRID, Action.RESUBMIT, note="再报")


def test_a_pause_is_over_when_a_complaint_opens_the_case_again() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(COMMUNITY, Action.SETTLE)
    story.take(COMMUNITY, Action.FEED_BACK)
    story.take(SUBDISTRICT, Action.PAUSE, note="等反映人", until=story.moment + timedelta(days=2))
    paused = story.now.hold
    story.waited += timedelta(hours=10)
    again = story.take(GRID, Action.RATE, score=1)
    assert (again.state.value, again.hold.until) == ("REOPENED", None)
    assert paused.since
    assert again.hold.used == story.steps[-1].at - paused.since == timedelta(hours=10, minutes=1)
    clocks = Clocks()
    for n, step in enumerate(story.steps, start=1):
        clocks = advance_clocks(CALENDAR, ORDINARY, clocks, step, replay(story.steps[:n]), START)
    assert clocks.case
    assert (clocks.case.stage, clocks.case.paused_at) == ("decide", None)
