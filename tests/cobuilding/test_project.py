"""The state machine of a project is a table; these are its rules."""

from hypothesis import given
from hypothesis import strategies as st

from graphsvc.cobuilding.model import entry as listing
from graphsvc.cobuilding.model.project import DONE, HOLDING, MACHINE, ProjectAction, ProjectState, target

ENDS = {ProjectState.RATED, ProjectState.DECLINED, ProjectState.WITHDRAWN}


def test_the_way_from_proposed_to_rated() -> None:
    way = [
        ProjectAction.CLAIM,
        ProjectAction.COORDINATE,
        ProjectAction.DELIVER,
        ProjectAction.FEED_BACK,
        ProjectAction.RATE,
    ]
    states = [ProjectState.PROPOSED]
    for action in way:
        states.append(MACHINE.after(states[-1], action))
    assert states == [
        ProjectState.PROPOSED,
        ProjectState.CLAIMED,
        ProjectState.COORDINATING,
        ProjectState.DELIVERED,
        ProjectState.FEEDBACK,
        ProjectState.RATED,
    ]


@given(st.lists(st.sampled_from(ProjectAction), max_size=12))
def test_replaying_any_actions_stays_in_the_table_and_never_leaves_an_end(actions: list[ProjectAction]) -> None:
    state = ProjectState.PROPOSED
    for action in actions:
        after = MACHINE.table.get((state, action))
        assert (after is not None) == (action in MACHINE.allowed(state))
        if state in ENDS:
            assert after is None
        state = after or state


def test_every_state_can_be_reached_and_ends_only_at_an_end() -> None:
    assert {ProjectState.PROPOSED, *MACHINE.table.values()} == set(ProjectState)
    assert {state for state in ProjectState if not MACHINE.allowed(state)} == ENDS


def test_an_action_leads_to_one_state_and_its_sources_are_those_of_the_table() -> None:
    for action in ProjectAction:
        assert {MACHINE.after(source, action) for source in MACHINE.sources(action)} == {target(action)}


def test_capacity_is_held_from_the_claim_until_the_delivery_and_no_longer() -> None:
    assert set(HOLDING) == {ProjectState.CLAIMED, ProjectState.COORDINATING}
    assert set(HOLDING).isdisjoint(DONE)


def test_a_withdrawn_entry_stays_withdrawn() -> None:
    for kind in listing.Kind:
        assert listing.allowed(kind, type(listing.OPEN[kind])("WITHDRAWN")) == []
        assert listing.target(kind, listing.EntryAction.RESUME) == listing.OPEN[kind]
        assert listing.sources(kind, listing.EntryAction.WITHDRAW) == ["PENDING", listing.OPEN[kind], "PAUSED"]
