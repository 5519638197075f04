"""The schema: joins the slices into one, builds it, exports its SDL."""

from functools import cache

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from graphsvc import cobuilding, org, trail
from graphsvc.cobuilding.api import CobuildingRoots
from graphsvc.gql.registry import Registry, registry
from graphsvc.org.api import OrgRoots
from graphsvc.trail.entries import TrailRoots


class Query(OrgRoots, CobuildingRoots, TrailRoots):
    """Every root."""


@cache
def registered() -> Registry:
    """The types of all slices, read once a process."""
    return registry([*org.TYPES, *cobuilding.TYPES, *trail.TYPES], cobuilding.ADDITIONS, Query)


@cache
def built() -> strawberry.Schema:
    """The Strawberry schema."""
    known = registered()
    return strawberry.Schema(known.query, types=known.python_types, config=StrawberryConfig(auto_camel_case=True))


def graphql_schema() -> GraphQLSchema:
    """The schema as graphql-core executes it."""
    schema: GraphQLSchema = built()._schema
    return schema


def sdl() -> str:
    """The schema definition language, as `schema/schema.graphql` holds it."""
    return built().as_str() + "\n"
