// decide: Record a decision about a finding, where the finding lies. No row: that is not in scope.
MATCH (n:Node {id: $subject})
WITH n, {areaCode: $area} AS lying
WHERE {in_scope:lying}
WITH n, COUNT { MATCH (:FindingDecision {finding: $finding}) } + 1 AS number
CREATE (d:Node:FindingDecision {
  id: $id, finding: $finding, rule: $rule, kind: $kind, by: $by, on: $asOf, at: $at, number: number,
  until: $until, reason: $reason, paper: $paper, approver: $approver, areaCode: $area
})
CREATE (d)-[:JUDGES]->(n)
RETURN [] AS faults, d.areaCode AS areaCode

// subject: Where a finding lies: with its subject, an organization of the district where it covers places, a member of a
//          dissolved organization with that. No row: the subject is not there, or that is not in scope.
MATCH (n:Node {id: $subject})
WITH {areaCode: coalesce(COLLECT {
  MATCH (n)-[r:BELONGS_TO]->(c:PartyOrganization)
  WHERE $rule = 'MEMBER_OF_DISSOLVED' AND {holds:r} AND {dissolved:c}
  RETURN c.areaCode AS code ORDER BY code LIMIT 1
}[0], {lying_code:n,n})} AS lying
WHERE {in_scope:lying}
RETURN [] AS faults, lying.areaCode AS areaCode
