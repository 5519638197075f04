// labelled: Which of these ids are in the graph, each with its labels; at most 10,000 ids.
UNWIND $ids AS id
MATCH (n:Node {id: id})
RETURN n.id AS id, labels(n) AS labels
ORDER BY id LIMIT 10000

// sample: Count what the indexes hold and forget the plans of before: those of an empty graph would scan what they now
//         can seek, until Neo4j's own sampling comes round.
CALL db.prepareForReplanning(600)

// said: What sheets said last of these rows, with its place.
UNWIND $ids AS id
MATCH (s:SheetRow {id: id})
RETURN s {.*} AS note
ORDER BY s.id LIMIT 10000

// say: Keep what a sheet says of these rows, in place of what was said before; of earlier places the last twenty stay.
UNWIND $rows AS row
MERGE (s:SheetRow {id: row.id})
SET s.earlier = CASE WHEN s.import IS NULL THEN s.earlier
      ELSE (coalesce(s.earlier, []) + [s.import + '|' + s.file + '|' + s.sheet + '|' + toString(s.line)])[-20..] END,
  s.said = row.said, s.asOf = $asOf, s.import = $import, s.file = $file, s.sheet = $sheet, s.line = row.line

// keep_past: Keep what these nodes were until a day, for whoever asks about a day before it. One that has changed on
//            that day already was never anything else in between.
UNWIND $rows AS row
MATCH (n:Node {id: row.id})
WHERE coalesce(n.changedOn < $asOf, true)
CREATE (n)-[:WAS {since: n.changedOn, until: $asOf, areaCode: row.areaCode}]->(p:Past)
SET p = row.past, n.changedOn = $asOf
RETURN n.id AS id
ORDER BY id LIMIT 10000

// lock: Lock these nodes, in the order in which their ids are given.
UNWIND $ids AS id
MATCH (n:Node {id: id})
SET n.locked = true
REMOVE n.locked

// held_nodes: The properties of these nodes, without the numbers that stand for their texts.
UNWIND $ids AS id
MATCH (n:Node {id: id})
RETURN n.id AS id, n {.*, vector: null} AS properties, labels(n) AS labels
ORDER BY id LIMIT 10000

// clock: The moment, and the day that it is in China, by the clock of the graph.
RETURN toString(datetime.realtime()) AS now, toString(date.realtime('Asia/Shanghai')) AS today

// mappings: What was confirmed for a source: which header of which table is which column.
MATCH (m:SheetMapping)
WHERE m.id STARTS WITH $source + '/'
RETURN m.table AS table, m.header AS header, m.column AS column
ORDER BY table, header LIMIT 10000

// map: Keep which header is which column, in place of what was confirmed before.
UNWIND $rows AS row
MERGE (m:SheetMapping {id: row.id})
SET m += row

// unmap: Forget what was confirmed of headers.
UNWIND $ids AS id
MATCH (m:SheetMapping {id: id})
DELETE m

// keep_piece: Keep what one transaction of an import did.
CREATE (:ImportPiece {import: $id, number: $number, entries: $entries})
