// People are looked up by the keyed digest of an exact phone or identity number; clear ones are not in the graph.
CREATE INDEX person_identity IF NOT EXISTS FOR (n:Person) ON (n.identityBlind);
CREATE INDEX person_phone IF NOT EXISTS FOR (n:Person) ON (n.phoneBlind);
