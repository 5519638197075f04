// count_needs: Needs under an area: [status, stretch of age, count], and [topic, name, count]. A stretch is how many of
//              the days $since lie after the day they were raised.
CALL () {
  MATCH (n:Need) WHERE n.areaCode STARTS WITH $prefix
  WITH n.status AS state, size([day IN $since WHERE n.raisedOn < day]) AS stretch, count(*) AS count
  ORDER BY state, stretch LIMIT 100
  RETURN collect([state, stretch, count]) AS cells
}
CALL () {
  MATCH (n:Need) WHERE n.areaCode STARTS WITH $prefix
  MATCH (n)-[:ABOUT]->(t:Topic)
  WITH t, count(*) AS count ORDER BY t.code LIMIT 2000
  RETURN collect([t.code, t.name, count]) AS topics
}
RETURN cells, topics
LIMIT 1

// count_resources: As count_needs; a resource is as old as its last verification, and past all stretches without one.
CALL () {
  MATCH (n:Resource) WHERE n.areaCode STARTS WITH $prefix
  WITH n.status AS state, size([day IN $since WHERE n.verifiedAt IS NULL OR n.verifiedAt < day]) AS stretch,
       count(*) AS count
  ORDER BY state, stretch LIMIT 100
  RETURN collect([state, stretch, count]) AS cells
}
CALL () {
  MATCH (n:Resource) WHERE n.areaCode STARTS WITH $prefix
  MATCH (n)-[:ABOUT]->(t:Topic)
  WITH t, count(*) AS count ORDER BY t.code LIMIT 2000
  RETURN collect([t.code, t.name, count]) AS topics
}
RETURN cells, topics
LIMIT 1

// count_projects: As count_needs, from the day they were proposed; a project is about what its need is about.
CALL () {
  MATCH (n:Project) WHERE n.areaCode STARTS WITH $prefix
  WITH n.state AS state, size([day IN $since WHERE n.proposedOn < day]) AS stretch, count(*) AS count
  ORDER BY state, stretch LIMIT 100
  RETURN collect([state, stretch, count]) AS cells
}
CALL () {
  MATCH (n:Project) WHERE n.areaCode STARTS WITH $prefix
  MATCH (n)-[:MEETS]->(:Need)-[:ABOUT]->(t:Topic)
  WITH t, count(DISTINCT n) AS count ORDER BY t.code LIMIT 2000
  RETURN collect([t.code, t.name, count]) AS topics
}
RETURN cells, topics
LIMIT 1

// place: The name of an area. No row: there is none.
MATCH (a:Area {code: $area})
RETURN a.name
LIMIT 1

// needs: A page of the needs under an area, behind (area, id), in the columns of ledger.COLUMNS.
MATCH (n:Need) WHERE n.areaCode STARTS WITH $prefix AND n.areaCode >= $area AND (n.areaCode > $area OR n.id > $id)
WITH n ORDER BY n.areaCode, n.id LIMIT $size
RETURN n.areaCode, n.id, COLLECT { MATCH (a:Area {code: n.areaCode}) RETURN a.name LIMIT 1 } AS place, n.title,
       COLLECT { MATCH (n)-[:ABOUT]->(t:Topic) RETURN t.name ORDER BY t.code LIMIT 20 } AS topics, n.status,
       COLLECT { MATCH (n)<-[:RAISES]-(by:Unit|Area) RETURN by.name ORDER BY by.id LIMIT 5 } AS from,
       n.urgency, n.quantity, toString(n.raisedOn), toString(n.neededFrom), toString(n.neededTo), toString(n.verifiedAt),
       n.verifiedBy
ORDER BY n.areaCode, n.id

