// look: The version of what is entered; 0 while nothing was ever entered.
OPTIONAL MATCH (t:Node:HolidayTable {id: $table})
RETURN coalesce(t.version, 0) AS version
LIMIT 1

// read: The version of what is entered, and its days, behind the lock of the table: of a commit that is under way a reader
//       may see the version before the days.
MATCH (t:Node:HolidayTable {id: $table})
SET t.locked = true REMOVE t.locked
RETURN t.version AS version, COLLECT {
  MATCH (h:Holiday) WHERE h.day >= date('1800-01-01')
  WITH h ORDER BY h.day LIMIT 10000
  RETURN properties(h)
} AS days

// seen: As `read`, without the lock, for who may not write: `stamp` is what the versions of its days add up to, each and one more, so
//       that a part of a commit is told from the whole. A day is entered by a version above any before it; one of before days had
//       versions has none, and counts as well.
OPTIONAL MATCH (t:Node:HolidayTable {id: $table})
RETURN coalesce(t.version, 0) AS version, coalesce(t.stamp, 0) AS stamp, COLLECT {
  MATCH (h:Holiday) WHERE h.day >= date('1800-01-01')
  WITH h ORDER BY h.day LIMIT 10000
  RETURN properties(h)
} AS days
LIMIT 1

// lock: Lock the table, which comes to be with its first use. The row says whether it stands as was seen, which districts
//       there are, each with whether it lies in scope, and what was entered for these days.
MERGE (t:Node:HolidayTable {id: $table})
SET t.version = coalesce(t.version, 0) + 1
WITH t.version = $expected + 1 AS seen
RETURN seen, COLLECT {
    MATCH (d:Area {level: 2}) WHERE d.code STARTS WITH '' AND {holds:d}
    WITH d ORDER BY d.code LIMIT 1000
    RETURN [d.code, {in_scope:d}]
  } AS districts,
  COLLECT { UNWIND $days AS day MATCH (h:Holiday {day: day}) WITH h ORDER BY h.day LIMIT 1000 RETURN properties(h) } AS before

// districts: Which districts there are, each with whether it lies in scope, as `lock` tells.
MATCH (d:Area {level: 2})
WHERE d.code STARTS WITH '' AND {holds:d}
RETURN d.code AS code, {in_scope:d} AS inside
ORDER BY code LIMIT 1000

// enter: Enter days behind the lock, each in place of what stood there.
MATCH (t:Node:HolidayTable {id: $table})
WITH t UNWIND $days AS row
MERGE (h:Holiday {day: row.day})
SET h = row, h.version = t.version
WITH t, count(h) AS entered
SET t.changedAt = $now, t.changedBy = $by, t.stamp = reduce(sum = 0, each IN COLLECT {
    MATCH (h:Holiday) WHERE h.day >= date('1800-01-01') RETURN coalesce(h.version, 0) + 1
  } | sum + each)
RETURN entered

// remove: Take days back behind the lock.
UNWIND $days AS day
MATCH (h:Holiday {day: day})
DELETE h
WITH count(*) AS removed
MATCH (t:Node:HolidayTable {id: $table})
SET t.changedAt = $now, t.changedBy = $by, t.stamp = reduce(sum = 0, each IN COLLECT {
    MATCH (h:Holiday) WHERE h.day >= date('1800-01-01') RETURN coalesce(h.version, 0) + 1
  } | sum + each)
RETURN removed
