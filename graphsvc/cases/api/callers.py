"""Who a signed-in caller is in a case: the parties of the role, and what the permission table lets each reach."""

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.cases.model.permissions import Actor
from graphsvc.cases.model.states import Action, Party
from graphsvc.cases.store.cases import Caller

PARTIES: dict[Role, frozenset[Party]] = {
    Role.GRID_WORKER: frozenset({Party.GRID}),
    Role.COMMUNITY_OFFICIAL: frozenset({Party.COMMUNITY}),
    Role.SUBDISTRICT_OFFICIAL: frozenset({Party.SUBDISTRICT, Party.COMMUNITY}),
    Role.DISTRICT_ADMIN: frozenset({Party.DISTRICT, Party.SUBDISTRICT, Party.COMMUNITY}),
    Role.DEPARTMENT: frozenset({Party.DEPARTMENT}),
    Role.SYSTEM: frozenset(Party),
}
DESKS = {
    Role.GRID_WORKER: Party.GRID,
    Role.COMMUNITY_OFFICIAL: Party.COMMUNITY,
    Role.SUBDISTRICT_OFFICIAL: Party.SUBDISTRICT,
    Role.DISTRICT_ADMIN: Party.DISTRICT,
}
"""Whose inbox a role looks into."""

_ON_CASE: dict[Action, Operation] = {
    Action.WHISTLE: Operation.WHISTLE_CASE,
    **dict.fromkeys((Action.DECLINE, Action.PAUSE, Action.REFUSE_PAUSE), Operation.WHISTLE_CASE),
    **dict.fromkeys((Action.SETTLE, Action.TAKE_BACK), Operation.REPORT_CASE),  # also a grid worker given it by name
    Action.RESUBMIT: Operation.REPORT_CASE,
    Action.WITHDRAW: Operation.REPORT_CASE,
    Action.FEED_BACK: Operation.REPORT_CASE,
    Action.RATE: Operation.REPORT_CASE,
    Action.CALL_BACK: Operation.REPORT_CASE,
    Action.REOPEN: Operation.REPORT_CASE,
    Action.PASS_UP: Operation.REPORT_CASE,
    **dict.fromkeys((Action.EXTEND, Action.REMIND, Action.SUPERVISE, Action.ESCALATE), Operation.ESCALATE_CASE),
}
_ON_CALL: dict[Action, Operation] = {
    Action.RATE: Operation.ACCEPT_CASE,
    **dict.fromkeys(
        (
            Action.RECALL,
            Action.REASSIGN,
            Action.APPROVE_RETURN,
            Action.REFUSE_RETURN,
            Action.LEAD,
            Action.PAUSE,
            Action.REFUSE_PAUSE,
        ),
        Operation.WHISTLE_CASE,
    ),
    Action.RELEASE: Operation.RULE_CALL,
    Action.UPHOLD: Operation.RULE_CALL,
    **dict.fromkeys((Action.EXTEND, Action.REMIND, Action.SUPERVISE, Action.ESCALATE), Operation.ESCALATE_CASE),
}


def caller_for(principal: Principal, action: Action, call: str | None) -> Caller:
    """The caller of a step.

    Raises:
        Forbidden: the role never takes it.
    """
    return _caller(principal, operation_of(action, call))


def reader_of(principal: Principal) -> Caller:
    """The caller of what is only looked at.

    Raises:
        Forbidden: the role sees no cases.
    """
    return _caller(principal, Operation.READ_CASES)


def reporter(principal: Principal) -> Caller:
    """The caller who raises a case.

    Raises:
        Forbidden: the role raises none.
    """
    return _caller(principal, Operation.REPORT_CASE)


def operation_of(action: Action, call: str | None) -> Operation:
    """The line of the permission table that an action on a case, or on one call of it, stands under."""
    if call is not None:
        return _ON_CALL.get(action, Operation.ANSWER_CALL)
    return _ON_CASE.get(action, Operation.ACCEPT_CASE)


def _caller(principal: Principal, operation: Operation) -> Caller:
    grant = principal.may(operation)
    units = frozenset({principal.unit}) if principal.unit else frozenset()
    parties = PARTIES.get(principal.role, frozenset())
    return Caller(Actor(principal.subject, parties, units, principal.on_behalf_of, principal.worker), grant.scope)
