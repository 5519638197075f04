"""Coverage audit (组织覆盖审计): is every grid covered by a party cell, why not, and what would fix it."""

from graphsvc.coverage.judgement import FindingDecision
from graphsvc.coverage.numbers import Coverage, CoveragePart, CoverageTally

TYPES = (Coverage, CoveragePart, CoverageTally, FindingDecision)
