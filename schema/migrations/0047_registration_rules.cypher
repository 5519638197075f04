// What rules of the audit about registrations start from: seats left empty, and points of a day.
CREATE INDEX claim_state IF NOT EXISTS FOR (n:Claim) ON (n.state);
CREATE INDEX point_entry_day IF NOT EXISTS FOR (n:PointEntry) ON (n.on, n.areaCode);
