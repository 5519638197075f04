// take: Lock a district's chain and take its next number; the lock holds until the transaction ends, so numbers have
//       no gaps and stand in the order of commits.
MERGE (c:Chain {district: $district})
ON CREATE SET c.number = 0, c.hash = $first, c.seal = ''
SET c.number = c.number + $count
RETURN c.number - $count AS before, c.hash AS hash, coalesce(c.seal, '') AS seal

// append: Write entries behind each other and leave the chain at the last one's hash, its head sealed.
MATCH (c:Chain {district: $district})
SET c.hash = $hash, c.seal = $seal
WITH c
UNWIND $entries AS entry
CREATE (e:LogEntry)
SET e = entry
RETURN count(e) AS written

// chains: Every chain with its head, by district.
MATCH (c:Chain)
WHERE c.district > ''
RETURN c.district AS district, c.number AS number, c.hash AS hash, c.seal AS seal
ORDER BY district LIMIT 10000

// stretch: A stretch of a chain in order.
MATCH (e:LogEntry)
WHERE e.district = $district AND e.number > $after AND e.number <= $to
RETURN e {.*} AS entry
ORDER BY e.number LIMIT 10000

// told: What a feed tells of a stretch of a chain, in order.
MATCH (e:LogEntry)
WHERE e.district = $district AND e.number > $after AND e.number <= $to
RETURN e {.district, .number, .action, .subject, .areaCode, .at, .after} AS entry
ORDER BY e.number LIMIT 10000

// begun: The chains that the register names, by district.
MATCH (e:LogEntry)
WHERE e.district = $register AND e.action = 'CHAIN_BEGUN'
RETURN e.subject AS district
ORDER BY district LIMIT 10000

// beyond: How many entries a district has in all, so that one with no number or a number past the head is noticed.
MATCH (e:LogEntry)
WHERE e.district = $district
RETURN count(e) AS entries LIMIT 1

// claim_key: Take a key, or find the request it was used for and what it answered with; a second taker waits for the first.
MERGE (k:IdempotencyKey {key: $key})
ON CREATE SET k.request = $request, k.at = $at
SET k.asked = coalesce(k.asked, 0) + 1
RETURN k.request AS request, k.subjects AS subjects LIMIT 1

// keep_subjects: Keep with a key what its change answers with, for whoever repeats the request.
MATCH (k:IdempotencyKey {key: $key})
SET k.subjects = $subjects
RETURN k.key AS key LIMIT 1

// forget_keys: Let go of keys from before an instant, since no client repeats a request any more.
MATCH (k:IdempotencyKey)
WHERE k.at < $before
WITH k ORDER BY k.at, k.key LIMIT 5000
DELETE k
RETURN count(*) AS forgotten

// lock_chain: Hold a chain until the transaction ends.
MATCH (c:Chain {district: $district})
SET c.repaired = coalesce(c.repaired, 0) + 1
RETURN c.number AS number, c.hash AS hash

// reseal: Give entries new hashes, whatever else they say.
UNWIND $rows AS row
MATCH (e:LogEntry {district: $district, number: row.number})
SET e.hash = row.hash
RETURN count(e) AS resealed

// seal_head: Seal the head of a chain at the hash of its last entry.
MATCH (c:Chain {district: $district})
SET c.hash = $hash, c.seal = $seal
RETURN c.number AS number
