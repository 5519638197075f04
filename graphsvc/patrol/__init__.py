"""Work in the grid (网格工作): items admitted to the grid list, the burden of grid workers, patrols and visits."""

from graphsvc.patrol.api.item_types import GridItem, GridItems, TaskGridItem
from graphsvc.patrol.api.patrol_types import GridVisits, PatrolPlace, PatrolPlan, Visit, VisitFinding

TYPES = (GridItem, PatrolPlan, PatrolPlace, Visit, VisitFinding)
ADDITIONS = (GridItems, TaskGridItem, GridVisits)
