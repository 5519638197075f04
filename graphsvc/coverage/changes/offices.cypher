// lock_naming: Lock an organization whose secretary is to be named: a full member, and of a branch one of its own. No row:
//              the organization is not there in scope or not active, or there is no such member.
MATCH (c:Node:PartyOrganization {id: $organization})
WHERE {in_scope:c} AND c.kind <> 'GROUP' AND {exists:c}
SET c.version = coalesce(c.version, 0) + 1
WITH c
MATCH (m:Node:Member {id: $person})
RETURN [fault IN [
  {stale:c},
  CASE WHEN m.membership <> 'FULL'
      OR c.kind = 'BRANCH' AND NOT EXISTS { MATCH (m)-[r:BELONGS_TO]->(c) WHERE {holds:r} }
    THEN {rule: 'SECRETARY_UNQUALIFIED', subject: c.id, found: m.id} END
] WHERE fault IS NOT NULL] AS faults, {organizations: [c.id], persons: [$person]} AS touched, COLLECT {
  MATCH (c)<-[r:SECRETARY_OF]-(p:Person)
  WHERE {holds:r}
  RETURN p.id AS id ORDER BY id LIMIT 10
} AS before, c.areaCode AS areaCode

// name_secretary: Name the secretary of an organization, behind `lock_naming`; the one before ends.
MATCH (c:Node:PartyOrganization {id: $organization})
MATCH (m:Node:Member {id: $person})
CALL (c, m) {
  MATCH (c)<-[r:SECRETARY_OF]-(p:Person)
  WHERE {holds:r} AND p <> m
  SET r.until = $asOf
}
WITH c, m
WHERE NOT EXISTS { MATCH (m)-[r:SECRETARY_OF]->(c) WHERE {holds:r} }
CREATE (m)-[:SECRETARY_OF {since: $asOf}]->(c)
RETURN c.id AS id

// lock_election: Lock an organization that elects its secretary and its committee, of full members. No row: it is not there
//                in scope, elects nobody, or somebody named is no member of the Party.
MATCH (c:Node:PartyOrganization {id: $organization})
WHERE {in_scope:c}
WITH c, c AS o
{lain:c,o}
WITH c, o
WHERE {elects:c,o}
SET c.version = coalesce(c.version, 0) + 1
WITH c, o, COLLECT {
  UNWIND $persons AS id
  MATCH (m:Node:Member {id: id})
  RETURN m ORDER BY m.id LIMIT 100
} AS elected
WHERE size(elected) = size($persons) AND {elects:c,o}
CALL (c, o) {
  {term_of:c,o}
  RETURN years
}
WITH c, years, [m IN elected WHERE m.membership <> 'FULL'][0] AS probationary
RETURN [fault IN [
  {stale:c},
  CASE WHEN probationary IS NOT NULL THEN {rule: 'COMMITTEE_IRREGULAR', subject: c.id, found: probationary.id} END
] WHERE fault IS NOT NULL] AS faults, {organizations: [c.id], persons: $persons} AS touched, years,
  toString($asOf + duration({years: years})) AS latest,
  COLLECT { MATCH (c)<-[r:SECRETARY_OF]-(p:Person) WHERE {holds:r} RETURN p.id AS id ORDER BY id LIMIT 10 } AS secretary,
  COLLECT { MATCH (c)<-[r:COMMITTEE_MEMBER_OF]-(p:Person) WHERE {holds:r} RETURN p.id AS id ORDER BY id LIMIT 100 } AS committee,
  toString(c.termEndsOn) AS termEndsOn, c.areaCode AS areaCode

// term: How many years the term of an organization has, and the last day on which one that begins today may end.
MATCH (c:Node:PartyOrganization {id: $organization})
CALL (c) {
  WITH c, c AS o
  {term_of:c,o}
  RETURN years
}
RETURN years, toString($asOf + duration({years: years})) AS latest

// elect_committee: Seat whom an organization has elected, behind `lock_election`, for a term that begins today; who held
//                  the same post goes on in it, everybody else leaves.
MATCH (c:Node:PartyOrganization {id: $organization})
{keep_past:c}
SET c.termEndsOn = $termEndsOn
REMOVE c.postponedTermEndsOn
WITH c
CALL (c) {
  MATCH (c)<-[r:SECRETARY_OF]-(p:Person)
  WHERE {holds:r} AND p.id <> $secretary
  SET r.until = $asOf
}
CALL (c) {
  MATCH (c)<-[r:COMMITTEE_MEMBER_OF]-(p:Person)
  WHERE {holds:r} AND NOT any(seat IN $seats WHERE seat.person = p.id AND seat.post = r.post)
  SET r.until = $asOf
}
CALL (c) {
  MATCH (m:Node:Member {id: $secretary})
  WHERE NOT EXISTS { MATCH (m)-[r:SECRETARY_OF]->(c) WHERE {holds:r} }
  CREATE (m)-[:SECRETARY_OF {since: $asOf}]->(c)
}
CALL (c) {
  UNWIND $seats AS seat
  MATCH (m:Node:Member {id: seat.person})
  WHERE NOT EXISTS { MATCH (m)-[r:COMMITTEE_MEMBER_OF {post: seat.post}]->(c) WHERE {holds:r} }
  CREATE (m)-[:COMMITTEE_MEMBER_OF {post: seat.post, since: $asOf}]->(c)
}
RETURN c.id AS id

// lock_postponement: Lock an organization whose election is to be put off. No row: it is not there in scope, or elects
//                    nobody.
MATCH (c:Node:PartyOrganization {id: $organization})
WHERE {in_scope:c}
WITH c, c AS o
{lain:c,o}
WITH c, o
WHERE {elects:c,o}
SET c.version = coalesce(c.version, 0) + 1
WITH c
WHERE {exists:c}
WITH c, c AS o
{lain:c,o}
CALL (c, o) {
  {term_of:c,o}
  RETURN due, ended
}
RETURN [fault IN [
  {stale:c},
  CASE WHEN due IS NULL THEN {rule: 'DATES_MISSING', subject: c.id, found: ''} END
] WHERE fault IS NOT NULL] AS faults, {organizations: [c.id]} AS touched, toString(due) AS due,
  toString(due + duration({years: $postponementYears})) AS latest, toString(ended) AS ended, c.areaCode AS areaCode

// postpone_election: Put off an election, behind `lock_postponement`.
MATCH (c:Node:PartyOrganization {id: $organization})
{keep_past:c}
SET c.postponedTermEndsOn = $until
RETURN c.id AS id

// lock_founding_day: Lock an organization whose day of founding is on record wrongly. No row: it is not there in scope, or
//                    dissolved.
MATCH (c:Node:PartyOrganization {id: $organization})
WHERE {in_scope:c}
SET c.version = coalesce(c.version, 0) + 1
WITH c
WHERE NOT {dissolved:c}
RETURN [fault IN [
  {stale:c}
] WHERE fault IS NOT NULL] AS faults, {organizations: [c.id]} AS touched, toString(c.foundedOn) AS before, c.areaCode AS areaCode

// correct_founding: Put the day of an organization's founding right, behind `lock_founding_day`, for every day there was.
MATCH (c:Node:PartyOrganization {id: $organization})
SET c.foundedOn = $foundedOn
RETURN c.id AS id
