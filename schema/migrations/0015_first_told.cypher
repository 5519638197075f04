// Members of whom a sheet first told on a day: nobody counts them on a day before it.
CREATE INDEX member_since IF NOT EXISTS FOR (n:Member) ON (n.areaCode, n.since);
CREATE INDEX member_since_on IF NOT EXISTS FOR (n:Member) ON (n.since);
