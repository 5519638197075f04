"""The engine's own enum: which way a list runs."""

from graphsvc.gql.schema.offers import offer
from graphsvc.vocabulary.labelled import Labelled


class Direction(Labelled):
    """Which way a list runs (排序方向)."""

    ASC = "ASC", "升序", "Smallest first"
    DESC = "DESC", "降序", "Largest first"


offer(Direction)
