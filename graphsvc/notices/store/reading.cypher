// mark_read: Note who has read notices, in the order of their ids. No row: none of these is for the caller.
UNWIND $ids AS id
MATCH (n:Notice {id: id})
WHERE any(address IN $addresses WHERE n.to STARTS WITH address)
WITH DISTINCT n ORDER BY n.id
SET n.held = true
WITH n
SET n.readBy = CASE WHEN $subject IN n.readBy THEN n.readBy ELSE n.readBy + $subject END
REMOVE n.held
RETURN n.id AS id ORDER BY id LIMIT 1000
