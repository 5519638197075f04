"""Contingency plans (预案) in the graph and in GraphQL: written, drilled, started, ended, looked back upon."""

from graphsvc.command.model.contingency_plan import (
    ContingencyHolder,
    ContingencyPlanAction,
    ContingencyPlanState,
    DrillResult,
)
from graphsvc.command.model.contingency_run import ContingencyRunAction, ContingencyRunState, ResourceShortage
from graphsvc.gql.schema.enums import offer

offer(ContingencyPlanState, ContingencyPlanAction, ContingencyHolder, DrillResult)
offer(ContingencyRunState, ContingencyRunAction, ResourceShortage)
