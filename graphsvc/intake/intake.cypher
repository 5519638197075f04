// labelled: Which of these ids are in the graph, each with its labels; at most 10,000 ids.
UNWIND $ids AS id
MATCH (n:Node {id: id})
RETURN n.id AS id, labels(n) AS labels
ORDER BY id LIMIT 10000
