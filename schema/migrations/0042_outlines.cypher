// Outlines of areas, each from a day on.
CREATE CONSTRAINT outline_id IF NOT EXISTS FOR (n:Outline) REQUIRE n.id IS UNIQUE;
CREATE INDEX outline_area IF NOT EXISTS FOR (n:Outline) ON (n.areaCode);
// Open cases by area alone, as the map counts them.
CREATE INDEX case_open_in IF NOT EXISTS FOR (n:Case) ON (n.openIn);
