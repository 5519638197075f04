"""Registrations in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.registration.model.fit import FitReason
from graphsvc.registration.model.point_rules import Wallet
from graphsvc.registration.model.points import PointEntryKind
from graphsvc.registration.model.post import ClaimAction, ClaimState, PostAction, PostState
from graphsvc.registration.model.registration import (
    RegistrantKind,
    RegistrationAction,
    RegistrationState,
    ServiceClass,
)
from graphsvc.registration.model.service_record import ServiceRecordAction, ServiceRecordState

offer(RegistrationState, RegistrationAction, RegistrantKind, ServiceClass)
offer(PostState, PostAction, ClaimState, ClaimAction)
offer(ServiceRecordState, ServiceRecordAction)
offer(Wallet, PointEntryKind, FitReason)
