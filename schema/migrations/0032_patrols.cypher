// Patrol plans, their places and visits, found by where they lie; visits also by where they stand and by day.
CREATE INDEX patrol_plan_area IF NOT EXISTS FOR (n:PatrolPlan) ON (n.areaCode);
CREATE INDEX patrol_place_area IF NOT EXISTS FOR (n:PatrolPlace) ON (n.areaCode);
CREATE INDEX visit_area IF NOT EXISTS FOR (n:Visit) ON (n.areaCode);
