// Tables of key groups, one of a subdistrict and day.
CREATE CONSTRAINT key_group_table_id IF NOT EXISTS FOR (n:KeyGroupTable) REQUIRE n.id IS UNIQUE;
CREATE INDEX key_group_table_area IF NOT EXISTS FOR (n:KeyGroupTable) ON (n.areaCode, n.countedOn);
