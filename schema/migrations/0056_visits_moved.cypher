// Visits that were moved off days off are found by the days that they were drawn up for.
CREATE INDEX visit_moved IF NOT EXISTS FOR (n:Visit) ON (n.movedFrom);
