// What both sides say of services, listed by area.
CREATE INDEX service_rating_area IF NOT EXISTS FOR (n:ServiceRating) ON (n.areaCode);
