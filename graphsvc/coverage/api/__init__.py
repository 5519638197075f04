"""The audit in GraphQL."""

from graphsvc.coverage.model.cells import Reason
from graphsvc.coverage.model.decision import Standing
from graphsvc.coverage.model.rules import RuleCode, Severity
from graphsvc.gql.schema.offers import offer

offer(FindingSeverity=Severity, AuditRuleCode=RuleCode, FindingStanding=Standing, UncoverableReason=Reason)
