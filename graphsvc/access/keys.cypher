// take_up: Note the keys of one use, unless the graph is in use with one that is not among them. The lock comes first,
//          so that of two processes with different keys on a new graph the second learns of the first.
MERGE (use:KeyUse {name: $use})
SET use.asked = coalesce(use.asked, 0) + 1
WITH use
OPTIONAL MATCH (other:KeyCheck)
WHERE other.id > '' AND other.use = use.name AND other.retiredAt IS NULL AND NOT other.id IN $ids
WITH use, [id IN collect(other.id) | id] AS missing
FOREACH (key IN CASE WHEN missing = [] THEN $keys ELSE [] END |
  MERGE (k:KeyCheck {id: key.id})
  ON CREATE SET k.use = use.name, k.check = key.check, k.since = $at
  SET k.retiredAt = CASE WHEN key.id = $ids[0] THEN null ELSE k.retiredAt END)
RETURN missing

// checks: The keys of a graph, by id: for what, with which check value, and whether nothing is sealed under it any more.
MATCH (k:KeyCheck)
WHERE k.id > ''
RETURN k.id AS id, k.use AS use, k.check AS check, k.retiredAt IS NOT NULL AS retired
ORDER BY id LIMIT 1000

// retire: Note that nothing is sealed under these keys any more, so that a service without them starts again.
MATCH (k:KeyCheck)
WHERE k.id IN $ids AND k.use = $use
SET k.retiredAt = coalesce(k.retiredAt, $at)
RETURN count(k) AS retired

// give_up: Note a key, or an old name of one, under which values will not open again.
MERGE (k:KeyCheck {id: $id})
ON CREATE SET k.use = $use, k.check = '', k.since = $at
SET k.retiredAt = coalesce(k.retiredAt, $at), k.givenUp = true
RETURN k.id AS id
