// home: Code of the grid in which a member lives.
MATCH (:Node:Person {id: $person})-[l:LIVES_IN]->(g:Grid)
WHERE {holds:l}
RETURN g.id AS id ORDER BY id LIMIT 1

// numbered: Ids of the people who have an exact phone or identity number, of those in the caller's scope.
MATCH (p:Person)
WHERE p.phoneBlind IN $phones AND {in_scope:p}
RETURN p.id AS id
UNION
MATCH (p:Person)
WHERE p.identityBlind IN $identities AND {in_scope:p}
RETURN p.id AS id
