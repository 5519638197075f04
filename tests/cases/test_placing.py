"""“Not of here” (移送他地): over once, back once, then the superior of both places rules; the total time goes on."""

from datetime import timedelta

import pytest

from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.case import replay
from graphsvc.cases.model.deadlines import ORDINARY
from graphsvc.cases.model.permissions import Actor
from graphsvc.cases.model.queues import whose_turn
from graphsvc.cases.model.stage_clocks import Clocks, advance_clocks
from graphsvc.cases.model.states import Action, Party, State, common_superior
from graphsvc.errors import BadInput, StepRefused
from tests.cases.actors import (
    CLOCK,
    COMMUNITY,
    DISTRICT,
    ELSEWHERE,
    GRID,
    HERE,
    NEXT_DOOR,
    START,
    SUBDISTRICT,
    WATER,
    Story,
)

OTHER_GRID = "500103012011002"
RULERS = [(OTHER_GRID, COMMUNITY, GRID), (NEXT_DOOR, SUBDISTRICT, COMMUNITY), (ELSEWHERE, DISTRICT, SUBDISTRICT)]


def handed_over(to: str = NEXT_DOOR) -> Story:
    """A case that was handed over."""
    story = Story()
    story.take(COMMUNITY, Action.TRANSFER, note="在隔壁社区", area=to)
    return story


@pytest.mark.parametrize(
    ("one", "other", "over"),
    [
        (HERE, OTHER_GRID, Party.COMMUNITY),
        (HERE, NEXT_DOOR, Party.SUBDISTRICT),
        (HERE, ELSEWHERE, Party.DISTRICT),
        (HERE, "500112001001", None),
    ],
)
def test_the_nearest_level_over_both_places_decides(one: str, other: str, over: Party | None) -> None:
    assert common_superior(one, other) is common_superior(other, one) is over


def test_it_is_handed_over_with_a_reason_and_accepted_anew() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    with pytest.raises(BadInput, match="TRANSFER needs a reason"):
        story.take(COMMUNITY, Action.TRANSFER, area=NEXT_DOOR)
    after = story.take(COMMUNITY, Action.TRANSFER, note="在隔壁社区", area=NEXT_DOOR)
    assert (after.state, after.area, after.came_from, after.arbiter) == (State.DISCOVERED, NEXT_DOOR, HERE, None)
    assert story.steps[-1].moved == (HERE, NEXT_DOOR)
    assert whose_turn(after, local=True) is Party.COMMUNITY
    assert story.take(COMMUNITY, Action.ACCEPT).state is State.ACCEPTED
    assert replay(story.steps) == story.now


@pytest.mark.parametrize(
    ("area", "why"),
    [
        (None, "name an area"),
        (HERE, "lies there already"),
        ("500103012000", "a grid, an estate or a community"),
        ("500112001001", "within the DISTRICT alone"),
    ],
)
def test_it_is_handed_over_to_another_place_of_the_district(area: str | None, why: str) -> None:
    story = Story()
    with pytest.raises(BadInput, match=why):
        story.take(COMMUNITY, Action.TRANSFER, note="不在这里", area=area)
    assert story.now.version == 1


def test_only_a_step_of_place_names_an_area() -> None:
    with pytest.raises(BadInput, match="nothing else does"):
        Story().take(COMMUNITY, Action.ACCEPT, area=NEXT_DOOR)


def test_who_received_it_does_not_hand_it_on_and_who_did_not_does_not_turn_it_back() -> None:
    story = handed_over()
    with pytest.raises(StepRefused, match="turn it back"):
        story.take(COMMUNITY, Action.TRANSFER, note="再移", area=ELSEWHERE)
    with pytest.raises(StepRefused, match="not handed over from elsewhere"):
        Story().take(COMMUNITY, Action.TURN_BACK, note="退")
    with pytest.raises(StepRefused, match="Nobody disputes"):
        story.take(SUBDISTRICT, Action.ALLOT, note="定", area=HERE)


