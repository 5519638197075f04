// by_code: Areas that are there on a day, by their codes.
UNWIND $called AS called
MATCH (a:Node:Area {id: called})
WHERE {holds:a}
RETURN called, a.code AS code, a.name AS name, COLLECT { MATCH (a)-[:PART_OF]->(up:Area) RETURN up.code ORDER BY up.code LIMIT 1 } AS parents
ORDER BY called, code

// by_name: Areas of a name that are there on a day, under a prefix and of some levels.
UNWIND $called AS called
MATCH (a:Area)
WHERE a.name = called AND {holds:a} AND a.code STARTS WITH $within AND a.level IN $levels
RETURN called, a.code AS code, a.name AS name, COLLECT { MATCH (a)-[:PART_OF]->(up:Area) RETURN up.code ORDER BY up.code LIMIT 1 } AS parents
ORDER BY called, code

// around: Outlines of a day of the areas above some, and of all areas directly below these.
UNWIND $parents AS parent
MATCH (up:Node:Area {id: parent})
CALL (up) {
  RETURN up AS a
  UNION
  MATCH (up)<-[:PART_OF]-(a:Area)
  WHERE {holds:a}
  RETURN a
}
MATCH (a)<-[:OUTLINES]-(o:Outline)
WHERE {holds:o}
RETURN a.code AS code, a.name AS name, COLLECT { MATCH (a)-[:PART_OF]->(up:Area) RETURN up.code ORDER BY up.code LIMIT 1 } AS parents,
  o.geometry AS geometry
ORDER BY code

// hold: Lock areas whose outlines change, and tell the outlines of each with their days.
UNWIND $codes AS code
MATCH (a:Node:Area {id: code})
WITH a ORDER BY a.id
SET a.locked = true REMOVE a.locked
WITH a
RETURN a.code AS code, COLLECT {
  MATCH (a)<-[:OUTLINES]-(o:Outline)
  RETURN [o.id, o.since, o.until, o.sha256] ORDER BY o.id
} AS outlines
ORDER BY code

// keep: Write outlines of areas that the caller holds: what they take the place of goes or ends on their first day.
UNWIND $rows AS row
MATCH (a:Node:Area {id: row.code})
CALL (a, row) {
  MATCH (a)<-[:OUTLINES]-(old:Outline)
  WHERE old.id IN row.ending
  SET old.until = row.outline.since
}
CALL (a, row) {
  MATCH (a)<-[:OUTLINES]-(old:Outline {id: row.outline.id})
  DETACH DELETE old
}
CREATE (o:Outline)-[:OUTLINES]->(a)
SET o = row.outline
RETURN count(o) AS kept
