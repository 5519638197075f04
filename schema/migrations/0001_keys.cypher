// Keys: one id for every node, one code for every area, topic and line grid, one credit code a unit.
CREATE CONSTRAINT node_id IF NOT EXISTS FOR (n:Node) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT area_code IF NOT EXISTS FOR (n:Area) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT area_civil_code IF NOT EXISTS FOR (n:Area) REQUIRE n.civilCode IS UNIQUE;
CREATE CONSTRAINT line_grid_code IF NOT EXISTS FOR (n:LineGrid) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT topic_code IF NOT EXISTS FOR (n:Topic) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT unit_credit_code IF NOT EXISTS FOR (n:Unit) REQUIRE n.creditCode IS UNIQUE;
