"""Whose turn it is: the inbox that a case or call lies in, as one key that an index keeps in order of deadlines."""

from datetime import UTC

from graphsvc.cases.model.case import Call, Case
from graphsvc.cases.model.clock import Clock
from graphsvc.cases.model.states import Party, State

_GRID_DIGITS, _COMMUNITY_DIGITS, _SUBDISTRICT_DIGITS = 15, 12, 9


def whose_turn(case: Case, local: bool) -> Party | None:
    """Tell who must act next on the case itself; None if it is closed or the departments have the turn.

    Args:
        local: the community can usually settle this category alone.
    """
    match case.state:
        case State.CLOSED:
            return None
        case State.ESCALATED:
            return Party.SUBDISTRICT
        case State.RETURNED:
            return Party.SUBDISTRICT if case.calls else Party.GRID
        case State.ACCEPTED | State.REOPENED:
            return Party.COMMUNITY if local else Party.SUBDISTRICT
        case State.WHISTLED | State.RESPONDED | State.HANDLING if case.running:
            return None
    return Party.COMMUNITY


def inbox_prefix(party: Party, place: str) -> str:
    """Tell what every key of an inbox starts with.

    Args:
        place: the area code for GRID, COMMUNITY and SUBDISTRICT, the unit's id for DEPARTMENT.
    """
    digits = {Party.COMMUNITY: _COMMUNITY_DIGITS, Party.SUBDISTRICT: _SUBDISTRICT_DIGITS}.get(party, len(place))
    return f"{party.value}:{place[:digits]}|"


def queue_of_case(case_id: str, area_code: str, case: Case, local: bool, clock: Clock | None) -> str | None:
    """Return the key of an open case, None if only the departments must act; the community stands for a grid."""
    party = whose_turn(case, local)
    if party is Party.GRID and len(area_code) != _GRID_DIGITS:
        party = Party.COMMUNITY
    return inbox_prefix(party, area_code) + _place(clock, case_id) if party and clock else None


def queue_of_call(call: Call, clock: Clock | None) -> str | None:
    """Return the key of a running call in its unit's inbox."""
    return inbox_prefix(Party.DEPARTMENT, call.unit) + _place(clock, call.id) if clock else None


def _place(clock: Clock, item: str) -> str:
    return f"{clock.due_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}|{item}"
