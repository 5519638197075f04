// stale: People, by id, with a value that is sealed under another key than the newest.
MATCH (p:Node) WHERE p.id > $after AND p:Person
  AND any(sealed IN [p.phoneSealed, p.identitySealed, p.addressSealed] WHERE NOT sealed STARTS WITH $newest)
WITH p ORDER BY p.id LIMIT $most
RETURN p.id, {phone: p.phoneSealed, identity: p.identitySealed, address: p.addressSealed}
ORDER BY p.id

// reseal: Put newly sealed values in the place of those they were read as, and nothing where one has changed meanwhile.
//         The lock comes first, so that a change of the value comes before the comparison or after the whole.
UNWIND $rows AS row
MATCH (p:Node {id: row.id}) WHERE p:Person
SET p._lock = 1
WITH p, row, coalesce(p.phoneSealed, '') = coalesce(row.before.phone, '')
  AND coalesce(p.identitySealed, '') = coalesce(row.before.identity, '')
  AND coalesce(p.addressSealed, '') = coalesce(row.before.address, '') AS same
SET p += CASE WHEN same THEN row.after ELSE {} END
REMOVE p._lock
RETURN count(CASE WHEN same THEN 1 END) AS resealed

// status: How many values are sealed under each key.
MATCH (p:Person) WHERE p.areaCode >= ''
UNWIND [sealed IN [p.phoneSealed, p.identitySealed, p.addressSealed] WHERE sealed IS NOT NULL] AS sealed
WITH split(sealed, '.')[1] AS key, count(*) AS values
RETURN key, values ORDER BY key LIMIT 100

// some: Some sealed values, with whose and which they are.
MATCH (p:Person) WHERE p.areaCode >= ''
UNWIND [['phone', p.phoneSealed], ['identity', p.identitySealed], ['address', p.addressSealed]] AS value
WITH p, value WHERE value[1] IS NOT NULL
RETURN p.id AS id, value[0] AS field, value[1] AS sealed LIMIT $most

// some_under: Some values sealed under one key, drawn by chance from all places.
MATCH (p:Person) WHERE p.areaCode >= ''
UNWIND [['phone', p.phoneSealed], ['identity', p.identitySealed], ['address', p.addressSealed]] AS value
WITH p, value WHERE any(prefix IN $prefixes WHERE value[1] STARTS WITH prefix) AND rand() < $share
RETURN p.id AS id, value[0] AS field, value[1] AS sealed LIMIT $most
