// begin: Note an upload before its file is written, so that a file whose upload stops half way is found and erased. No
//        row: the caller has too many uploads that no step shows.
WITH COUNT { MATCH (f:Upload) WHERE f.by = $by } AS waiting
WHERE waiting < $most
CREATE (f:Upload {id: $id, by: $by, at: $at})
RETURN f.id AS id LIMIT 1

// finish: The file is written: from now on a step may show it. No row: it took so long that it was swept away.
MATCH (f:Upload {id: $id})
SET f += $found
RETURN f.id AS id

// stale: Uploads that no step has shown in time, locked; a step that waited for the lock finds none.
MATCH (f:Upload)
WHERE f.at < $before
WITH f ORDER BY f.at, f.id LIMIT $most
WITH f ORDER BY f.id
SET f.held = true
WITH f WHERE f:Upload
RETURN f.id AS id ORDER BY id LIMIT $most

// forget: Forget uploads whose files are erased.
UNWIND $ids AS id
MATCH (f:Upload {id: id})
DELETE f
RETURN count(*) AS forgotten

// remove: Take an attachment away: its content goes, its place and its hash stay. The lock comes first, then the check.
//         No row: no such attachment in scope, another version, or removed already.
MATCH (f:Node:Attachment {id: $id})
SET f.version = f.version + 0
WITH f WHERE f.version = $expected AND f.state = 'READY' AND {in_scope:f}
SET f.version = f.version + 1, f.state = 'REMOVED', f.eraseAt = $now
REMOVE f.keptFrom, f.latitude, f.longitude
RETURN f.id AS id, f.areaCode AS area, f.sha256 AS sha256

// found: An attachment in scope, to say why it was not removed.
MATCH (f:Node:Attachment {id: $id})
WHERE {in_scope:f}
RETURN f.version AS version, f.state AS state

// expired: Attachments of cases closed before a moment, locked and taken away.
MATCH (f:Attachment)
USING INDEX f:Attachment(keptFrom)
WHERE f.keptFrom < $before
  AND EXISTS { MATCH (f)<-[:SHOWS]-(:Step)<-[:WENT_THROUGH]-(c:Case) WHERE c.closedAt < $before }
WITH f ORDER BY f.keptFrom, f.id LIMIT $most
WITH f ORDER BY f.id
SET f.version = f.version + 0
WITH f WHERE f.state = 'READY'
  AND EXISTS { MATCH (f)<-[:SHOWS]-(:Step)<-[:WENT_THROUGH]-(c:Case) WHERE c.closedAt < $before }
SET f.version = f.version + 1, f.state = 'REMOVED', f.eraseAt = $now
REMOVE f.keptFrom, f.latitude, f.longitude
RETURN f.id AS id, f.areaCode AS area, f.sha256 AS sha256 ORDER BY id LIMIT $most

// erasable: Attachments taken away whose files are still there, locked.
MATCH (f:Attachment)
WHERE f.eraseAt <= $now
WITH f ORDER BY f.eraseAt, f.id LIMIT $most
WITH f ORDER BY f.id
SET f.version = f.version + 0
WITH f WHERE f.eraseAt IS NOT NULL
RETURN f.id AS id ORDER BY id LIMIT $most

// erased: The files of these attachments are gone.
UNWIND $ids AS id
MATCH (f:Node:Attachment {id: id})
REMOVE f.eraseAt
RETURN count(*) AS erased
