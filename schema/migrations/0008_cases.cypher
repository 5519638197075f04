// Cases, calls and tasks: everything under an area, whose turn it is, what is due next, and the figures of a window.
CREATE INDEX case_area IF NOT EXISTS FOR (n:Case) ON (n.areaCode);
CREATE INDEX case_digest IF NOT EXISTS FOR (n:Case) ON (n.areaCode, n.digest);
CREATE INDEX case_open IF NOT EXISTS FOR (n:Case) ON (n.openIn, n.dueAt);
CREATE INDEX case_reporter IF NOT EXISTS FOR (n:Case) ON (n.reporter);
CREATE INDEX call_area IF NOT EXISTS FOR (n:Call) ON (n.areaCode);
CREATE INDEX call_open IF NOT EXISTS FOR (n:Call) ON (n.openIn, n.dueAt);
CREATE INDEX call_unit IF NOT EXISTS FOR (n:Call) ON (n.unit, n.calledAt);
CREATE INDEX step_area IF NOT EXISTS FOR (n:Step) ON (n.areaCode, n.at);
CREATE INDEX task_area IF NOT EXISTS FOR (n:Task) ON (n.areaCode);
CREATE INDEX task_next IF NOT EXISTS FOR (n:Task) ON (n.nextRunAt);
CREATE INDEX assignment_area IF NOT EXISTS FOR (n:Assignment) ON (n.areaCode);
CREATE INDEX clocked_next IF NOT EXISTS FOR (n:Clocked) ON (n.nextAt);
CREATE INDEX clocked_queue IF NOT EXISTS FOR (n:Clocked) ON (n.queue);
