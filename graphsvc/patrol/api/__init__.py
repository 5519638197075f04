"""Work in the grid in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.patrol.model.items import GridItemAction, GridItemClass, GridItemState

offer(GridItemClass, GridItemState, GridItemAction)
