"""Rules of registrations without a database: which step leads where, what a pledge holds, and what the page says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import BadInput, StepRefused
from graphsvc.paths import SCHEMA_DIR
from graphsvc.registration.model.registration import (
    MACHINE,
    RIGHTS,
    Pledge,
    Registration,
    RegistrationAction,
    RegistrationState,
    Wish,
    is_open,
    open_key,
    step,
)

TODAY = date(2026, 11, 24)
PLACE, ELSEWHERE = "500103012011", "500103012012"
PAGE = (SCHEMA_DIR.parent / "docs" / "registration.md").read_text(encoding="utf-8")
WISHES = {
    RegistrationAction.RECEIVE: Wish(RegistrationAction.RECEIVE),
    RegistrationAction.PLEDGE: Wish(RegistrationAction.PLEDGE, pledge=Pledge(("送医上门", "巡逻"), TODAY)),
    RegistrationAction.FULFIL: Wish(RegistrationAction.FULFIL, done=(1,)),
    RegistrationAction.REVIEW: Wish(RegistrationAction.REVIEW, rating=5),
    RegistrationAction.TRANSFER: Wish(RegistrationAction.TRANSFER, "搬家", place=ELSEWHERE),
    RegistrationAction.WITHDRAW: Wish(RegistrationAction.WITHDRAW, "调离"),
}


def taken(*actions: RegistrationAction) -> Registration:
    registration = Registration("r-1", PLACE)
    for action in actions:
        registration = step(registration, WISHES[action], TODAY)
    return registration


def test_the_page_draws_the_machine_and_says_who_takes_each_step() -> None:
    assert f"```mermaid\n{MACHINE.mermaid()}\n```" in PAGE
    assert [action for action, who in RIGHTS.items() if f"| {action.zh} `{action.value}` | {who} |" not in PAGE] == []


def test_the_straight_way_ends_reviewed_and_counts_each_step() -> None:
    kept = taken(
        RegistrationAction.RECEIVE, RegistrationAction.PLEDGE, RegistrationAction.FULFIL, RegistrationAction.REVIEW
    )
    assert (kept.state, kept.version) == (RegistrationState.REVIEWED, 5)
    assert kept.pledge == Pledge(("送医上门", "巡逻"), TODAY, frozenset({1}))


def test_only_what_is_reviewed_or_withdrawn_is_final() -> None:
    assert set(MACHINE.finals()) == {RegistrationState.REVIEWED, RegistrationState.WITHDRAWN}
    assert [state for state in RegistrationState if not is_open(state)] == [RegistrationState.WITHDRAWN]


def test_a_transfer_moves_the_place_keeps_the_pledge_and_is_received_again() -> None:
    moved = taken(RegistrationAction.RECEIVE, RegistrationAction.PLEDGE, RegistrationAction.TRANSFER)
    assert (moved.state, moved.place) == (RegistrationState.TRANSFERRED, ELSEWHERE)
    assert moved.pledge.items == ("送医上门", "巡逻")
    assert step(moved, WISHES[RegistrationAction.RECEIVE], TODAY).state is RegistrationState.RECEIVED
    with pytest.raises(BadInput, match="already"):
        step(moved, WISHES[RegistrationAction.TRANSFER], TODAY)


def test_a_pledge_is_due_today_at_the_earliest_and_items_outside_it_are_refused() -> None:
    received = taken(RegistrationAction.RECEIVE)
    late = Wish(RegistrationAction.PLEDGE, pledge=Pledge(("巡逻",), TODAY - timedelta(days=1)))
    with pytest.raises(BadInput) as refusal:
        step(received, late, TODAY)
    assert refusal.value.field == ("dueOn",)
    pledged = step(received, WISHES[RegistrationAction.PLEDGE], TODAY)
    for number in (-1, 2):
        with pytest.raises(BadInput):
            step(pledged, Wish(RegistrationAction.FULFIL, done=(0, number)), TODAY)


@given(st.lists(st.sampled_from(list(RegistrationAction)), max_size=12))
def test_replaying_the_steps_taken_gives_the_state(wanted: list[RegistrationAction]) -> None:
    registration, did = Registration("r-1", PLACE), []
    for action in wanted:
        before = registration
        try:
            registration = step(registration, WISHES[action], TODAY)
        except (StepRefused, BadInput):
            assert registration is before
            continue
        did.append(action)
    assert MACHINE.replay(RegistrationState.REPORTED, did) is registration.state
    assert registration.version == 1 + len(did)


def test_the_key_of_the_one_open_registration_names_who_and_the_year() -> None:
    assert open_key("person-1", 2026) == "person-1|2026"
    assert open_key("person-1", 2027) != open_key("person-1", 2026)
