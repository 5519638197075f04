"""Command centres in GraphQL."""

from graphsvc.command.model.centre import CentreRole
from graphsvc.command.model.duty import DutySeat, DutyState
from graphsvc.command.model.screen import ScreenKind
from graphsvc.command.model.supervision import SupervisionAction, SupervisionState
from graphsvc.gql.schema.enums import offer

offer(CentreRole, DutySeat, DutyState, SupervisionState, SupervisionAction, ScreenKind)
