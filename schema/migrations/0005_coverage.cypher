// The audit: members by where they live and when they joined, and what has been decided about findings.
CREATE INDEX member_area IF NOT EXISTS FOR (n:Member) ON (n.areaCode);
CREATE INDEX member_joined IF NOT EXISTS FOR (n:Member) ON (n.areaCode, n.joinedOn);
CREATE INDEX finding_decision_area IF NOT EXISTS FOR (n:FindingDecision) ON (n.areaCode);
CREATE INDEX finding_decision_finding IF NOT EXISTS FOR (n:FindingDecision) ON (n.finding);
