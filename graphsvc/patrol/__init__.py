"""Work in the grid (网格工作): items admitted to the grid list, and the burden they are for a grid worker."""

from graphsvc.patrol.api.item_types import GridItem, GridItems, TaskGridItem

TYPES = (GridItem,)
ADDITIONS = (GridItems, TaskGridItem)
