"""Places and services (家门口): service points, what they offer, when they are open."""

from graphsvc.places.api.types import (
    CommunityServices,
    OpeningHours,
    ServiceItem,
    ServicePoint,
    SubdistrictServices,
    UnitServices,
)

TYPES = (ServicePoint, OpeningHours, ServiceItem)
ADDITIONS = (CommunityServices, SubdistrictServices, UnitServices)
