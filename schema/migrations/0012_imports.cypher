// Imports and what they did, piece by piece; and what nodes were before a sheet changed them, by the area they lay in.
CREATE CONSTRAINT import_id IF NOT EXISTS FOR (n:Import) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT import_gate_id IF NOT EXISTS FOR (n:ImportGate) REQUIRE n.id IS UNIQUE;
CREATE INDEX import_state IF NOT EXISTS FOR (n:Import) ON (n.state);
CREATE INDEX import_started IF NOT EXISTS FOR (n:Import) ON (n.startedAt);
CREATE INDEX import_fingerprint IF NOT EXISTS FOR (n:Import) ON (n.fingerprint);
CREATE INDEX import_piece IF NOT EXISTS FOR (n:ImportPiece) ON (n.import, n.number);
CREATE INDEX was_area IF NOT EXISTS FOR ()-[r:WAS]-() ON (r.areaCode);
CREATE INDEX member_changed IF NOT EXISTS FOR (n:Member) ON (n.areaCode, n.changedOn);
CREATE INDEX member_changed_on IF NOT EXISTS FOR (n:Member) ON (n.changedOn);
