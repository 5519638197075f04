// person
MATCH (n0:Node:Person {id: $p0})
WHERE any(prefix IN $p1 WHERE n0.areaCode STARTS WITH prefix)
RETURN [n0.membership, left(n0.name, 1) + '**', n0.phoneMasked] AS value LIMIT 2
// $p0 = "person-001"
// $p1 = the caller's READ_PEOPLE
