"""The audit in GraphQL."""

from graphsvc.coverage.model.cells import Reason
from graphsvc.coverage.model.decision import Change, Standing
from graphsvc.coverage.model.rules import RuleCode, Severity
from graphsvc.gql.schema.enums import offer

offer(FindingSeverity=Severity, AuditRuleCode=RuleCode, UncoverableReason=Reason)
offer(FindingState=Standing, FindingChange=Change)
