"""The organization graph: areas, party organizations, joint committees, units, people, and the ties between them."""

from graphsvc.org.api.areas import Area, City, Community, District, Estate, Grid, LineGrid, Node, Subdistrict
from graphsvc.org.api.committees import BigPartyCommittee, BigWorkCommittee, JointCommittee, JointMeeting, Seat
from graphsvc.org.api.party import PartyOrganization
from graphsvc.org.api.people import Person, PersonalData, Service
from graphsvc.org.api.search import SearchHit
from graphsvc.org.api.ties import Hop, Tie, Way
from graphsvc.org.api.units import Unit
from graphsvc.org.api.validity import Term
from graphsvc.org.pairings.types import (
    CommunityPairings,
    Pairing,
    PairingContact,
    PairingRequest,
    SubdistrictPairings,
    UnitPairings,
)

TYPES = (
    Node,
    Area,
    City,
    District,
    Subdistrict,
    Community,
    Grid,
    Estate,
    LineGrid,
    Term,
    PartyOrganization,
    Seat,
    JointCommittee,
    BigWorkCommittee,
    BigPartyCommittee,
    JointMeeting,
    Unit,
    Service,
    Person,
    PersonalData,
    Hop,
    Way,
    Tie,
    SearchHit,
    Pairing,
    PairingContact,
    PairingRequest,
)
"""Types of the schema, a base before what is built on it."""
ADDITIONS = (UnitPairings, SubdistrictPairings, CommunityPairings)
