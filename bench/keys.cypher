// community_view: Communities, each asked for alone.
MATCH (c:Community)
WHERE c.areaCode STARTS WITH $within AND EXISTS { (c)<-[:PART_OF]-(:Grid) }
WITH c ORDER BY c.areaCode LIMIT 60
RETURN collect({variables: {code: c.code}, parameters: {code: c.code}}) AS keys

// subdistrict_overview: Subdistricts with everything in them.
MATCH (s:Subdistrict)
WHERE s.areaCode STARTS WITH $within AND EXISTS { (s)<-[:PART_OF]-(:Community) }
WITH s ORDER BY s.areaCode LIMIT 60
RETURN collect({variables: {code: s.code}, parameters: {code: s.code}}) AS keys

// unit_page: Pages of one text and its kinds, from the beginning and from places further on.
//            A GraphQL cursor holds the place, area code and id, that the hand-written statement gets as it is.
UNWIND [
  {text: '小学', kinds: ['SCHOOL']},
  {text: '公司', kinds: ['ENTERPRISE']},
  {text: '中心', kinds: ['PUBLIC_INSTITUTION', 'HOSPITAL', 'SOCIAL_ORGANIZATION']},
  {text: '社', kinds: ['SOCIAL_ORGANIZATION', 'ENTERPRISE']}
] AS sought
CALL (sought) {
  MATCH (u:Unit)
  WHERE u.areaCode STARTS WITH $within AND u.name CONTAINS sought.text AND u.kind IN sought.kinds
  WITH u ORDER BY u.areaCode, u.id
  WITH collect(u) AS found
  UNWIND range(0, 9) AS part
  WITH found[size(found) * part / 10] AS place, part
  RETURN CASE part WHEN 0 THEN null ELSE place END AS place
}
WITH sought, place ORDER BY sought.text, place.areaCode, place.id LIMIT 60
RETURN collect({
  variables: {
    district: left($within + '0000000000', 12), text: sought.text, kinds: sought.kinds,
    after: '|' + place.areaCode + '|' + place.id
  },
  parameters: {
    from: coalesce(place.areaCode, $within), below: $within + '\uffff', afterId: coalesce(place.id, ''),
    text: sought.text, kinds: sought.kinds
  }
}) AS keys

// person_superiors: Members of the Party, spread over the area.
MATCH (p:Person)
WHERE p.areaCode STARTS WITH $within AND EXISTS { (p)-[:BELONGS_TO]->(:PartyOrganization) }
WITH p ORDER BY p.areaCode, p.id
WITH collect(p.id) AS ids
UNWIND range(0, 59) AS part
WITH DISTINCT ids[size(ids) * part / 60] AS id ORDER BY id LIMIT 60
RETURN collect({variables: {id: id}, parameters: {id: id}}) AS keys

// descendants_count: The district, its subdistricts, and communities.
MATCH (a:Area)
WHERE a.areaCode STARTS WITH $within AND a.level <= 4
WITH a ORDER BY a.level, a.areaCode LIMIT 60
RETURN collect({variables: {code: a.code}, parameters: {code: a.code}}) AS keys

// unit_links: Pairs of units, near each other and far apart.
MATCH (u:Unit)
WHERE u.areaCode STARTS WITH $within
WITH u ORDER BY u.areaCode, u.id
WITH collect(u.id) AS ids
UNWIND range(0, 59) AS part
WITH ids[size(ids) * part / 60] AS start, ids[(size(ids) * part / 60 + [3, 7, 30, 250][part % 4]) % size(ids)] AS end
ORDER BY start LIMIT 60
RETURN collect({variables: {from: start, to: end}, parameters: {from: start, to: end}}) AS keys

// coverage: The district.
MATCH (d:District)
WHERE d.areaCode STARTS WITH $within
WITH d ORDER BY d.areaCode LIMIT 60
RETURN collect({variables: {area: d.code}, parameters: {area: d.code}}) AS keys
