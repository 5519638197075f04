"""Work in the grid in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.patrol.model.forces import ForceAction, ForceKind, ForceSkill, ForceState
from graphsvc.patrol.model.items import GridItemAction, GridItemClass, GridItemState
from graphsvc.patrol.model.plans import PatrolPlaceKind, PatrolPlanState
from graphsvc.patrol.model.visits import FindingClass, VisitAction, VisitState

offer(
    GridItemClass,
    GridItemState,
    GridItemAction,
    PatrolPlaceKind,
    PatrolPlanState,
    VisitState,
    VisitAction,
    ForceKind,
    ForceSkill,
    ForceState,
    ForceAction,
    VisitFindingKind=FindingClass,
)
