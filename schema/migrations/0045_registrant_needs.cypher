// What members and units need, listed by area.
CREATE INDEX registrant_need_area IF NOT EXISTS FOR (n:RegistrantNeed) ON (n.areaCode);
