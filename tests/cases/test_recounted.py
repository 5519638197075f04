"""Counted again by the same tables, no clock of a case moves, whatever has happened to the case."""

from datetime import timedelta
from random import Random

import pytest

from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.clock import LADDER, UNTIL
from graphsvc.cases.model.deadlines import EMERGENCY, ORDINARY, PRESSING, CallTimes, Policy, timed
from graphsvc.cases.model.decide import Amendment, Wish, decide, discovered
from graphsvc.cases.model.permissions import OF_CALL, OF_CASE, finished_calls, offer
from graphsvc.cases.model.stage_clocks import Clocks, advance_clocks, recounted
from graphsvc.cases.model.states import GROUPING, PLACING, RATINGS, Action, WhistleKind
from graphsvc.errors import BadInput, StepRefused
from graphsvc.org.model.work import Urgency
from tests.cases.actors import COMMUNITY, DISTRICT, FIRE, GRID, POWER, START, SUBDISTRICT, WATER

CALENDAR = Calendar()
PEOPLE = (GRID, COMMUNITY, SUBDISTRICT, DISTRICT, WATER, POWER, FIRE)
UNITS = ("water", "power", "fire")
POLICIES = (
    ORDINARY,
    PRESSING,
    EMERGENCY,
    timed(ORDINARY, CallTimes(30, 240, 480)),
    timed(EMERGENCY, CallTimes(1, 3, 5)),
)
_LEFT_OUT = (*GROUPING, *PLACING, *LADDER, Action.RECOUNT)
STEPS = 40


class Walk:
    """A case among people who do at random what it offers to them, at random moments."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.now = self.raised_at = START + timedelta(minutes=self.random.randint(0, 14 * 24 * 60))
        self.policy: Policy = self.random.choice(POLICIES)
        step, self.case = discovered(GRID, self.now, "路灯不亮", ())
        self.clocks = advance_clocks(CALENDAR, self.policy, Clocks(), step, self.case, self.raised_at)

    def go_on(self) -> None:
        """Take one step that is offered; one that is refused for its moment or its end changes nothing."""
        self.now += timedelta(minutes=self.random.choice((1, 10, 45, 200, 900)))
        offered = [
            (actor, action, call)
            for actor in PEOPLE
            for call in (None, *(each.id for each in self.case.calls))
            for action in (OF_CALL if call else OF_CASE)
            if action not in _LEFT_OUT and offer(self.case, actor, action, call).allowed
        ]
        if not offered:
            return
        actor, action, call = self.random.choice(offered)
        wish = self.wish(action, call)
        ids = [f"call-{self.case.version}-{number}" for number, _ in enumerate(wish.departments)]
        policy = self.random.choice(POLICIES) if action is Action.AMEND else self.policy
        try:
            step, after = decide(self.case, actor, wish, self.now, ids)
            clocks = advance_clocks(CALENDAR, policy, self.clocks, step, after, self.raised_at)
        except (BadInput, StepRefused):
            return
        self.case, self.clocks, self.policy = after, clocks, policy

    def wish(self, action: Action, call: str | None) -> Wish:
        """What somebody would say with this step."""
        free = [unit for unit in UNITS if unit not in {each.unit for each in self.case.calls}]
        called = {Action.WHISTLE: 2, Action.HAND_OVER: 1, Action.REASSIGN: 1, Action.RELEASE: 1}.get(action, 0)
        later = self.now + timedelta(hours=self.random.randint(1, 60))
        return Wish(
            action,
            call=call,
            note="因为",
            person="person-lin" if action is Action.ENTRUST else None,
            score=self.random.randint(1, 5) if action in RATINGS else None,
            kind=WhistleKind.HARD_PROBLEM if action is Action.WHISTLE else None,
            departments=tuple(free[:called]),
            calls=tuple(each.id for each in finished_calls(self.case))[:1] if action is Action.REDO else (),
            until=later if action in (*UNTIL, Action.EXTEND) else None,
            amended=Amendment(urgency=Urgency.HIGH) if action is Action.AMEND else None,
        )


@pytest.mark.parametrize("part", range(4))
def test_a_second_count_by_the_same_tables_moves_no_clock(part: int) -> None:
    stages = set()
    for seed in range(20 * part, 20 * (part + 1)):
        walk = Walk(seed)
        for _ in range(STEPS):
            walk.go_on()
            again = recounted(CALENDAR, walk.policy, walk.clocks, walk.case, walk.raised_at)
            assert again == walk.clocks, (seed, walk.case)
            running = [*(again.calls or {}).values(), *filter(None, [again.case])]
            stages |= {clock.stage for clock in running}
    assert {"sign", "contact", "respond", "handle", "review", "decide", "loop", "feed_back"} <= stages
