"""The organization graph in GraphQL."""

from graphsvc.access.role import Role
from graphsvc.access.scope import Operation, Reach
from graphsvc.codes import AreaLevel
from graphsvc.gql.schema.enums import offer
from graphsvc.org.model.areas import CodeScheme, CommunityKind, DistrictKind, GridKind, Line, SubdistrictKind
from graphsvc.org.model.organizations import (
    CommitteePost,
    Crossing,
    Formation,
    PartyOrganizationKind,
    SeatKind,
    UnitKind,
    UnitLevel,
)
from graphsvc.org.model.people import ForceRole, MembershipKind
from graphsvc.org.model.search import SearchType
from graphsvc.org.model.ties import Relationship
from graphsvc.org.model.work import Board, Light, Urgency

offer(AreaLevel, CodeScheme, DistrictKind, SubdistrictKind, CommunityKind, GridKind, Line)
offer(PartyOrganizationKind, Formation, CommitteePost, UnitKind, UnitLevel, SeatKind, Crossing)
offer(Role, Operation, Reach)
offer(MembershipKind, ForceRole, Relationship, SearchType, Urgency, Board, Light)
