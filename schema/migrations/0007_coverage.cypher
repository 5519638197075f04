// The audit: covers by the place covered, members by where they live and when they joined, and what was decided about findings.
CREATE INDEX covers_area IF NOT EXISTS FOR ()-[r:COVERS]-() ON (r.areaCode);
CREATE INDEX member_area IF NOT EXISTS FOR (n:Member) ON (n.areaCode);
CREATE INDEX member_joined IF NOT EXISTS FOR (n:Member) ON (n.areaCode, n.joinedOn);
CREATE INDEX member_joined_on IF NOT EXISTS FOR (n:Member) ON (n.joinedOn);
CREATE INDEX finding_decision_area IF NOT EXISTS FOR (n:FindingDecision) ON (n.areaCode);
CREATE INDEX finding_decision_finding IF NOT EXISTS FOR (n:FindingDecision) ON (n.finding);
MATCH (c:PartyOrganization)-[r:COVERS]->(place:Area) WHERE r.areaCode IS NULL SET r.areaCode = place.areaCode;
