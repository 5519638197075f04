"""Matching in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.matching.model.distance import Distance
from graphsvc.matching.model.eligibility import Gate
from graphsvc.matching.model.rank import Confidence
from graphsvc.matching.model.score import Reason
from graphsvc.matching.wording.details import DetailKind

offer(
    MatchReason=Reason, MatchGate=Gate, MatchDistance=Distance, MatchConfidence=Confidence, MatchDetailKind=DetailKind
)
