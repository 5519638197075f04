"""Random walks over a case on a real Neo4j: whatever is tried, by whomever, whenever, the loop's promises hold."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from graphsvc.cases.model.case import Case, replay
from graphsvc.cases.model.clock import UNTIL, Clock
from graphsvc.cases.model.decide import Wish
from graphsvc.cases.model.permissions import OF_CALL, OF_CASE, offer
from graphsvc.cases.model.queues import owner_at
from graphsvc.cases.model.states import CALL, CASE, PAUSES, RATINGS, Action, CallState, Party, State, WhistleKind
from graphsvc.cases.store.cases import Caller, read_case, read_steps, take
from graphsvc.cases.store.escalation import climb
from graphsvc.cases.store.mapping import Kept
from graphsvc.codes import LEVELS, AreaLevel
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput, NotFound, StepRefused
from tests.engine.cases_world import (
    CALENDAR,
    CLOCK,
    COMMUNITY,
    COMMUNITY_CODE,
    DISTRICT,
    GRID,
    GRID_CODE,
    POWER,
    START,
    SUBDISTRICT,
    UNITS,
    WATER,
    Single,
    new_case,
    ordered,
    place,
    ruled,
    staff,
)

CALLERS = [GRID, COMMUNITY, SUBDISTRICT, DISTRICT, WATER, POWER]
DONE = (CallState.RESOLVED, CallState.RATED)


class Loop(RuleBasedStateMachine):
    """One case; `graph` and `loop` are set by the test."""

    graph: Graph
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    @initialize(level=st.sampled_from(LEVELS[1:5]))
    def raise_it(self, level: AreaLevel) -> None:
        self.now, self.handlings = START, ruled(level)
        self.id = self.run(new_case(self.graph, case_id="case-1", handlings=self.handlings))
        self.kept: Kept = self.run(read_case(Single(self.graph), CLOCK, self.id))

    def reread(self) -> Kept:
        self.before, self.kept = self.kept, self.run(read_case(Single(self.graph), CLOCK, self.id))
        return self.kept

    def attempt(self, caller: Caller, wish: Wish, expected: int) -> str:
        """Try a step: what came of it."""
        ids = [f"call-{len(self.kept.case.calls) + number:03}" for number, _ in enumerate(wish.departments)]
        work = take(Single(self.graph), caller, self.id, expected, wish, self.now, ids, CALENDAR, self.handlings)
        try:
            self.run(work)
        except (StepRefused, NotFound):  # who is not called does not see the case
            return "refused"
        except BadInput:
            return "bad input"
        return "taken"

    @rule(data=st.data(), caller=st.sampled_from(CALLERS), minutes=st.integers(0, 500))
    def try_something(self, data: st.DataObject, caller: Caller, minutes: int) -> None:
        """An action by anybody, whether offered or not: taken exactly when it is offered."""
        self.now += timedelta(minutes=minutes)
        case = self.kept.case
        call = data.draw(st.sampled_from([None, *(each.id for each in case.calls)]))
        action = data.draw(st.sampled_from(sorted(OF_CALL if call else OF_CASE)))
        self.tried(case, caller, self.wish(data, case, action, call))

    @rule(data=st.data(), minutes=st.integers(0, 100))
    def go_on(self, data: st.DataObject, minutes: int) -> None:
        """An action that is offered to somebody, so that walks get somewhere."""
        self.now += timedelta(minutes=minutes)
        case = self.kept.case
        places = [None, *(each.id for each in case.calls)]
        found = [
            (caller, action, call)
            for caller in CALLERS
            for call in places
            for action in sorted(OF_CALL if call else OF_CASE)
            if offer(case, caller.at(self.kept.area_code), action, call).allowed
            and action not in (Action.REMIND, Action.SUPERVISE, *PAUSES, Action.EXTEND)
        ]
        if found:
            caller, action, call = data.draw(st.sampled_from(found))
            self.tried(case, caller, self.wish(data, case, action, call))

    def wish(self, data: st.DataObject, case: Case, action: Action, call: str | None) -> Wish:
        taken = case.calls if action is Action.HAND_OVER else case.running
        free = sorted(set(UNITS) - {each.unit for each in taken})
        one = action in (Action.HAND_OVER, Action.REASSIGN)
        asked = 1 if one else data.draw(st.integers(1, 2)) if action is Action.WHISTLE else 0
        finished = tuple(each.id for each in case.calls if each.state in DONE)
        return Wish(
            action,
            call=call,
            note="因为",
            person="person-lin" if action is Action.ENTRUST else None,
            score=data.draw(st.integers(1, 5)) if action in RATINGS else None,
            kind=WhistleKind.HARD_PROBLEM if action is Action.WHISTLE else None,
            departments=tuple(free[:asked]),
            calls=finished[:1] if action is Action.REDO else (),
            until=self.now + timedelta(days=data.draw(st.integers(0, 3)))
            if action in (*UNTIL, Action.EXTEND)
            else None,
            area=data.draw(st.sampled_from((COMMUNITY_CODE, GRID_CODE)))
            if action in (Action.TRANSFER, Action.ALLOT)
            else None,
        )

    def tried(self, case: Case, caller: Caller, wish: Wish) -> None:
        offered = offer(case, caller.at(self.kept.area_code), wish.action, wish.call).allowed
        came = self.attempt(caller, wish, case.version)
        moved = self.reread().case.version - case.version
        assert moved == (1 if came == "taken" else 0)
        if not offered:
            assert came == "refused"
        elif wish.action not in (*UNTIL, Action.EXTEND) and came != "bad input":
            assert came == "taken"

    @precondition(lambda self: self.kept.case.version > 1)
    @rule(caller=st.sampled_from(CALLERS), action=st.sampled_from(sorted(OF_CASE)), behind=st.integers(1, 3))
    def try_an_old_version(self, caller: Caller, action: Action, behind: int) -> None:
        """A step on a version that has passed is refused and writes nothing."""
        version = self.kept.case.version
        assert self.attempt(SUBDISTRICT, Wish(action), version - behind) == "refused"
        assert self.reread().case.version == version

    @rule(hours=st.integers(1, 60))
    def let_time_pass(self, hours: int) -> None:
        """The ladder comes by some time later."""
        self.now += timedelta(hours=hours)
        version = self.kept.case.version
        once = self.run(self.graph.transact(lambda tx: climb(tx, self.now, CALENDAR)))
        assert self.reread().case.version == version + len(once.steps)
        assert {case_id for case_id, _ in once.steps} <= {self.id}

    @invariant()
    def the_record_is_the_case(self) -> None:
        steps = self.run(read_steps(Single(self.graph), CLOCK, self.id))
        case = ordered(self.kept.case)
        assert ordered(replay(steps)) == case
        assert [each.version for each in steps] == list(range(1, case.version + 1))
        assert all(one.at <= other.at for one, other in pairwise(steps))
        assert steps[-1].target is case.state
        assert all(one.target is other.source for one, other in pairwise(steps))
        for each in steps[1:]:
            if each.call:
                assert CALL.table[each.call_source, each.action] is each.call_target
            else:
                assert (each.source, each.action) in CASE.table

    @invariant()
    def no_rung_is_taken_twice_of_one_clock(self) -> None:
        steps = self.run(read_steps(Single(self.graph), CLOCK, self.id))
        own = [each for each in steps if each.party is Party.SYSTEM and "总时限" not in (each.note or "")]
        rungs = [(each.call, each.action, each.note) for each in own]
        assert len(rungs) == len(set(rungs))  # the note names the stage and its deadline

    @invariant()
    def it_lies_with_its_owner_after_it_was_passed_up_once(self) -> None:
        steps = self.run(read_steps(Single(self.graph), CLOCK, self.id))
        passed = [each for each in steps if each.action is Action.PASS_UP]
        assert len(passed) == self.kept.case.passed_up
        assert self.kept.handling
        assert self.kept.case.owner is owner_at(self.kept.handling.level, self.kept.area_code)
        assert self.kept.case.area == self.kept.area_code

    @invariant()
    def a_case_never_ends_before_its_departments(self) -> None:
        case = self.kept.case
        if case.state in (State.RESOLVED, State.FED_BACK, State.CLOSED, State.SETTLED_LOCALLY):
            assert case.running == ()

    @invariant()
    def what_is_open_has_a_clock_and_no_clock_runs_backwards(self) -> None:
        clocks = self.kept.clocks
        assert (clocks.case is not None) == self.kept.case.open
        assert set(clocks.calls or {}) == {call.id for call in self.kept.case.running}
        before = getattr(self, "before", self.kept).clocks
        self.forward(before.case, clocks.case)
        for call, clock in (before.calls or {}).items():
            self.forward(clock, (clocks.calls or {}).get(call))

    def forward(self, before: Clock | None, after: Clock | None) -> None:
        if before and after and before.stage == after.stage and before.started_at == after.started_at:
            assert after.due_at >= before.due_at
            assert after.warn_at <= after.due_at <= after.escalate_at
            assert after.rung >= before.rung or after.due_at > before.due_at

    def teardown(self) -> None:
        self.run(self.graph.write(Statement("MATCH (n) WHERE n:Case OR n:Call OR n:Step DETACH DELETE n")))


@pytest.mark.slow
async def test_whatever_is_tried_the_loop_keeps_its_promises(clean_graph: Graph) -> None:
    await place(clean_graph)
    await staff(clean_graph)
    Loop.graph, Loop.loop = clean_graph, asyncio.get_running_loop()
    chosen = settings(
        max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    await asyncio.to_thread(run_state_machine_as_test, Loop, settings=chosen)
