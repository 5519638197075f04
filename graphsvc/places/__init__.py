"""Places and services (家门口): service points, what they offer, when they are open; key places; policies."""

from graphsvc.places.api.types import (
    CommunityServices,
    OpeningHours,
    ServiceItem,
    ServicePoint,
    SubdistrictServices,
    UnitServices,
)
from graphsvc.places.key_places.types import (
    CommunityKeyPlaces,
    GridKeyPlaces,
    Hazard,
    KeyPlace,
    SubdistrictKeyPlaces,
    UnitKeyPlaces,
)
from graphsvc.places.policies.types import CommunityPolicyShares, PolicyNotice, PolicyShare, UnitPolicyNotices

TYPES = (ServicePoint, OpeningHours, ServiceItem, KeyPlace, Hazard, PolicyNotice, PolicyShare)
ADDITIONS = (
    CommunityServices,
    SubdistrictServices,
    UnitServices,
    GridKeyPlaces,
    CommunityKeyPlaces,
    SubdistrictKeyPlaces,
    UnitKeyPlaces,
    CommunityPolicyShares,
    UnitPolicyNotices,
)
