// Sources of sheets by name, and the imports of each.
CREATE CONSTRAINT data_source_name IF NOT EXISTS FOR (n:DataSource) REQUIRE n.name IS UNIQUE;
CREATE INDEX import_source IF NOT EXISTS FOR (n:Import) ON (n.source);
