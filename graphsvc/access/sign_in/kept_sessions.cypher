// keep: Keep a session under the digest of its name, until a moment; what was kept before gives way.
MERGE (s:BrowserSession {id: $id})
SET s.sealed = $sealed, s.endsAt = $until

// find: What is kept under a digest; no row when there is nothing, or it has ended.
MATCH (s:BrowserSession {id: $id})
WHERE s.endsAt > $now
RETURN s.sealed AS sealed

// forget: End a session for every process.
MATCH (s:BrowserSession {id: $id})
DELETE s

// forget_ended: Let go of sessions that have ended, some thousands at a time.
MATCH (s:BrowserSession)
WHERE s.endsAt <= $now
WITH s ORDER BY s.endsAt, s.id LIMIT 5000
DELETE s
RETURN count(*) AS forgotten
