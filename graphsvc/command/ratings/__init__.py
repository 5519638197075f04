"""Ratings (评议): subdistricts and communities rate departments, subdistricts their communities, by aspects."""

from graphsvc.command.ratings.rating import AreaRatingAction, AreaRatingState
from graphsvc.command.rules.aspects import RatedKind
from graphsvc.gql.schema.enums import offer

offer(RatedKind, AreaRatingState, AreaRatingAction)
