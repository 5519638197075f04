// gate: Take the gate through which imports go one at a time; it is held until the transaction ends.
MERGE (g:ImportGate {id: 'imports'})
SET g.turn = coalesce(g.turn, 0) + 1
RETURN g.turn AS turn

// unfinished: Imports that were begun and not finished, the oldest first.
MATCH (i:Import)
WHERE {unfinished:i}
RETURN i {.*} AS import
ORDER BY i.startedAt, i.id LIMIT 100

// opening: Of these tables, those of which no sheet has ever spoken.
UNWIND $tables AS table
WITH table WHERE NOT EXISTS { MATCH (s:SheetRow) WHERE s.id STARTS WITH table + '/' }
RETURN table
ORDER BY table LIMIT 100

// same: How many imports of the same files there have been.
MATCH (i:Import {fingerprint: $fingerprint})
RETURN count(i) AS number LIMIT 1

// begin: Begin an import.
CREATE (i:Import)
SET i = $import
RETURN i.id AS id LIMIT 1

// take_over: Go on with an unfinished import; whoever worked on it until now is refused from here on.
MATCH (i:Import {id: $id})
SET i.runner = $runner, i.touchedAt = $at
RETURN i {.*} AS import LIMIT 1

// advance: Note that a piece is done. No row: another process has taken the import over, or it is finished.
MATCH (i:Import {id: $id})
WHERE i.runner = $runner AND i.state = $state
SET i.pieces = $number, i.new = coalesce(i.new, 0) + $new, i.changed = coalesce(i.changed, 0) + $changed,
  i.begun = coalesce(i.begun, 0) + $begun, i.ended = coalesce(i.ended, 0) + $ended,
  i.differences = coalesce(i.differences, 0) + $differences
RETURN i.id AS id LIMIT 1

// finish: Say that an import is done. No row: another process has taken it over.
MATCH (i:Import {id: $id})
WHERE i.runner = $runner
SET i.state = $state, i.finishedAt = $at
REMOVE i.runner
RETURN i {.*} AS import LIMIT 1

// imports: The last imports, the newest first.
MATCH (i:Import)
WHERE i.startedAt > ''
RETURN i {.*} AS import
ORDER BY i.startedAt DESC, i.id LIMIT $limit

// imports_of: The last imports of one who brought them, the newest first.
MATCH (i:Import)
WHERE i.startedAt > '' AND i.by = $by
RETURN i {.*} AS import
ORDER BY i.startedAt DESC, i.id LIMIT $limit

// import: One import.
MATCH (i:Import {id: $id})
RETURN i {.*} AS import LIMIT 1

// pieces: The numbers of the pieces of an import.
MATCH (p:ImportPiece)
WHERE p.import = $id
RETURN p.number AS number
ORDER BY number LIMIT 100000

// piece: What one piece did.
MATCH (p:ImportPiece)
WHERE p.import = $id AND p.number = $number
RETURN p.entries AS entries LIMIT 1

// forget_piece: Forget a piece that is undone.
MATCH (p:ImportPiece)
WHERE p.import = $id AND p.number = $number
DELETE p

// turn: Turn an import to another state.
MATCH (i:Import {id: $id})
SET i.state = $state
RETURN i.id AS id LIMIT 1

// node_state: How nodes are now, and whether anything ties them that no sheet of this import has named.
UNWIND $ids AS id
MATCH (n:Node {id: id})
RETURN id, n {.*, vector: null} AS properties,
  EXISTS { MATCH (n)-[r]-() WHERE coalesce(r.import, '') <> $import AND type(r) <> 'WAS' } AS tied
ORDER BY id LIMIT 10000

// forget_past: Let nodes be again what they were until a day.
UNWIND $rows AS row
MATCH (n:Node {id: row.id})-[w:WAS]->(p:Past)
WHERE w.until = date(row.until)
SET n.changedOn = w.since
DETACH DELETE p

// unmake: Take away nodes that nothing ties any more.
UNWIND $ids AS id
MATCH (n:Node {id: id})
DELETE n

// unsay: Forget what sheets said of rows.
UNWIND $ids AS id
MATCH (s:SheetRow {id: id})
DELETE s

// say_again: Let rows be said as they were before.
UNWIND $rows AS row
MATCH (s:SheetRow {id: row.id})
SET s = row.note

// lineage: The places of the sheets that told of a row, the latest last, and the imports that brought them. No row: no such
//          row for this caller, or no sheet ever told of it.
MATCH (n:Node {id: $id})
WHERE {in_scope:n}
UNWIND $keys AS key
MATCH (s:SheetRow {id: key})
WHERE s.import IS NOT NULL
WITH s, coalesce(s.earlier, []) + [s.import + '|' + s.file + '|' + s.sheet + '|' + toString(s.line)] AS places
RETURN s.id AS id, places,
  COLLECT {
    UNWIND places AS place
    WITH DISTINCT split(place, '|')[0] AS import
    MATCH (i:Import {id: import})
    RETURN i {.id, .source, .asOf, .by, .startedAt} AS import ORDER BY import.id
  } AS imports
ORDER BY id LIMIT 20

// to_be_deleted: Where a node lies, its code when it is an area, and its ties as seen from it. No row: no such node.
MATCH (n:Node {id: $id})
WHERE $label IN labels(n)
RETURN n.areaCode AS area, CASE WHEN n:Area THEN n.code END AS code,
  COLLECT { MATCH (n)-[r]-(o) RETURN [type(r), startNode(r) = n, coalesce(o.id, '')] AS tie ORDER BY tie LIMIT 10000 } AS ties
LIMIT 1

// lying_in: What lies in an area, but for the area itself.
MATCH (n:Node)
WHERE n.areaCode STARTS WITH $prefix AND n.id <> $id
RETURN n.id AS id
ORDER BY id LIMIT $most

// delete: Take a node away with its ties and what it was, and keep that it was deleted, so that no sheet brings it back.
MATCH (n:Node {id: $id})
MERGE (s:SheetRow {id: $key})
ON CREATE SET s.said = '{}', s.asOf = $today, s.file = '', s.line = 0
SET s.deletedOn = $today, s.deletedBy = $by, s.deletedFor = $reason, s.deletedIn = n.areaCode
WITH n
OPTIONAL MATCH (n)-[r]-(o)
WITH n, collect(DISTINCT r) AS ties, collect(DISTINCT CASE WHEN o:Past THEN o END) AS pasts
FOREACH (tie IN ties | DELETE tie)
FOREACH (past IN pasts | DETACH DELETE past)
DELETE n

// undelete: Forget that a row was deleted. No row: it was not.
MATCH (s:SheetRow {id: $key})
WHERE s.deletedOn IS NOT NULL
WITH s, s.deletedIn AS area
SET s.said = '{}'
REMOVE s.deletedOn, s.deletedBy, s.deletedFor, s.deletedIn
RETURN area LIMIT 1
