// Supervisions of command centres, found by where they stand and lie, and by the unit that is to answer.
CREATE INDEX supervision_area IF NOT EXISTS FOR (n:Supervision) ON (n.areaCode);
CREATE INDEX supervision_state IF NOT EXISTS FOR (n:Supervision) ON (n.state, n.areaCode);
CREATE INDEX supervision_unit IF NOT EXISTS FOR (n:Supervision) ON (n.unit, n.state);
