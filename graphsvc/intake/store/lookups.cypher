// codes_meant: Areas that are there on a day and that codes name in a scheme, or in either.
UNWIND $codes AS code
CALL (code) {
  MATCH (a:Area {code: code})
  WHERE $scheme <> 'CIVIL'
  RETURN a
  UNION
  MATCH (a:Area {civilCode: code})
  WHERE $scheme <> 'STATISTICAL'
  RETURN a
}
WITH code, a WHERE {holds:a}
RETURN code AS word, a.code AS id, a.name AS name, a.code AS place
ORDER BY word, id LIMIT 20000

// areas_named: Areas of the chain that bear one of these names, under a prefix, each with its code.
UNWIND $names AS name
MATCH (a:Area {name: name})
WHERE a.code STARTS WITH $within AND {holds:a}
RETURN name, a.code AS code, a.level AS level
ORDER BY name, code LIMIT 20000

// grids_of: The grids and estates of communities, with their names.
UNWIND $communities AS community
MATCH (a:Area)
WHERE a.areaCode STARTS WITH community AND a.level >= 5 AND {holds:a}
RETURN a.name AS name, a.code AS code, a.level AS level
ORDER BY code LIMIT 100000

// units_by_code: Units by their credit code.
UNWIND $codes AS code
MATCH (u:Unit {creditCode: code})
RETURN code AS word, u.id AS id, u.name AS name, u.areaCode AS place
ORDER BY word, id LIMIT 20000

// units_named: Units that bear one of these names, under a prefix.
UNWIND $names AS name
MATCH (u:Unit {name: name})
WHERE u.areaCode STARTS WITH $within
RETURN name AS word, u.id AS id, u.name AS name, u.areaCode AS place
ORDER BY word, id LIMIT 20000

// organizations_named: Party organizations that bear one of these names, under a prefix, and are not dissolved.
UNWIND $names AS name
MATCH (o:PartyOrganization {name: name})
WHERE o.areaCode STARTS WITH $within AND NOT {dissolved:o}
RETURN name AS word, o.id AS id, o.name AS name, o.areaCode AS place
ORDER BY word, id LIMIT 20000

// committees_named: Joint committees that bear one of these names, under a prefix.
UNWIND $names AS name
MATCH (k:JointCommittee {name: name})
WHERE k.areaCode STARTS WITH $within
RETURN name AS word, k.id AS id, k.name AS name, k.areaCode AS place
ORDER BY word, id LIMIT 20000

// topics_named: Topics that bear one of these names.
UNWIND $names AS name
MATCH (t:Topic {name: name})
RETURN name AS word, t.code AS id, t.name AS name, '' AS place
ORDER BY word, id LIMIT 20000

// people_by_identity: People by the keyed digest of an identity number.
UNWIND $digests AS digest
MATCH (p:Person {identityBlind: digest})
RETURN digest AS word, p.id AS id, p.name AS name, p.areaCode AS place
ORDER BY word, id LIMIT 20000

// people_by_phone: People by the keyed digest of a telephone number.
UNWIND $digests AS digest
MATCH (p:Person {phoneBlind: digest})
RETURN digest AS word, p.id AS id, p.name AS name, p.areaCode AS place
ORDER BY word, id LIMIT 20000

// people_of: People of these names who belong to a party organization or work for a unit on a day.
UNWIND $rows AS row
MATCH (:Node {id: row.of})<-[r:BELONGS_TO|WORKS_FOR]-(p:Person)
WHERE p.name = row.name AND {holds:r}
RETURN DISTINCT row.of + '/' + row.name AS word, p.id AS id, p.name AS name, p.areaCode AS place
ORDER BY word, id LIMIT 20000

// areas_near: The areas of a level under a prefix that come next before and after a code.
CALL () {
  MATCH (a:Area)
  WHERE a.code >= $code AND a.code STARTS WITH $prefix AND a.level = $level AND {holds:a}
  RETURN a ORDER BY a.code LIMIT 200
  UNION
  MATCH (a:Area)
  WHERE a.code < $code AND a.code STARTS WITH $prefix AND a.level = $level AND {holds:a}
  RETURN a ORDER BY a.code DESC LIMIT 200
}
RETURN a.name AS name, a.code AS code
ORDER BY code LIMIT 400

// areas_ended: Of these areas, those that have ended by a day, with what they became.
UNWIND $codes AS code
MATCH (a:Area {code: code})
WHERE {ended:a}
RETURN code, toString(a.until) AS until,
  COLLECT { MATCH (a)-[:BECAME]->(b:Area) RETURN b.name + '（' + b.code + '）' AS named ORDER BY b.code LIMIT 5 } AS became
ORDER BY code LIMIT 20000

// ids_near: Nodes of some kinds whose ids begin so.
MATCH (n:Node)
WHERE n.id STARTS WITH $start AND any(label IN labels(n) WHERE label IN $labels)
RETURN n.id AS id, coalesce(n.name, n.title, n.id) AS name
ORDER BY id LIMIT 200

// names_near: Nodes whose names hold parts of some words, the best of each kind first.
UNWIND $indexes AS index
CALL db.index.fulltext.queryNodes(index, $words, {limit: 50}) YIELD node AS n, score
WHERE coalesce(n.areaCode, '') STARTS WITH $within AND {holds:n} AND NOT {dissolved:n}
RETURN coalesce(n.code, n.id) AS id, n.name AS name
ORDER BY score DESC, id LIMIT 20
