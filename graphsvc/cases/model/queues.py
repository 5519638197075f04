"""Whose turn it is: the inbox that a case or call lies in, as one key that an index keeps in order of deadlines."""

from dataclasses import replace
from datetime import UTC

from graphsvc.cases.model.case import Call, Case
from graphsvc.cases.model.clock import Clock
from graphsvc.cases.model.states import ENDED, PASSED_UP_IN, UPWARDS, CallState, Party, State
from graphsvc.codes import AreaLevel

_GRID_DIGITS = 15
_DIGITS = {Party.COMMUNITY: 12, Party.SUBDISTRICT: 9, Party.DISTRICT: 6}
_REVIEWERS = {CallState.RETURN_ASKED: Party.SUBDISTRICT, CallState.DISPUTED: Party.DISTRICT}


def whose_turn(case: Case, local: bool) -> Party | None:
    """Tell who must act next on the case itself; None if it is closed or the departments have the turn.

    A dispute about its place lies with the superior of the places, what was passed up with its owner until departments
    are called or it is left to the community. What is overdue goes to the subdistrict, as does the wish for a pause;
    where the subdistrict is itself late, to the district.

    Args:
        local: the community can usually settle this category alone.
    """
    if case.arbiter and case.state is not State.ESCALATED:
        return case.arbiter
    if case.passed_up and case.owner and not case.declined and case.state in PASSED_UP_IN:
        usual = whose_turn(replace(case, passed_up=False), local)
        return max((usual or case.owner, case.owner), key=UPWARDS.index)
    if case.hold.asked and case.state is not State.ESCALATED:
        return Party.SUBDISTRICT
    if case.state in ENDED:
        return None
    match case.state:
        case State.ESCALATED:
            late = whose_turn(replace(case, state=case.ground), local)
            return Party.DISTRICT if late in (Party.SUBDISTRICT, Party.DISTRICT) else Party.SUBDISTRICT
        case State.REQUESTED:
            return Party.SUBDISTRICT
        case State.RETURNED:
            return Party.SUBDISTRICT if case.calls else Party.GRID
        case State.ACCEPTED | State.REOPENED:
            return Party.COMMUNITY if local or case.declined else Party.SUBDISTRICT
        case State.WHISTLED | State.RESPONDED | State.HANDLING if case.running:
            return None
    return Party.COMMUNITY


def owner_at(level: AreaLevel | None, place: str) -> Party | None:
    """Name who owns what a level handles at a place; the community what grids do where the place is none."""
    if level is None:
        return None
    return Party.COMMUNITY if level is AreaLevel.GRID and len(place) != _GRID_DIGITS else Party(level.value)


def inbox_prefix(party: Party, place: str) -> str:
    """Tell what every key of an inbox starts with.

    Args:
        place: the area code for GRID, COMMUNITY, SUBDISTRICT and DISTRICT, the unit's id for DEPARTMENT.
    """
    return f"{party.value}:{place[: _DIGITS.get(party, len(place))]}|"


def queue_of_case(case_id: str, area_code: str, case: Case, local: bool, clock: Clock | None) -> str | None:
    """Return the key of an open case, None if only the departments must act; the community stands for a grid."""
    party = whose_turn(case, local)
    if party is Party.GRID and len(area_code) != _GRID_DIGITS:
        party = Party.COMMUNITY
    return inbox_prefix(party, area_code) + _place(clock, case_id) if party and clock else None


def queue_of_call(call: Call, area_code: str, clock: Clock | None) -> str | None:
    """Return the key of a running call in its unit's inbox, or in that of whoever decides whether it is let off."""
    party = Party.SUBDISTRICT if call.hold.asked else _REVIEWERS.get(call.state, Party.DEPARTMENT)
    if party is Party.SUBDISTRICT and call.escalated:
        party = Party.DISTRICT
    place = call.unit if party is Party.DEPARTMENT else area_code
    return inbox_prefix(party, place) + _place(clock, call.id) if clock else None


def queue_of_person(person: str | None, item: str, clock: Clock | None) -> str | None:
    """Return the key of a case or call in the inbox of who does it by name, where it lies besides its giver's."""
    return personal_prefix(person) + _place(clock, item) if person and clock else None


def personal_prefix(person: str) -> str:
    """Tell what every key of a person's inbox starts with."""
    return f"PERSON:{person}|"


def _place(clock: Clock, item: str) -> str:
    return f"{(clock.answer_by or clock.due_at).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}|{item}"
