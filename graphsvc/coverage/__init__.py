"""Coverage audit (组织覆盖审计): is every grid covered by a party cell, why not, and what would fix it."""

from graphsvc.coverage.api.coverage_counts import Coverage, CoveragePart, CoverageTally
from graphsvc.coverage.api.finding_decision import FindingDecision

TYPES = (Coverage, CoveragePart, CoverageTally, FindingDecision)
