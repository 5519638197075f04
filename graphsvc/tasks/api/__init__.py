"""Tasks in GraphQL."""

from graphsvc.gql.schema.offers import offer
from graphsvc.tasks.model.task import Act, Direction, Progress, ReceiverKind

offer(ReceiverKind, TaskProgress=Progress, TaskAct=Act, TaskDirection=Direction)
