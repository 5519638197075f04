// copy: What is kept of a person, and how many ties of which kind.
MATCH (p:Node {id: $id}) WHERE p:Person
RETURN properties(p) AS properties,
  COLLECT { MATCH (p)-[r]-(n:Node) RETURN [type(r), n.id, coalesce(n.name, n.title, '')] ORDER BY type(r), n.id LIMIT 1000 }
  AS ties LIMIT 1

// entries: What the record says of a person, the latest first.
MATCH (e:LogEntry)
WHERE e.subject = $id
RETURN e {.at, .by, .role, .action, .note} AS entry ORDER BY e.at DESC, e.id LIMIT 1000

// erase: Take away what only the person is known by. The lock comes first; no row: no such person, or erased before.
MATCH (p:Node {id: $id}) WHERE p:Person
SET p._lock = 1
WITH p WHERE p.erasedOn IS NULL
WITH p, [name IN $fields WHERE p[name] IS NOT NULL] AS taken
SET p.name = $erased, p.erasedOn = $on
REMOVE p._lock, p.phoneSealed, p.phoneBlind, p.phoneMasked, p.identitySealed, p.identityBlind, p.identityMasked,
  p.addressSealed, p.addressMasked, p.pinyin, p.initials
RETURN p.areaCode AS area, taken LIMIT 1
