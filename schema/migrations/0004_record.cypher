// The record of what has happened, in chains a district, and the keys of requests that may be repeated.
CREATE CONSTRAINT chain_district IF NOT EXISTS FOR (n:Chain) REQUIRE n.district IS UNIQUE;
CREATE CONSTRAINT log_entry_id IF NOT EXISTS FOR (n:LogEntry) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT log_entry_number IF NOT EXISTS FOR (n:LogEntry) REQUIRE (n.district, n.number) IS UNIQUE;
CREATE CONSTRAINT idempotency_key IF NOT EXISTS FOR (n:IdempotencyKey) REQUIRE n.key IS UNIQUE;
CREATE INDEX log_entry_area IF NOT EXISTS FOR (n:LogEntry) ON (n.areaCode);
CREATE INDEX log_entry_subject IF NOT EXISTS FOR (n:LogEntry) ON (n.subject);
CREATE INDEX idempotency_key_at IF NOT EXISTS FOR (n:IdempotencyKey) ON (n.at);
