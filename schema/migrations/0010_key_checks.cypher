// The keys a graph was used with: one node a key, with a value that only its holder can have made.
CREATE CONSTRAINT key_check_id IF NOT EXISTS FOR (n:KeyCheck) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT key_use_name IF NOT EXISTS FOR (n:KeyUse) REQUIRE n.name IS UNIQUE;
