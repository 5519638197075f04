"""The schema: joins the slices into one, builds it, exports its SDL."""

from functools import cache

import orjson
import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema, introspection_from_schema
from strawberry.schema.config import StrawberryConfig

from graphsvc import (
    attachments,
    cases,
    cobuilding,
    command,
    coverage,
    exchange,
    maps,
    notices,
    org,
    patrol,
    places,
    registration,
    tasks,
    trail,
)
from graphsvc.alerts.api.warnings import WarningMutations, WarningQueries
from graphsvc.attachments.api.mutations import AttachmentMutations
from graphsvc.cases.api.call_mutations import CallMutations
from graphsvc.cases.api.case_mutations import CaseMutations, ClockMutations
from graphsvc.cases.api.queries import CaseQueries, CaseRoots
from graphsvc.cases.api.subscriptions import CaseFeeds
from graphsvc.cases.api.types import Case
from graphsvc.cases.api.ways_out import CallWaysOut, CaseWaysOut
from graphsvc.cases.deputies.mutations import DeputyMutations
from graphsvc.cases.deputies.queries import DeputyQueries, DeputyRoots
from graphsvc.cases.duplicates.mutations import GroupingMutations
from graphsvc.cases.duplicates.queries import DuplicateQueries
from graphsvc.cases.entrusting.mutations import EntrustMutations
from graphsvc.cases.holidays.mutations import HolidayMutations
from graphsvc.cases.holidays.queries import HolidayQueries
from graphsvc.cases.recounting.queries import HolidayEffectQueries
from graphsvc.cobuilding.api.desk import ContactMutations, ProjectDesk
from graphsvc.cobuilding.api.entry_mutations import NeedMutations, ResourceMutations
from graphsvc.cobuilding.api.ledgers import LedgerRoots
from graphsvc.cobuilding.api.project_mutations import ProjectMutations
from graphsvc.cobuilding.api.queries import CobuildingRoots
from graphsvc.cobuilding.confirming.desk import ConfirmingDesk, ConfirmingMutations
from graphsvc.command.api.centre_mutations import CentreMutations
from graphsvc.command.api.centre_queries import CentreQueries, CentreRoots
from graphsvc.command.api.duty import DutyMutations, DutyQueries, DutyRoots
from graphsvc.command.api.handling import HandlingQueries
from graphsvc.command.api.screen import ScreenQueries
from graphsvc.command.api.screen_feed import ScreenFeeds
from graphsvc.command.api.supervisions import SupervisionMutations, SupervisionQueries, SupervisionRoots
from graphsvc.command.appraisal.mutations import AppraisalMutations
from graphsvc.command.appraisal.offers import YearlyAppraisalQueries, YearlyAppraisalRoots
from graphsvc.command.appraisal.queries import AppraisalQueries
from graphsvc.command.contingency.mutations import ContingencyMutations
from graphsvc.command.contingency.queries import ContingencyQueries, ContingencyRoots
from graphsvc.command.ratings.mutations import AreaRatingMutations
from graphsvc.command.ratings.queries import AreaRatingQueries, AreaRatingRoots
from graphsvc.coverage.api.coverage_counts import CoverageNumbers
from graphsvc.coverage.api.finding_node import finding_node
from graphsvc.coverage.api.mutations import AuditMutations, CellMutations
from graphsvc.coverage.api.queries import CoverageRoots
from graphsvc.coverage.api.remedies import HorizontalMutations, OfficeMutations
from graphsvc.coverage.api.types import FoundFinding
from graphsvc.coverage.model.finding_key import KIND as FINDING
from graphsvc.exchange.api.mutations import SubscriptionMutations
from graphsvc.exchange.api.queries import ExchangeRoots, SubscriptionQueries
from graphsvc.exchange.api.types import EventSubscription, subscription_node
from graphsvc.gql.schema.enforcement import enforce, forget_null_defaults, let_roots_be_null
from graphsvc.gql.schema.enums import LabelRoots
from graphsvc.gql.schema.registry import Registry, registry
from graphsvc.gql.schema.scalars import SCALARS
from graphsvc.intake.api.area_changes import AreaMutations, AreaPreviews
from graphsvc.intake.api.imports import ImportRoots
from graphsvc.intake.api.lineage import LineageRoots
from graphsvc.intake.api.quality import DataQualityRoots
from graphsvc.intake.api.types import AreaChange, AreaChangeRoots, ChangesOfArea
from graphsvc.maps.api.layers import MapQueries
from graphsvc.matching.api.plans import PlanMutations, PlanRoots
from graphsvc.matching.api.queries import MatchingRoots
from graphsvc.matching.api.subscriptions import PlanFeeds
from graphsvc.notices.api.endpoint_mutations import EndpointMutations
from graphsvc.notices.api.endpoint_types import NoticeDelivery, NoticeEndpoint, delivery_node, endpoint_node
from graphsvc.notices.api.mutations import NoticeMutations
from graphsvc.notices.api.queries import NoticeQueries, NoticeRoots
from graphsvc.notices.api.types import Notice, notice_node
from graphsvc.org.api.lookup import LookupRoots, answer_ids, implement_node
from graphsvc.org.api.queries import OrgRoots
from graphsvc.org.pairings.mutations import PairingMutations
from graphsvc.org.pairings.queries import PairingQueries, PairingRoots
from graphsvc.patrol.api.burden import BurdenQueries
from graphsvc.patrol.api.forces import ForceMutations, ForceQueries, ForceRoots
from graphsvc.patrol.api.items import GridItemMutations, GridItemQueries, GridItemRoots
from graphsvc.patrol.api.patrols import PatrolMutations, PatrolQueries, PatrolRoots
from graphsvc.places.api.groups import GroupMutations, GroupQueries
from graphsvc.places.api.items import ServiceItemMutations, ServiceItemQueries, ServiceItemRoots
from graphsvc.places.api.nearby import NearbyQueries
from graphsvc.places.api.points import ServicePointMutations, ServicePointQueries, ServicePointRoots
from graphsvc.places.key_places.mutations import KeyPlaceMutations
from graphsvc.places.key_places.queries import KeyPlaceQueries, KeyPlaceRoots
from graphsvc.places.policies.mutations import PolicyMutations
from graphsvc.places.policies.queries import PolicyQueries, PolicyRoots
from graphsvc.registration.api.matches import FitQueries
from graphsvc.registration.api.mutations import RegistrationMutations
from graphsvc.registration.api.points import PointMutations, PointQueries
from graphsvc.registration.api.post_mutations import ClaimMutations, PostMutations
from graphsvc.registration.api.queries import (
    PostQueries,
    PostRoots,
    RegistrationQueries,
    RegistrationRoots,
    ServiceRecordQueries,
    ServiceRecordRoots,
)
from graphsvc.registration.api.service_record_mutations import ServiceRecordMutations
from graphsvc.registration.api.statistics import StatisticsQueries
from graphsvc.registration.cards.queries import CardQueries, CardRoots
from graphsvc.registration.needs.mutations import RegistrantNeedMutations
from graphsvc.registration.needs.queries import RegistrantNeedQueries, RegistrantNeedRoots
from graphsvc.registration.ratings.mutations import RatingMutations
from graphsvc.registration.ratings.queries import RatingQueries, RatingRoots
from graphsvc.registration.threads.mutations import ThreadMutations
from graphsvc.tasks.api.mutations import TaskMutations
from graphsvc.tasks.api.queries import TaskQueries, TaskRoots
from graphsvc.tasks.api.types import Task
from graphsvc.trail.entries import LogEntry, TrailRoots, log_entry_node
from graphsvc.trail.feed import TrailFeeds


