// area: An area by its code, in the caller's scope. No row: there is none.
MATCH (a:Area {code: $code})
WHERE {in_scope:a}
RETURN a.code AS code LIMIT 1

// complete: Rows of a table by the part of an area that they lie in, and how many of them have all of some properties.
MATCH {rows:n}
WHERE n.areaCode STARTS WITH $prefix AND {goes_on:n} AND NOT {dissolved:n}
RETURN left(n.areaCode, $digits) AS part, count(n) AS rows,
  sum(CASE WHEN all(name IN $names WHERE n[name] IS NOT NULL) THEN 1 ELSE 0 END) AS complete
ORDER BY part LIMIT 10000

// before_founding: Organizations with ties that begin before they were founded, and how many such ties each has.
MATCH (o:PartyOrganization)
WHERE o.areaCode STARTS WITH $prefix AND {behind:o.areaCode,o.id} AND {exists:o}
MATCH (o)-[r:BELONGS_TO|SECRETARY_OF|COVERS|SUBORDINATE_TO|LEADS]-()
WHERE {holds:r} AND {before_founding:r,o} AND (startNode(r) = o OR type(r) IN ['BELONGS_TO', 'SECRETARY_OF'])
WITH o, count(r) AS ties, min(r.since) AS first
RETURN o.id AS id, o.areaCode AS area, ties + ' 条关系早于成立日期 ' + toString(o.foundedOn) + '，最早 ' + toString(first) AS detail
ORDER BY area, id LIMIT $limit

// no_founding: Organizations whose founding nobody knows.
MATCH (o:PartyOrganization)
WHERE o.areaCode STARTS WITH $prefix AND {behind:o.areaCode,o.id} AND {exists:o} AND {unfounded:o}
RETURN o.id AS id, o.areaCode AS area, '没有成立日期' AS detail
ORDER BY area, id LIMIT $limit

// superior_loop: Organizations above which, within six steps, they stand themselves.
MATCH (o:PartyOrganization)
WHERE o.areaCode STARTS WITH $prefix AND {behind:o.areaCode,o.id} AND {exists:o} AND EXISTS {
    MATCH (o) (()-[r:SUBORDINATE_TO]->() WHERE {holds:r}){1,6} (o)
  }
RETURN o.id AS id, o.areaCode AS area, '逐级向上又回到自己' AS detail
ORDER BY area, id LIMIT $limit

// several_leaders: Areas that more than one organization leads.
MATCH (a:Area)
WHERE a.code STARTS WITH $prefix AND {behind:a.areaCode,a.code} AND {holds:a}
WITH a, COLLECT {
  MATCH (a)<-[r:LEADS]-(o:PartyOrganization)
  WHERE {holds:r} AND {exists:o}
  RETURN o.id AS id ORDER BY id LIMIT 10
} AS leaders
WHERE size(leaders) > 1
RETURN a.code AS id, a.areaCode AS area, reduce(text = leaders[0], each IN tail(leaders) | text + '、' + each) AS detail
ORDER BY area, id LIMIT $limit

// same_person: People whose identity number another one bears too, each with the others in the caller's scope, and how many there are
//              outside it.
MATCH (p:Person)
USING INDEX p:Person(areaCode)
WHERE p.areaCode STARTS WITH $prefix AND {behind:p.areaCode,p.id} AND p.identityBlind IS NOT NULL
WITH p, COLLECT {
  MATCH (q:Person {identityBlind: p.identityBlind})
  WHERE q <> p AND {in_scope:q}
  RETURN q.id AS id ORDER BY id LIMIT 10
} AS others, COUNT {
  MATCH (q:Person {identityBlind: p.identityBlind})
  WHERE q <> p AND NOT {in_scope:q}
} AS outside
WHERE others <> [] OR outside > 0
WITH p, CASE WHEN outside > 0 THEN others + ['另有 ' + outside + ' 人在辖区外'] ELSE others END AS said
RETURN p.id AS id, p.areaCode AS area, '同一证件号：' + reduce(text = said[0], each IN tail(said) | text + '、' + each) AS detail
ORDER BY area, id LIMIT $limit

// day_to_come: Organizations with ties that are to begin after the day asked about, and how many.
MATCH (o:PartyOrganization)
WHERE o.areaCode STARTS WITH $prefix AND {behind:o.areaCode,o.id} AND {exists:o}
MATCH (o)-[r:BELONGS_TO|SECRETARY_OF|COVERS|SUBORDINATE_TO|LEADS]-()
WHERE {to_come:r} AND NOT {ended:r}
WITH o, count(r) AS ties, max(r.since) AS last
RETURN o.id AS id, o.areaCode AS area, ties + ' 条关系到 ' + toString(last) + ' 才开始' AS detail
ORDER BY area, id LIMIT $limit