@pytest.mark.parametrize(("to", "ruler", "below"), RULERS)
def test_it_is_turned_back_once_and_then_the_superior_of_both_has_it_and_the_last_word(
    to: str, ruler: Actor, below: Actor
) -> None:
    story = handed_over(to)
    back = story.take(COMMUNITY, Action.TURN_BACK, note="也不在这里")
    assert (back.state, back.area, back.came_from, back.turned_back) == (State.DISCOVERED, HERE, to, True)
    (over,) = ruler.parties
    assert whose_turn(back, local=True) is back.arbiter is over
    for action, area in ((Action.TRANSFER, to), (Action.TURN_BACK, None)):
        with pytest.raises(StepRefused, match=f"disputed; the {over} rules"):
            story.take(COMMUNITY, action, note="再退", area=area)
    with pytest.raises(StepRefused, match=f"Only {over}"):
        story.take(below, Action.ALLOT, note="我说了算", area=to)
    ruled = story.take(ruler, Action.ALLOT, note="红线图在那一边", area=to)
    assert (ruled.state, ruled.area, ruled.arbiter) == (State.DISCOVERED, to, None)
    for action, area in ((Action.TRANSFER, HERE), (Action.TURN_BACK, None)):
        with pytest.raises(StepRefused, match="settled"):
            story.take(COMMUNITY, action, note="不服", area=area)
    assert replay(story.steps) == ruled


def test_a_ruling_stays_within_the_rulers_reach() -> None:
    story = handed_over()
    story.take(COMMUNITY, Action.TURN_BACK, note="不在这里")
    with pytest.raises(BadInput, match="within the SUBDISTRICT alone"):
        story.take(SUBDISTRICT, Action.ALLOT, note="给别的街道", area=ELSEWHERE)


def test_who_accepts_a_disputed_case_has_given_in() -> None:
    story = handed_over()
    story.take(COMMUNITY, Action.TURN_BACK, note="不在这里")
    after = story.take(COMMUNITY, Action.ACCEPT)
    assert (after.arbiter, after.area, whose_turn(after, local=True)) == (None, HERE, Party.COMMUNITY)
    with pytest.raises(StepRefused, match="ALLOT is not possible from ACCEPTED"):
        story.take(SUBDISTRICT, Action.ALLOT, note="定", area=NEXT_DOOR)


def test_a_ruling_that_is_late_goes_one_level_up() -> None:
    story = handed_over()
    story.take(COMMUNITY, Action.TURN_BACK, note="不在这里")
    late = story.take(CLOCK, Action.ESCALATE)
    assert (late.arbiter, whose_turn(late, local=True)) == (Party.SUBDISTRICT, Party.DISTRICT)
    assert story.take(DISTRICT, Action.ALLOT, note="定", area=NEXT_DOOR).state is State.DISCOVERED


def test_what_departments_work_on_or_others_go_with_is_not_handed_over() -> None:
    story = Story()
    story.whistle("water")
    with pytest.raises(StepRefused, match="TRANSFER is not possible from WHISTLED"):
        story.take(COMMUNITY, Action.TRANSFER, note="不在这里", area=NEXT_DOOR)
    with pytest.raises(StepRefused, match="Only COMMUNITY or SUBDISTRICT may"):
        Story().take(WATER, Action.TRANSFER, note="不在这里", area=NEXT_DOOR)
    story = Story()
    story.take(COMMUNITY, Action.MERGE, note="同一件", cases=("other",))
    with pytest.raises(StepRefused, match="1 cases go with it"):
        story.take(COMMUNITY, Action.TRANSFER, note="不在这里", area=NEXT_DOOR)


def test_the_clock_of_the_stage_begins_anew_at_each_place_and_the_total_goes_on() -> None:
    story, clocks = Story(), Clocks()
    stages = []
    for actor, action, area in (
        (None, None, None),
        (COMMUNITY, Action.TRANSFER, NEXT_DOOR),
        (COMMUNITY, Action.TURN_BACK, None),
        (SUBDISTRICT, Action.ALLOT, NEXT_DOOR),
        (COMMUNITY, Action.ACCEPT, None),
    ):
        if actor and action:
            story.waited += timedelta(hours=30)
            story.take(actor, action, area=area, note="因为")
        clocks = advance_clocks(Calendar(), ORDINARY, clocks, story.steps[-1], story.now, START)
        assert clocks.case
        assert clocks.total
        stages.append((clocks.case.stage, clocks.case.started_at == story.steps[-1].at, clocks.total.started_at))
    assert stages == [(stage, True, START) for stage in ("accept", "accept", "rule", "accept", "decide")]