class Query(
    LookupRoots,
    MatchingRoots,
    PlanRoots,
    CoverageRoots,
    CaseQueries,
    DuplicateQueries,
    DeputyQueries,
    HolidayQueries,
    HolidayEffectQueries,
    TaskQueries,
    ProjectDesk,
    ConfirmingDesk,
    RegistrationQueries,
    PostQueries,
    ServiceRecordQueries,
    PointQueries,
    RatingQueries,
    RegistrantNeedQueries,
    CardQueries,
    StatisticsQueries,
    CentreQueries,
    HandlingQueries,
    DutyQueries,
    FitQueries,
    ScreenQueries,
    SupervisionQueries,
    ContingencyQueries,
    AppraisalQueries,
    YearlyAppraisalQueries,
    AreaRatingQueries,
    PairingQueries,
    GridItemQueries,
    BurdenQueries,
    ForceQueries,
    PatrolQueries,
    ServicePointQueries,
    KeyPlaceQueries,
    PolicyQueries,
    ServiceItemQueries,
    NearbyQueries,
    GroupQueries,
    MapQueries,
    WarningQueries,
    NoticeQueries,
    SubscriptionQueries,
    AreaPreviews,
    LineageRoots,
    ImportRoots,
    DataQualityRoots,
    OrgRoots,
    CobuildingRoots,
    LedgerRoots,
    TrailRoots,
    NoticeRoots,
    ExchangeRoots,
    CaseRoots,
    DeputyRoots,
    TaskRoots,
    RegistrationRoots,
    PostRoots,
    ServiceRecordRoots,
    RatingRoots,
    RegistrantNeedRoots,
    CardRoots,
    CentreRoots,
    DutyRoots,
    SupervisionRoots,
    ContingencyRoots,
    YearlyAppraisalRoots,
    AreaRatingRoots,
    PairingRoots,
    GridItemRoots,
    PatrolRoots,
    ForceRoots,
    ServicePointRoots,
    KeyPlaceRoots,
    PolicyRoots,
    ServiceItemRoots,
    AreaChangeRoots,
    CoverageNumbers,
    LabelRoots,
):
    """What can be read (查询).

    Lists are connections: `first` rows, 50 unless told and 200 at most, behind the cursor `after`; or the `last` rows
    before the cursor `before`. `filter` says which rows: all conditions given hold, `and`, `or` and `not` put filters
    together, `within` is the code of an area that they lie under (辖区内), one of the values of a list suffices, and a
    filter along a path asks for some row at its end. `orderBy` says in which order, `asOf` as they were on which day,
    today unless told (截止日期). `counts` tells how many rows of the whole list there are by each value of what they
    are counted `by`, the most first (分组计数).
    """


