// open: Keep a new session under the digest of its name, until a moment.
CREATE (s:BrowserSession {id: $id, sealed: $sealed, version: 1, endsAt: $until})

// find: What is kept under a digest; no row when there is nothing, or it has ended.
MATCH (s:BrowserSession {id: $id})
WHERE s.endsAt > $now
RETURN s.sealed AS sealed, s.version AS version, s.endsAt AS endsAt

// touch: Let a session end later, since it is used; what is sealed stays. No row: it was ended.
MATCH (s:BrowserSession {id: $id})
SET s.version = s.version + 0
SET s.endsAt = CASE WHEN s.endsAt < $until THEN $until ELSE s.endsAt END
RETURN s.version AS version

// claim: Have one process renew the token of a session: it has until a moment to replace what is sealed. No row: another has
//        claimed it, or has renewed it already.
MATCH (s:BrowserSession {id: $id})
SET s.version = s.version + 0
WITH s WHERE s.version = $version AND coalesce(s.renewedBy <= $now, true)
SET s.renewedBy = $until
RETURN s.version AS version

// replace: Seal a session anew, as whoever has read this version and claimed it. No row: it was ended, or has moved on.
MATCH (s:BrowserSession {id: $id})
SET s.version = s.version + 0
WITH s WHERE s.version = $version
SET s.sealed = $sealed, s.version = $version + 1
REMOVE s.renewedBy
RETURN s.version AS version

// forget: End a session for every process.
MATCH (s:BrowserSession {id: $id})
DELETE s

// forget_ended: Let go of sessions that have ended, some thousands at a time.
MATCH (s:BrowserSession)
WHERE s.endsAt <= $now
WITH s ORDER BY s.endsAt, s.id LIMIT 5000
DELETE s
RETURN count(*) AS forgotten
