// decide: Record a decision about a finding. No row: its subject is not there in scope.
MATCH (n:Node {id: $subject})
WHERE {in_scope:n}
WITH n, COUNT { MATCH (:FindingDecision {finding: $finding}) } + 1 AS number
CREATE (d:Node:FindingDecision {
  id: $id, finding: $finding, rule: $rule, kind: $kind, by: $by, on: $asOf, at: $at, number: number,
  until: $until, reason: $reason, paper: $paper, approver: $approver, areaCode: n.areaCode
})
CREATE (d)-[:JUDGES]->(n)
RETURN [] AS faults, n.areaCode AS areaCode

// subject: Where the subject of a finding lies. No row: it is not there in scope.
MATCH (n:Node {id: $subject})
WHERE {in_scope:n}
RETURN [] AS faults, n.areaCode AS areaCode
