"""The schema: joins the slices into one, builds it, exports its SDL."""

from functools import cache

import orjson
import strawberry
from graphql import GraphQLSchema, introspection_from_schema
from strawberry.schema.config import StrawberryConfig

from graphsvc import cobuilding, coverage, org, trail
from graphsvc.cobuilding.api import CobuildingRoots
from graphsvc.coverage.api import CoverageRoots
from graphsvc.coverage.mutations import CoverageMutations
from graphsvc.coverage.numbers import CoverageNumbers
from graphsvc.gql.registry import Registry, registry
from graphsvc.org.api import OrgRoots
from graphsvc.org.lookup import LookupRoots
from graphsvc.trail.changes import TrailFeeds
from graphsvc.trail.entries import TrailRoots


class Query(LookupRoots, OrgRoots, CobuildingRoots, TrailRoots, CoverageNumbers, CoverageRoots):
    """Every root."""


@strawberry.type(description="What can be changed.")
class Mutation(CoverageMutations):
    """Every change."""


@strawberry.type(description="What can be followed as it happens.")
class Subscription(TrailFeeds):
    """Every feed."""


@cache
def registered() -> Registry:
    """The types of all slices, read once a process."""
    return registry([*org.TYPES, *cobuilding.TYPES, *trail.TYPES, *coverage.TYPES], cobuilding.ADDITIONS, Query)


@cache
def built() -> strawberry.Schema:
    """The Strawberry schema."""
    known = registered()
    config = StrawberryConfig(auto_camel_case=True)
    return strawberry.Schema(
        known.query, mutation=Mutation, subscription=Subscription, types=known.python_types, config=config
    )


def graphql_schema() -> GraphQLSchema:
    """The schema as graphql-core executes it."""
    schema: GraphQLSchema = built()._schema
    return schema


def sdl() -> str:
    """The schema definition language, as `schema/schema.graphql` holds it."""
    return built().as_str() + "\n"


def introspection() -> str:
    """The schema as the answer to an introspection query, for tools that read JSON."""
    return (
        orjson.dumps({"data": introspection_from_schema(graphql_schema())}, option=orjson.OPT_INDENT_2).decode() + "\n"
    )