MUTATION = """\
What can be changed (变更). Each change is one transaction with its place in the record, or nothing at all; one that is
refused answers null, and an error whose extensions hold `code`, `zh`, the input `field` and the steps `allowed` now.

- `id`: what is changed, and what the change answers with (编号).
- `expectedVersion`: its `version` as last read; CONFLICT when it has moved on meanwhile (已见版本).
- `note`: in your own words, for the record (说明). `reason`: why, where a step refuses or takes back (原因).
- `attachments`: ids of photographs and files that were uploaded by POST to `/attachments` (附件编号).
- `key`: idempotency key of your own, such as a UUID: the same request with it happens once (幂等键)."""


@strawberry.type(description=MUTATION)
class Mutation(
    NeedMutations,
    ResourceMutations,
    ProjectMutations,
    ContactMutations,
    ConfirmingMutations,
    PlanMutations,
    CellMutations,
    OfficeMutations,
    HorizontalMutations,
    AuditMutations,
    CaseMutations,
    CaseWaysOut,
    GroupingMutations,
    DeputyMutations,
    EntrustMutations,
    HolidayMutations,
    ClockMutations,
    CallMutations,
    CallWaysOut,
    TaskMutations,
    AttachmentMutations,
    NoticeMutations,
    EndpointMutations,
    SubscriptionMutations,
    RegistrationMutations,
    PostMutations,
    ClaimMutations,
    ServiceRecordMutations,
    PointMutations,
    RatingMutations,
    RegistrantNeedMutations,
    ThreadMutations,
    CentreMutations,
    DutyMutations,
    SupervisionMutations,
    ContingencyMutations,
    AppraisalMutations,
    AreaRatingMutations,
    PairingMutations,
    GridItemMutations,
    PatrolMutations,
    ForceMutations,
    ServicePointMutations,
    KeyPlaceMutations,
    PolicyMutations,
    ServiceItemMutations,
    GroupMutations,
    WarningMutations,
    AreaMutations,
):
    """Every change."""


answer_ids(f"{FINDING}:", finding_node)
answer_ids("log-", log_entry_node)
answer_ids("notice-", notice_node)
answer_ids("endpoint-", endpoint_node)
answer_ids("delivery-", delivery_node)
answer_ids("subscription-", subscription_node)


@strawberry.type(description="What can be followed as it happens (订阅).")
class Subscription(TrailFeeds, CaseFeeds, PlanFeeds, ScreenFeeds):
    """Every feed."""


@cache
def registered() -> Registry:
    """The types of all slices, read once a process."""
    return registry(
        [
            *org.TYPES,
            *cobuilding.TYPES,
            *trail.TYPES,
            *notices.TYPES,
            *coverage.TYPES,
            *cases.TYPES,
            *tasks.TYPES,
            *attachments.TYPES,
            *registration.TYPES,
            *command.TYPES,
            *patrol.TYPES,
            *places.TYPES,
            *maps.TYPES,
            *exchange.TYPES,
            AreaChange,
        ],
        [
            *org.ADDITIONS,
            *cobuilding.ADDITIONS,
            *cases.ADDITIONS,
            *tasks.ADDITIONS,
            *registration.ADDITIONS,
            *command.ADDITIONS,
            *patrol.ADDITIONS,
            *places.ADDITIONS,
            *maps.ADDITIONS,
            *map(command.supervisions_of, (Case, Task)),
            command.contingencies_of(Case),
            ChangesOfArea,
        ],
        Query,
    )


@cache
def built() -> strawberry.Schema:
    """The Strawberry schema."""
    known = registered()
    for computed in (FoundFinding, LogEntry, Notice, NoticeEndpoint, NoticeDelivery, EventSubscription):
        implement_node(computed)
    config = StrawberryConfig(auto_camel_case=True, scalar_map=SCALARS)
    made = strawberry.Schema(known.query, Mutation, Subscription, types=known.python_types, config=config)
    for kind in made._schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):  # Strawberry checks @oneOf in its own execution only
            kind.is_one_of = kind.extensions["strawberry-definition"].is_one_of
    enforce(made._schema)
    forget_null_defaults(made._schema)
    let_roots_be_null(made._schema)
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
