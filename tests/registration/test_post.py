"""Rules of posts and claims without a database."""

from graphsvc.paths import SCHEMA_DIR
from graphsvc.registration.model.post import ABLE, CLAIM, POST, WAITING, ClaimState, PostState
from graphsvc.registration.model.registration import RegistrationState

PAGE = (SCHEMA_DIR.parent / "docs" / "registration.md").read_text(encoding="utf-8")


def test_the_page_draws_both_machines() -> None:
    for machine in (POST, CLAIM):
        assert f"```mermaid\n{machine.mermaid()}\n```" in PAGE


def test_a_seat_that_was_filled_or_missed_is_not_freed_any_more() -> None:
    assert WAITING == (ClaimState.CLAIMED, ClaimState.CONFIRMED)
    assert set(CLAIM.finals()) == set(ClaimState) - set(WAITING)
    assert set(POST.finals()) == {PostState.ENDED, PostState.CANCELLED}


def test_who_is_withdrawn_or_not_received_yet_claims_nothing() -> None:
    assert set(RegistrationState) - set(ABLE) == {
        RegistrationState.REPORTED,
        RegistrationState.TRANSFERRED,
        RegistrationState.WITHDRAWN,
    }
