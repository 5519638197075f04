// inbox: A page of the projects of some areas, or that use what a unit offers, whose next step is that desk's; the nearest
//        deadline first. What is late lies before the subdistrict, what is very late before the district.
CALL () {
  UNWIND $scope AS prefix
  UNWIND $open AS state
  MATCH (p:Project)
  WHERE p.state = state AND p.areaCode STARTS WITH prefix
  RETURN p
  UNION
  MATCH (:Node:Unit {id: $unit})-[:OFFERS]->(:Resource)<-[:USES]-(p:Project)
  WHERE p.state IN $open
  RETURN p
}
WITH p, {due_on:p} AS due, EXISTS { (p)-[:USES]->(:Resource)<-[:OFFERS]-(:Unit) } AS byUnit
WHERE {waits_for:p,due,byUnit}
WITH p, toString(due) + '|' + p.id AS cursor
WHERE cursor > $after
RETURN p.id AS id, cursor
ORDER BY cursor LIMIT $first

// waiting: How many projects `inbox` lists, all pages together.
CALL () {
  UNWIND $scope AS prefix
  UNWIND $open AS state
  MATCH (p:Project)
  WHERE p.state = state AND p.areaCode STARTS WITH prefix
  RETURN p
  UNION
  MATCH (:Node:Unit {id: $unit})-[:OFFERS]->(:Resource)<-[:USES]-(p:Project)
  WHERE p.state IN $open
  RETURN p
}
WITH p, {due_on:p} AS due, EXISTS { (p)-[:USES]->(:Resource)<-[:OFFERS]-(:Unit) } AS byUnit
WHERE due IS NOT NULL AND {waits_for:p,due,byUnit}
RETURN count(p) AS waiting

// standing: Where a project stands, who gives what it uses, and what would keep it from being claimed now, as `claim` finds
//           it behind its lock.
MATCH (p:Node:Project {id: $id})
WITH p, COLLECT { MATCH (p)-[:MEETS]->(n:Need) RETURN n ORDER BY n.id LIMIT 20 } AS needs
CALL (p, needs) {
  MATCH (p)-[use:USES]->(r:Resource)
  OPTIONAL MATCH (r)<-[other:USES|HOLDS]-(q:Project|ContingencyRun) WHERE q.state IN $holding
  WITH r, head(needs) AS n, coalesce(use.quantity, 1) AS wanted,
       sum(CASE WHEN q IS NULL THEN 0 ELSE coalesce(other.quantity, 1) END) AS held
  WITH r, n, {barred:r,n} AS unfit, {short:r,held,wanted} AS short ORDER BY r.id LIMIT 20
  RETURN [one IN collect([r.id, coalesce(unfit, short)]) WHERE one[1] IS NOT NULL] AS unfit,
         [one IN collect({offered:r,n}) WHERE one.recurrence IS NOT NULL] AS offered
}
CALL (p, needs) {
  UNWIND needs AS n
  OPTIONAL MATCH (n)<-[:MEETS]-(q:Project) WHERE q <> p AND q.state IN $holding
  WITH p, n, count(q) AS projects
  WITH n, projects, {left:n} AS lacks, {gives:p,n} AS given
  WITH n, {worked_on:n,projects,lacks,given} AS bar, lacks
  RETURN [one IN collect([n.id, bar, lacks]) WHERE one[1] IS NOT NULL] AS shut
}
RETURN p.state AS state, p.areaCode AS area, p.communityRating IS NOT NULL AS community, p.unitRating IS NOT NULL AS unit,
  COLLECT {
    MATCH (p)-[:USES]->(:Resource)<-[:OFFERS]-(u:Unit) RETURN DISTINCT u.id AS id ORDER BY id LIMIT 50
  } AS units,
  COLLECT {
    MATCH (p)-[:USES]->(:Resource)<-[:OFFERS]-(a:Area) RETURN DISTINCT a.areaCode AS code ORDER BY code LIMIT 50
  } AS areas,
  unfit + shut AS stated, offered
LIMIT 1

// own_needs: A page of the needs that somebody has published, the newest first.
MATCH (n:Need) WHERE n.author = $me
WITH n, toString(n.raisedOn) + '|' + n.id AS cursor
WHERE $after = '' OR cursor < $after
RETURN n.id AS id, cursor
ORDER BY cursor DESC LIMIT $first

// own_resources: A page of the resources that somebody has published, by their ids.
MATCH (n:Resource) WHERE n.author = $me AND n.id > $after
RETURN n.id AS id, n.id AS cursor
ORDER BY cursor LIMIT $first

// own_proposals: A page of the projects that somebody has proposed, the newest first.
MATCH (n:Project) WHERE n.author = $me
WITH n, toString(n.proposedOn) + '|' + n.id AS cursor
WHERE $after = '' OR cursor < $after
RETURN n.id AS id, cursor
ORDER BY cursor DESC LIMIT $first

// count_needs: How many needs somebody has published.
MATCH (n:Need) WHERE n.author = $me
RETURN count(n) AS own

// count_resources: How many resources somebody has published.
MATCH (n:Resource) WHERE n.author = $me
RETURN count(n) AS own

// count_proposals: How many projects somebody has proposed.
MATCH (n:Project) WHERE n.author = $me
RETURN count(n) AS own

// set_contact: Say whom to ask at a unit. The lock comes first. No row: no such unit for this caller.
MATCH (u:Node:Unit {id: $id})
WHERE {in_scope:u} OR u.id = $unit
SET u.version = coalesce(u.version, 0) + 1
WITH u, u.version - 1 AS version, u.contact AS before
WITH u, version, before, version = $expected AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET u.contact = $contact)
RETURN done, before, u.areaCode AS area
LIMIT 1
