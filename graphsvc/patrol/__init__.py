"""Work in the grid (网格工作): items on the grid list, burden, patrols and visits, the ledger of forces."""

from graphsvc.patrol.api.force_types import Force, GridForces
from graphsvc.patrol.api.item_types import GridItem, GridItems, TaskGridItem
from graphsvc.patrol.api.patrol_types import GridVisits, PatrolPlace, PatrolPlan, Visit, VisitFinding

TYPES = (GridItem, PatrolPlan, PatrolPlace, Visit, VisitFinding, Force)
ADDITIONS = (GridItems, TaskGridItem, GridVisits, GridForces)
