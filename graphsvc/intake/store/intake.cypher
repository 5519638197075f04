// labelled: Which of these ids are in the graph, each with its labels; at most 10,000 ids.
UNWIND $ids AS id
MATCH (n:Node {id: id})
RETURN n.id AS id, labels(n) AS labels
ORDER BY id LIMIT 10000

// sample: Count what the indexes hold and forget the plans of before: those of an empty graph would scan what they now
//         can seek, until Neo4j's own sampling comes round.
CALL db.prepareForReplanning(600)

// said: What sheets said last of these rows.
UNWIND $ids AS id
MATCH (s:SheetRow {id: id})
RETURN s.id AS id, s.said AS said, s.asOf AS asOf
ORDER BY id LIMIT 10000

// say: Keep what a sheet says of these rows, in place of what was said before.
UNWIND $rows AS row
MERGE (s:SheetRow {id: row.id})
SET s.said = row.said, s.asOf = $asOf, s.file = $file, s.line = row.line

// lock: Lock these nodes, in the order in which their ids are given.
UNWIND $ids AS id
MATCH (n:Node {id: id})
SET n.locked = true
REMOVE n.locked

// held_nodes: The properties of these nodes, without the numbers that stand for their texts.
UNWIND $ids AS id
MATCH (n:Node {id: id})
RETURN n.id AS id, n {.*, vector: null} AS properties
ORDER BY id LIMIT 10000

// today: The day that it is in China by the clock of the graph.
RETURN date.realtime('Asia/Shanghai') AS today
