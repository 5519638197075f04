"""“Not mine” (不属于本级): once, by the owner alone, one level up, in the same state and with one clock."""

from datetime import timedelta

import pytest

from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.case import replay
from graphsvc.cases.model.deadlines import ORDINARY
from graphsvc.cases.model.permissions import Actor, offer
from graphsvc.cases.model.queues import owner_at, whose_turn
from graphsvc.cases.model.stage_clocks import Clocks, advance_clocks
from graphsvc.cases.model.states import OPEN, PASSED_UP_IN, UPWARDS, Action, Party, State
from graphsvc.codes import AreaLevel
from graphsvc.errors import BadInput, StepRefused
from tests.cases.actors import CLOCK, COMMUNITY, DISTRICT, GRID, START, SUBDISTRICT, WATER, Story

ACTORS = {Party.GRID: GRID, Party.COMMUNITY: COMMUNITY, Party.SUBDISTRICT: SUBDISTRICT, Party.DISTRICT: DISTRICT}
OFFICE = Actor("office", frozenset({Party.SUBDISTRICT, Party.COMMUNITY}))  # as its role has it


@pytest.mark.parametrize("owner", UPWARDS)
def test_the_owner_alone_passes_it_up_and_no_superior_for_it(owner: Party) -> None:
    case = Story(owner=owner).now
    may = {who for who, actor in ACTORS.items() if offer(case, actor, Action.PASS_UP, None).allowed}
    assert may == {owner} - {Party.DISTRICT}, "nobody stands over the district"
    assert offer(case, OFFICE, Action.PASS_UP, None).allowed == (owner is Party.SUBDISTRICT)
    assert not offer(case, WATER, Action.PASS_UP, None).allowed
    assert not offer(case, CLOCK, Action.PASS_UP, None).allowed


@pytest.mark.parametrize(("owner", "above"), [(Party.GRID, COMMUNITY), (Party.COMMUNITY, SUBDISTRICT)])
def test_it_goes_one_level_up_and_never_again(owner: Party, above: Actor) -> None:
    story = Story(owner=owner)
    with pytest.raises(BadInput, match="PASS_UP needs a reason"):
        story.take(ACTORS[owner], Action.PASS_UP)
    after = story.take(ACTORS[owner], Action.PASS_UP, note="管线在主干道")
    assert (after.state, after.passed_up, after.version) == (State.DISCOVERED, True, 2)
    assert after.owner in above.parties
    for actor, why in ((ACTORS[owner], "Only its owner"), (above, "once already")):
        with pytest.raises(StepRefused, match=why):
            story.take(actor, Action.PASS_UP, note="再交")
    assert replay(story.steps) == after


def test_without_a_rule_nobody_owns_it() -> None:
    with pytest.raises(StepRefused, match="No handling rule"):
        Story().take(COMMUNITY, Action.PASS_UP, note="不归我")


def test_it_is_passed_up_until_departments_are_called_it_is_sent_back_or_late() -> None:
    assert set(PASSED_UP_IN) < set(OPEN)
    for actor, action in ((COMMUNITY, Action.RETURN), (CLOCK, Action.ESCALATE)):
        story = Story(owner=Party.COMMUNITY)
        story.take(actor, action, note="因为")
        with pytest.raises(StepRefused, match="PASS_UP is not possible"):
            story.take(COMMUNITY, Action.PASS_UP, note="不归我")
    story = Story(owner=Party.SUBDISTRICT)
    story.whistle("water")
    with pytest.raises(StepRefused, match="PASS_UP is not possible from WHISTLED"):
        story.take(SUBDISTRICT, Action.PASS_UP, note="不归我")


@pytest.mark.parametrize("owner", UPWARDS[:-1])
@pytest.mark.parametrize("accepted", [False, True])
def test_its_one_clock_starts_anew_before_the_next_hand_and_the_total_goes_on(owner: Party, accepted: bool) -> None:
    story, clocks = Story(owner=owner), Clocks()

    def moved() -> Clocks:
        return advance_clocks(Calendar(), ORDINARY, clocks, story.steps[-1], story.now, START)

    clocks = moved()
    if accepted:
        story.take(COMMUNITY, Action.ACCEPT)
        clocks = moved()
    before = clocks
    story.waited = timedelta(hours=30)
    story.take(ACTORS[owner], Action.PASS_UP, note="不归我")
    clocks = moved()
    assert before.case
    assert clocks.case
    assert (clocks.case.stage, clocks.calls) == (before.case.stage, {})
    assert clocks.case.started_at == story.steps[-1].at > before.case.started_at
    assert (clocks.case.rung, clocks.case.paused_at, clocks.total) == (0, None, before.total)
    assert clocks.case.due_at > before.case.due_at
    expected = Party.COMMUNITY if owner is Party.GRID else UPWARDS[UPWARDS.index(owner) + 1]
    assert whose_turn(story.now, local=True) is expected


def test_a_pause_ends_with_the_hand_that_asked_for_it() -> None:
    story = Story(owner=Party.COMMUNITY)
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(SUBDISTRICT, Action.PAUSE, note="等", until=START + timedelta(days=2))
    after = story.take(COMMUNITY, Action.PASS_UP, note="不归我")
    assert (after.hold.until, after.hold.asked) == (None, None)


def test_what_the_district_leaves_too_long_stays_before_it_and_what_is_declined_is_the_communitys() -> None:
    story = Story(owner=Party.SUBDISTRICT)
    story.take(SUBDISTRICT, Action.PASS_UP, note="跨镇街")
    story.take(CLOCK, Action.ESCALATE)
    assert whose_turn(story.now, local=True) is Party.DISTRICT
    story = Story(owner=Party.COMMUNITY)
    story.take(COMMUNITY, Action.PASS_UP, note="不归我")
    for actor, action in ((COMMUNITY, Action.ACCEPT), (COMMUNITY, Action.REQUEST), (SUBDISTRICT, Action.DECLINE)):
        story.take(actor, action, note="因为")
    assert whose_turn(story.now, local=False) is Party.COMMUNITY


def test_what_grids_handle_is_the_communitys_where_no_grid_is_named() -> None:
    assert owner_at(AreaLevel.GRID, "500103012011001") is Party.GRID
    assert owner_at(AreaLevel.GRID, "500103012011E001") is owner_at(AreaLevel.GRID, "500103012011") is Party.COMMUNITY
    assert owner_at(None, "500103012011001") is None
