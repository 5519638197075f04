// open: The next open cases after the one looked at last, place by place and in a place by id, with their calls, read without a
//       lock: most of them stay as they are.
MATCH (c:Case)
WHERE c.openIn >= $area AND (c.openIn > $area OR c.id > $id) AND c.dueAt IS NOT NULL AND {in_scope:c}
WITH c ORDER BY c.openIn, c.id LIMIT $page
RETURN properties(c) AS case, COLLECT {
  MATCH (c)-[:CALLED]->(k:Call)
  WITH k ORDER BY k.calledAt, k.id LIMIT 200
  RETURN properties(k)
} AS calls
ORDER BY case.openIn, case.id
