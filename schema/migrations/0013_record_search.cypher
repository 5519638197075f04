// The record by person, by kind and by time, as auditors search it.
CREATE INDEX log_entry_by IF NOT EXISTS FOR (n:LogEntry) ON (n.by, n.at);
CREATE INDEX log_entry_action IF NOT EXISTS FOR (n:LogEntry) ON (n.action, n.at);
CREATE INDEX log_entry_at IF NOT EXISTS FOR (n:LogEntry) ON (n.at);
