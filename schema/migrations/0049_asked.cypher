// Needs and resources that wait for the yes of their unit, found by since when.
CREATE INDEX need_asked IF NOT EXISTS FOR (n:Need) ON (n.status, n.askedOn);
CREATE INDEX resource_asked IF NOT EXISTS FOR (n:Resource) ON (n.status, n.askedOn);
