"""The three lists in GraphQL."""

from graphsvc.cobuilding.model.entry import EntryAction, NeedState, ResourceKind, ResourceState
from graphsvc.cobuilding.model.project import ProjectAction, ProjectState, RatingSide
from graphsvc.gql.schema.enums import offer

offer(NeedState, ResourceKind, ResourceState, EntryAction, ProjectState, ProjectAction, RatingSide)
