"""Tasks in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.tasks.model.task import Act, Direction, Progress, ReceiverKind, TaskKind

offer(ReceiverKind, TaskKind, AssignmentState=Progress, AssignmentAction=Act, TaskDirection=Direction)
