// Visits that were missed are told of once, found by the day on which they wait.
CREATE INDEX visit_waits IF NOT EXISTS FOR (n:Visit) ON (n.waitsOn);
MATCH (v:Visit) WHERE v.areaCode >= '' AND v.state = 'DUE' AND v.waitsOn IS NULL SET v.waitsOn = v.dueOn;
