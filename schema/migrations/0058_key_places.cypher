// Key places and their hazards, found by area and by the unit that runs the place.
CREATE INDEX key_place_area IF NOT EXISTS FOR (n:KeyPlace) ON (n.areaCode);
CREATE INDEX key_place_unit IF NOT EXISTS FOR (n:KeyPlace) ON (n.unit);
CREATE INDEX hazard_area IF NOT EXISTS FOR (n:Hazard) ON (n.areaCode);
CREATE INDEX hazard_unit IF NOT EXISTS FOR (n:Hazard) ON (n.unit);
