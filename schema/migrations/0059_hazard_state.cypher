// Hazards that are open, found by area.
CREATE INDEX hazard_state IF NOT EXISTS FOR (n:Hazard) ON (n.state, n.areaCode);
