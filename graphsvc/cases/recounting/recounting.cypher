// next: The next place with open cases, after the one looked at last; no row when there is none.
MATCH (c:Case)
WHERE c.openIn > $after AND c.dueAt IS NOT NULL AND {in_scope:c}
RETURN c.openIn AS area ORDER BY area LIMIT 1

// open: Open cases of one place, with their calls, read without a lock: most of them stay as they are.
MATCH (c:Case)
WHERE c.openIn = $area AND c.dueAt IS NOT NULL AND {in_scope:c}
WITH c ORDER BY c.id LIMIT 10000
RETURN properties(c) AS case, COLLECT {
  MATCH (c)-[:CALLED]->(k:Call)
  WITH k ORDER BY k.calledAt, k.id LIMIT 200
  RETURN properties(k)
} AS calls
