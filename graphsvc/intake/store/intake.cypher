// labelled: Which of these ids are in the graph, each with its labels; at most 10,000 ids.
UNWIND $ids AS id
MATCH (n:Node {id: id})
RETURN n.id AS id, labels(n) AS labels
ORDER BY id LIMIT 10000

// sample: Count what the indexes hold and forget the plans of before: those of an empty graph would scan what they now
//         can seek, until Neo4j's own sampling comes round.
CALL db.prepareForReplanning(600)
