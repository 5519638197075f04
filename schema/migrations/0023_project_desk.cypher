// Projects by state and place, for the desks they wait on; and what somebody has put on the lists, by who it was.
CREATE INDEX project_state IF NOT EXISTS FOR (n:Project) ON (n.state, n.areaCode);
CREATE INDEX project_author IF NOT EXISTS FOR (n:Project) ON (n.author);
CREATE INDEX need_author IF NOT EXISTS FOR (n:Need) ON (n.author);
CREATE INDEX resource_author IF NOT EXISTS FOR (n:Resource) ON (n.author);
