"""Places and services in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.places.model.groups import KeyGroupKind
from graphsvc.places.model.items import ServiceItemAction, ServiceItemState, ServiceWay
from graphsvc.places.model.key_places import (
    HazardAction,
    HazardKind,
    HazardState,
    KeyPlaceAction,
    KeyPlaceKind,
    KeyPlaceState,
)
from graphsvc.places.model.points import (
    Accessibility,
    ServicePointAction,
    ServicePointClass,
    ServicePointState,
)
from graphsvc.places.model.policies import (
    PolicyNoticeAction,
    PolicyNoticeState,
    PolicyShareAction,
    PolicyShareState,
)

offer(
    KeyGroupKind,
    ServicePointClass,
    Accessibility,
    ServicePointState,
    ServicePointAction,
    ServiceWay,
    ServiceItemState,
    ServiceItemAction,
    KeyPlaceKind,
    KeyPlaceState,
    KeyPlaceAction,
    HazardKind,
    HazardState,
    HazardAction,
    PolicyNoticeState,
    PolicyNoticeAction,
    PolicyShareState,
    PolicyShareAction,
)
