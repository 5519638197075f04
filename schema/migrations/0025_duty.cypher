// Shifts of command centres, found by centre or person and the moment they begin, and by area.
CREATE INDEX duty_shift_area IF NOT EXISTS FOR (n:DutyShift) ON (n.areaCode);
CREATE INDEX duty_shift_centre IF NOT EXISTS FOR (n:DutyShift) ON (n.centre, n.startsAt);
CREATE INDEX duty_shift_person IF NOT EXISTS FOR (n:DutyShift) ON (n.person, n.startsAt);
