// Headers that somebody has confirmed for the sheets of a source.
CREATE CONSTRAINT sheet_mapping_id IF NOT EXISTS FOR (n:SheetMapping) REQUIRE n.id IS UNIQUE;
