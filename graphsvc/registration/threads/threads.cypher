// say: Add a message to the thread of a claim, which is locked first, so that messages are numbered without a gap. Who says
//      something has read the rest. No row: no such claim for this caller.
MATCH (c:Node:Claim {id: $claim})
WHERE {concerns:c}
SET c.version = c.version + 0
WITH c, coalesce(c.messageCount, 0) + 1 AS number
SET c.messageCount = number,
    c.unreadByCommunity = CASE WHEN $side = 'COMMUNITY' THEN 0 ELSE coalesce(c.unreadByCommunity, 0) + 1 END,
    c.unreadByRegistrant = CASE WHEN $side = 'REGISTRANT' THEN 0 ELSE coalesce(c.unreadByRegistrant, 0) + 1 END
CREATE (c)<-[:SAID_OF]-(m:Node:ClaimMessage)
SET m = $message, m.number = number, m.areaCode = c.areaCode, m.person = c.person, m.unit = c.unit
RETURN number, c.areaCode AS area
LIMIT 1

// read: One side has read a thread as far as it goes. No row: no such claim for this caller.
MATCH (c:Node:Claim {id: $claim})
WHERE {concerns:c}
SET c.version = c.version + 0
SET c.unreadByCommunity = CASE WHEN $side = 'COMMUNITY' THEN 0 ELSE c.unreadByCommunity END,
    c.unreadByRegistrant = CASE WHEN $side = 'REGISTRANT' THEN 0 ELSE c.unreadByRegistrant END
RETURN c.areaCode AS area
LIMIT 1
