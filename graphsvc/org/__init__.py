"""The organization graph: areas, party organizations, joint committees, units, people, and the ties between them."""

from graphsvc.org.areas import Area, City, Community, District, Estate, Grid, LineGrid, Node, Subdistrict
from graphsvc.org.committees import BigPartyCommittee, BigWorkCommittee, JointCommittee, JointMeeting
from graphsvc.org.dates import Term
from graphsvc.org.party import PartyOrganization
from graphsvc.org.people import Person, PersonalData, Service
from graphsvc.org.search import SearchHit
from graphsvc.org.seats import Seat
from graphsvc.org.ties import Hop, Tie, Way
from graphsvc.org.units import Unit

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
)
"""Types of the schema, a base before what is built on it."""
