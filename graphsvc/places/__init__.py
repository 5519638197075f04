"""Places and services (家门口): service points, what they offer, when they are open; key places and their hazards."""

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

TYPES = (ServicePoint, OpeningHours, ServiceItem, KeyPlace, Hazard)
ADDITIONS = (
    CommunityServices,
    SubdistrictServices,
    UnitServices,
    GridKeyPlaces,
    CommunityKeyPlaces,
    SubdistrictKeyPlaces,
    UnitKeyPlaces,
)
