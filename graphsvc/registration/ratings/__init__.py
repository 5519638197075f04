"""Ratings of services by both sides (双向评价打分) in the graph and in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.registration.model.rating import RatingAction, ServiceRatingSide

offer(ServiceRatingSide, RatingAction)
