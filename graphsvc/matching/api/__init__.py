"""Matching in GraphQL."""

from graphsvc.gql.schema.offers import offer
from graphsvc.matching.model.distance import Distance
from graphsvc.matching.model.eligibility import Gate
from graphsvc.matching.model.rank import Confidence
from graphsvc.matching.model.score import Reason

offer(Reason, Gate, Distance, Confidence)