// resources: A page of the resources, as needs. A person who offers one is not named.
MATCH (n:Resource) WHERE n.areaCode STARTS WITH $prefix AND n.areaCode >= $area AND (n.areaCode > $area OR n.id > $id)
WITH n ORDER BY n.areaCode, n.id LIMIT $size
RETURN n.areaCode, n.id, COLLECT { MATCH (a:Area {code: n.areaCode}) RETURN a.name LIMIT 1 } AS place, n.title,
       COLLECT { MATCH (n)-[:ABOUT]->(t:Topic) RETURN t.name ORDER BY t.code LIMIT 20 } AS topics, n.status,
       COLLECT {
         MATCH (n)<-[:OFFERS|VOLUNTEERS]-(by)
         RETURN CASE WHEN by:Unit OR by:Area THEN by.name ELSE '个人' END ORDER BY by.id LIMIT 5
       } AS from,
       n.kind, n.capacity, n.capacityUnit, COLLECT { MATCH (a:Area {code: n.serviceArea}) RETURN a.name LIMIT 1 } AS serves,
       toString(n.availableFrom), toString(n.availableTo), n.recurrence, toString(n.verifiedAt), n.verifiedBy
ORDER BY n.areaCode, n.id

// projects: A page of the projects, as needs.
MATCH (n:Project) WHERE n.areaCode STARTS WITH $prefix AND n.areaCode >= $area AND (n.areaCode > $area OR n.id > $id)
WITH n ORDER BY n.areaCode, n.id LIMIT $size
RETURN n.areaCode, n.id, COLLECT { MATCH (a:Area {code: n.areaCode}) RETURN a.name LIMIT 1 } AS place, n.title,
       COLLECT { MATCH (n)-[:MEETS]->(:Need)-[:ABOUT]->(t:Topic) RETURN DISTINCT t.name ORDER BY t.name LIMIT 20 } AS topics,
       n.state, COLLECT { MATCH (n)-[:MEETS]->(need:Need) RETURN need.title ORDER BY need.id LIMIT 5 } AS needs,
       COLLECT { MATCH (n)-[:USES]->(r:Resource) RETURN r.title ORDER BY r.id LIMIT 20 } AS uses,
       toString(n.proposedOn), toString(n.claimedOn), toString(n.deliveredOn), toString(n.ratedOn), n.communityRating,
       n.unitRating
ORDER BY n.areaCode, n.id

// stale_needs: Needs on the list under an area and in scope that nobody has verified since a day, behind a cursor: those
//              never verified before all others, then the oldest.
MATCH (n:Need) WHERE n.areaCode STARTS WITH $prefix AND n.status IN $listed
  AND (n.verifiedAt IS NULL OR n.verifiedAt < $before) AND {in_scope:n}
WITH n.id AS id, coalesce(toString(n.verifiedAt), '0') + '|' + n.areaCode + '|' + n.id AS cursor
WHERE cursor > $after
RETURN cursor, id ORDER BY cursor LIMIT $first

// stale_resources: As stale_needs.
MATCH (n:Resource) WHERE n.areaCode STARTS WITH $prefix AND n.status IN $listed
  AND (n.verifiedAt IS NULL OR n.verifiedAt < $before) AND {in_scope:n}
WITH n.id AS id, coalesce(toString(n.verifiedAt), '0') + '|' + n.areaCode + '|' + n.id AS cursor
WHERE cursor > $after
RETURN cursor, id ORDER BY cursor LIMIT $first

// count_stale_needs: How many needs stale_needs lists, all pages together.
MATCH (n:Need) WHERE n.areaCode STARTS WITH $prefix AND n.status IN $listed
  AND (n.verifiedAt IS NULL OR n.verifiedAt < $before) AND {in_scope:n}
RETURN count(n) AS entries LIMIT 1

// count_stale_resources: As count_stale_needs.
MATCH (n:Resource) WHERE n.areaCode STARTS WITH $prefix AND n.status IN $listed
  AND (n.verifiedAt IS NULL OR n.verifiedAt < $before) AND {in_scope:n}
RETURN count(n) AS entries LIMIT 1
