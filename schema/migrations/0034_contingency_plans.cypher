// Contingency plans, their drills and runs, found by where they lie; runs also by where they stand.
CREATE INDEX contingency_plan_area IF NOT EXISTS FOR (n:ContingencyPlan) ON (n.areaCode);
CREATE INDEX contingency_drill_area IF NOT EXISTS FOR (n:ContingencyDrill) ON (n.areaCode);
CREATE INDEX contingency_run_area IF NOT EXISTS FOR (n:ContingencyRun) ON (n.areaCode);
CREATE INDEX contingency_run_state IF NOT EXISTS FOR (n:ContingencyRun) ON (n.state, n.areaCode);
