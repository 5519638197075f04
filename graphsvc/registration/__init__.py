"""Double registration (双报到): units and members report to a community, pledge, take posts and serve there."""

from graphsvc.registration.api.post_types import Claim, CommunityPosts, NeedPosts, Post, RegistrationClaims
from graphsvc.registration.api.service_record_types import (
    PointBalance,
    PointEntry,
    PostServices,
    RegistrationPoints,
    RegistrationServices,
    ServiceRecord,
    ServiceRecordPoints,
)
from graphsvc.registration.api.types import (
    CommunityRegistrations,
    PersonRegistrations,
    PledgeItem,
    Registration,
    RegistrationStep,
    UnitRegistrations,
)
from graphsvc.registration.cards.types import CardLine, QuarterCard, RegistrationCards
from graphsvc.registration.needs.types import CommunityRegistrantNeeds, RegistrantNeed, RegistrationNeeds
from graphsvc.registration.ratings.types import (
    ClaimRatings,
    RegistrationRatings,
    ServiceRating,
    ServiceRecordRatings,
)
from graphsvc.registration.threads.types import ClaimMessage, ClaimThread

TYPES = (
    PledgeItem,
    Registration,
    RegistrationStep,
    Post,
    Claim,
    ServiceRecord,
    PointBalance,
    PointEntry,
    ServiceRating,
    CardLine,
    QuarterCard,
    ClaimMessage,
    RegistrantNeed,
)
ADDITIONS = (
    CommunityRegistrations,
    PersonRegistrations,
    UnitRegistrations,
    CommunityPosts,
    NeedPosts,
    RegistrationClaims,
    RegistrationServices,
    PostServices,
    RegistrationPoints,
    ServiceRecordPoints,
    ServiceRecordRatings,
    ClaimRatings,
    RegistrationRatings,
    RegistrationCards,
    ClaimThread,
    RegistrationNeeds,
    CommunityRegistrantNeeds,
)
