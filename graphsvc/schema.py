"""The schema: joins the slices into one, builds it, exports its SDL."""

from functools import cache

import orjson
import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema, introspection_from_schema
from strawberry.schema.config import StrawberryConfig

from graphsvc import cases, cobuilding, coverage, org, tasks, trail
from graphsvc.cases.api.mutations import CallChanges, CaseChanges, ClockChanges
from graphsvc.cases.api.queries import CaseQueries, CaseRoots
from graphsvc.cases.api.subscriptions import CaseFeeds
from graphsvc.cobuilding.api.ledgers import LedgerRoots
from graphsvc.cobuilding.api.mutations import CobuildingChanges
from graphsvc.cobuilding.api.queries import CobuildingRoots
from graphsvc.coverage.api.coverage_counts import CoverageNumbers
from graphsvc.coverage.api.mutations import CoverageMutations
from graphsvc.coverage.api.queries import CoverageRoots
from graphsvc.gql.schema.labels import LabelRoots
from graphsvc.gql.schema.registry import Registry, registry
from graphsvc.matching.api.plans import PlanChanges, PlanRoots
from graphsvc.matching.api.queries import MatchingRoots
from graphsvc.matching.api.subscriptions import PlanFeeds
from graphsvc.org.api.lookup import LookupRoots
from graphsvc.org.api.queries import OrgRoots
from graphsvc.tasks.api.operations import TaskChanges, TaskQueries, TaskRoots
from graphsvc.trail.entries import TrailRoots
from graphsvc.trail.feed import TrailFeeds


class Query(
    LookupRoots,
    MatchingRoots,
    PlanRoots,
    CoverageRoots,
    CaseQueries,
    TaskQueries,
    OrgRoots,
    CobuildingRoots,
    LedgerRoots,
    TrailRoots,
    CaseRoots,
    TaskRoots,
    CoverageNumbers,
    LabelRoots,
):
    """Every root."""


@strawberry.type(description="What can be changed; each change is one transaction, and in the record.")
class Mutation(CobuildingChanges, PlanChanges, CoverageMutations, CaseChanges, ClockChanges, CallChanges, TaskChanges):
    """Every change."""


@strawberry.type(description="What can be followed as it happens.")
class Subscription(TrailFeeds, CaseFeeds, PlanFeeds):
    """Every feed."""


@cache
def registered() -> Registry:
    """The types of all slices, read once a process."""
    return registry(
        [*org.TYPES, *cobuilding.TYPES, *trail.TYPES, *coverage.TYPES, *cases.TYPES, *tasks.TYPES],
        [*cobuilding.ADDITIONS, *cases.ADDITIONS, *tasks.ADDITIONS],
        Query,
    )


@cache
def built() -> strawberry.Schema:
    """The Strawberry schema."""
    known = registered()
    config = StrawberryConfig(auto_camel_case=True)
    made = strawberry.Schema(known.query, Mutation, Subscription, types=known.python_types, config=config)
    for kind in made._schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):  # Strawberry checks @oneOf in its own execution only
            kind.is_one_of = kind.extensions["strawberry-definition"].is_one_of
    return made


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
