// numbered: Ids of the people who have an exact phone or identity number, of those in the caller's scope.
MATCH (p:Person)
WHERE p.phoneBlind IN $phones AND {in_scope:p}
RETURN p.id AS id
UNION
MATCH (p:Person)
WHERE p.identityBlind IN $identities AND {in_scope:p}
RETURN p.id AS id
