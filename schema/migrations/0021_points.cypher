// The journal of points: its lines under an area, and registrations by the day on which some period of theirs is closed.
CREATE INDEX point_entry_area IF NOT EXISTS FOR (n:PointEntry) ON (n.areaCode);
CREATE INDEX registration_points_close IF NOT EXISTS FOR (n:Registration) ON (n.pointsCloseOn);
