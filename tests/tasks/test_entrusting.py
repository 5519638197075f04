"""A share in the hands of one person, through any acts: who has it by name, what is offered and what is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import BadInput, StepRefused
from graphsvc.tasks.model.sides import Sides, bar, is_for
from graphsvc.tasks.model.task import (
    BY_DISPATCHER,
    BY_PERSON,
    SHARE,
    Act,
    Item,
    Progress,
    Receiver,
    ReceiverKind,
    Share,
    acted,
    possible,
)

ITEMS = (Item("通道无堆物"), Item("拍照", required=False))
OF_UNIT = Share("task-1.u", "task-1", Receiver(ReceiverKind.UNIT, "unit-1", "500103012011"))
OF_PERSON = Share("task-1.p", "task-1", Receiver(ReceiverKind.PERSON, "person-1", "500103012011001"))
PEOPLE = ("person-1", "person-2")


def step(share: Share, act: Act, person: str) -> Share:
    """A share after an act, with all that it needs."""
    ticks = (0,) if act is Act.TICK else ()
    return acted(share, act, ITEMS, "说明", ticks, person if act is Act.ENTRUST else None)


@given(st.sampled_from((OF_UNIT, OF_PERSON)), st.lists(st.tuples(st.sampled_from(Act), st.sampled_from(PEOPLE))))
def test_through_any_acts_a_share_is_in_the_hands_of_who_was_given_it_until_the_work_changes_hands(
    share: Share, acts: list[tuple[Act, str]]
) -> None:
    has_it: str | None = None
    for act, person in acts:
        offered = bar(share, act, ITEMS, Sides(True, True, True))
        assert (act in possible(share)) or offered is not None
        if offered is not None:
            with pytest.raises(StepRefused) as refusal:
                step(share, act, person)
            assert set(refusal.value.allowed) <= {each.value for each in possible(share)}
            continue
        after = step(share, act, person)
        if act is Act.ENTRUST:
            assert has_it is None
            has_it = person
        elif act not in (Act.ACCEPT, Act.TICK):
            has_it = None
        if act in (Act.ENTRUST, Act.TAKE_BACK):
            assert (after.state, after.ticked) == (share.state, share.ticked)
        assert (after.entrusted, after.version) == (has_it, share.version + 1)
        assert after.entrusted is None or after.state in (Progress.ASSIGNED, Progress.ACCEPTED)
        assert after.entrusted is None or after.receiver.kind is not ReceiverKind.PERSON
        share = after


@given(st.lists(st.tuples(st.sampled_from(Act), st.sampled_from(PEOPLE))))
def test_a_record_of_acts_leads_where_the_machine_says(acts: list[tuple[Act, str]]) -> None:
    share, taken = OF_UNIT, []
    for act, person in acts:
        with suppress(StepRefused):
            share = step(share, act, person)
            taken.append(act)
    assert SHARE.replay(Progress.ASSIGNED, taken) is share.state


@pytest.mark.parametrize("act", Act)
def test_each_act_is_one_sides_and_the_person_does_the_work_alone(act: Act) -> None:
    assert not is_for(act, Sides(False, False, False))
    assert is_for(act, Sides(giver=True, receiver=False, person=False)) is (act in BY_DISPATCHER)
    assert is_for(act, Sides(giver=False, receiver=True, person=False)) is (act not in BY_DISPATCHER)
    assert is_for(act, Sides(giver=False, receiver=False, person=True)) is (act in BY_PERSON)
    if act not in BY_PERSON:
        share = step(OF_UNIT, Act.ENTRUST, "person-1")
        assert bar(share, act, ITEMS, Sides(False, False, True)) is not None


@pytest.mark.parametrize(("act", "note", "person"), [(Act.ENTRUST, "给他", None), (Act.ACCEPT, None, "person-1")])
def test_only_who_gives_it_to_somebody_names_a_person(act: Act, note: str | None, person: str | None) -> None:
    with pytest.raises(BadInput) as refusal:
        acted(OF_UNIT, act, ITEMS, note, (), person)
    assert refusal.value.zh == "转办要写明给谁。"


def test_it_is_taken_back_for_a_reason() -> None:
    with pytest.raises(BadInput):
        acted(step(OF_UNIT, Act.ENTRUST, "person-1"), Act.TAKE_BACK, ITEMS, " ")
