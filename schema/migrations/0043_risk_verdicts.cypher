// What was decided on warnings, found by area and moment.
CREATE CONSTRAINT risk_verdict_id IF NOT EXISTS FOR (n:RiskVerdict) REQUIRE n.id IS UNIQUE;
CREATE INDEX risk_verdict_area IF NOT EXISTS FOR (n:RiskVerdict) ON (n.areaCode, n.at);
