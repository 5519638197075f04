// Changes of areas, by the area they led to.
CREATE INDEX area_change_area IF NOT EXISTS FOR (n:AreaChange) ON (n.areaCode);
