// show: Turn uploads into attachments of a step. They are locked in the order of their ids and then checked: no row for one
//       that is not the caller's, whose file is not written, or that another step has taken meanwhile.
MATCH (s:Node:Step {id: $step})
UNWIND $ids AS id
MATCH (f:Upload {id: id})
SET f.held = true
WITH s, f WHERE f:Upload AND f.by = $by AND f.sha256 IS NOT NULL
SET f:Node:Attachment, f.areaCode = s.areaCode, f.state = 'READY', f.version = 1, f.uploadedAt = f.at, f.keptFrom = f.at
REMOVE f:Upload, f.held, f.at
CREATE (s)-[:SHOWS]->(f)
RETURN f.id AS id, f.sha256 AS sha256
