// Service points and what they offer, found by area.
CREATE INDEX service_point_area IF NOT EXISTS FOR (n:ServicePoint) ON (n.areaCode);
CREATE INDEX service_item_area IF NOT EXISTS FOR (n:ServiceItem) ON (n.areaCode);
