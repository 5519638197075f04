"""Needs of registered members and units (双向需求征集): answered by the community, read by nobody else."""

from graphsvc.gql.schema.enums import offer
from graphsvc.registration.needs.need import (
    RegistrantNeedAction,
    RegistrantNeedState,
    RegistrantNeedTopic,
    ServiceDirection,
)

offer(RegistrantNeedTopic, RegistrantNeedState, RegistrantNeedAction, ServiceDirection)
