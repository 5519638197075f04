"""Rules of a state machine as a table, on a small one: a door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import Conflict, StepRefused
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine


class State(Labelled):
    OPEN = "OPEN", "开着", "Open"
    SHUT = "SHUT", "关着", "Shut"
    WALLED = "WALLED", "砌死了", "Walled up"


class Action(Labelled):
    OPEN_UP = "OPEN_UP", "打开", "Open"
    CLOSE = "CLOSE", "关上", "Close"
    WALL = "WALL", "砌死", "Wall up"


TABLE = {
    (State.SHUT, Action.OPEN_UP): State.OPEN,
    (State.OPEN, Action.CLOSE): State.SHUT,
    (State.SHUT, Action.WALL): State.WALLED,
}
DOOR = Machine("door", TABLE)


def test_an_action_leads_where_the_table_says() -> None:
    assert {key: DOOR.after(*key) for key in TABLE} == TABLE


def test_allowed_actions_and_source_states_are_read_from_the_table() -> None:
    assert DOOR.allowed(State.SHUT) == (Action.OPEN_UP, Action.WALL)
    assert DOOR.allowed(State.WALLED) == ()
    assert DOOR.sources(Action.CLOSE) == (State.OPEN,)
    assert DOOR.finals() == (State.WALLED,)
    assert DOOR.target(Action.WALL) is State.WALLED
    assert DOOR.bar(State.SHUT, Action.WALL) is None
    assert DOOR.bar(State.WALLED, Action.WALL) == DOOR.refusal(State.WALLED, Action.WALL).zh


def test_a_refusal_is_a_conflict_that_lists_what_is_allowed() -> None:
    with pytest.raises(StepRefused) as refused:
        DOOR.after(State.SHUT, Action.CLOSE)
    assert isinstance(refused.value, Conflict)
    assert refused.value.code == "CONFLICT"
    assert refused.value.allowed == ("OPEN_UP", "WALL")
    assert refused.value.zh == "当前状态是“关着”，不能“关上”；现在可以：打开、砌死。"
    assert refused.value.en == "door: CLOSE is not possible from SHUT; possible now: OPEN_UP, WALL."


def test_a_final_state_allows_nothing_and_says_so() -> None:
    with pytest.raises(StepRefused, match="possible now: nothing") as refused:
        DOOR.after(State.WALLED, Action.OPEN_UP)
    assert refused.value.allowed == ()
    assert refused.value.zh == "当前状态是“砌死了”，不能“打开”；现在可以：没有。"


def test_a_machine_cannot_be_changed_through_the_table_it_was_made_from() -> None:
    table = dict(TABLE)
    door = Machine("door", table)
    table.clear()
    assert door.allowed(State.OPEN) == (Action.CLOSE,)
    with pytest.raises(TypeError):
        door.table[State.WALLED, Action.OPEN_UP] = State.OPEN  # type: ignore[index]


@given(st.lists(st.sampled_from(Action), max_size=12))
def test_a_replay_ends_where_single_steps_end_or_is_refused_with_them(actions: list[Action]) -> None:
    state, refused = State.SHUT, False
    for action in actions:
        if (state, action) not in TABLE:
            refused = True
            break
        state = TABLE[state, action]
    if refused:
        with pytest.raises(StepRefused):
            DOOR.replay(State.SHUT, actions)
    else:
        assert DOOR.replay(State.SHUT, actions) is state


def test_the_drawing_holds_every_move_once_and_marks_beginning_and_end() -> None:
    assert DOOR.mermaid() == (
        "stateDiagram-v2\n"
        "    [*] --> SHUT\n"
        "    SHUT --> OPEN: OPEN_UP 打开\n"
        "    OPEN --> SHUT: CLOSE 关上\n"
        "    SHUT --> WALLED: WALL 砌死\n"
        "    WALLED --> [*]"
    )


def test_who_has_seen_another_version_is_told_so_and_what_is_possible_now() -> None:
    moved_on = DOOR.stopped(State.SHUT, Action.WALL)
    assert (moved_on.zh, moved_on.allowed) == ("已有变动，请刷新后再试。", ("OPEN_UP", "WALL"))
    impossible = DOOR.stopped(State.WALLED, Action.CLOSE)
    assert (impossible.zh, impossible.allowed) == (DOOR.refusal(State.WALLED, Action.CLOSE).zh, ())
