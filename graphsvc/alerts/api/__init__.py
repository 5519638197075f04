"""Warnings in GraphQL."""

from graphsvc.alerts.model.statistics import RiskWarningKind, RiskWarningVerdict
from graphsvc.gql.schema.enums import offer

offer(RiskWarningKind, RiskWarningVerdict)
