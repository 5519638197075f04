// member_page: This year's registration of a person with its pledge, points, last services, claims and cards.
MATCH (r:Registration {openKey: $key})
WHERE r.person = $person
MATCH (at:Community {code: left(r.areaCode, 12)})
RETURN {myRegistration: {
  id: r.id, version: r.version, state: r.state, reportedOn: toString(r.reportedOn), dueOn: toString(r.dueOn),
  overdue: coalesce(r.dueOn < $today, false) AND r.state IN ['PLEDGED', 'FULFILLING'],
  pledge: [number IN range(0, size(r.pledged) - 1) | {number: number, text: r.pledged[number], done: number IN r.done}],
  community: {code: at.code, name: at.name},
  points: COLLECT {
    UNWIND ['DUTY', 'EXCHANGE'] AS wallet
    CALL (r, wallet) {
      MATCH (r)<-[:CREDITED_TO]-(e:PointEntry {wallet: wallet})
      RETURN sum(e.amount) AS balance, sum(CASE WHEN e.kind IN ['EARNED', 'CORRECTED'] THEN e.amount ELSE 0 END) AS earned
    }
    RETURN {wallet: wallet, balance: balance / 100.0, earned: earned / 100.0} AS sums
  },
  serviceRecords: coalesce(COLLECT {
    MATCH (r)<-[:SERVED_UNDER]-(s:ServiceRecord)
    WITH s ORDER BY s.servedOn DESC, s.id LIMIT 21
    OPTIONAL MATCH (s)-[:SERVED_AT]->(p:Post)
    WITH s, p ORDER BY s.servedOn DESC, s.id
    WITH collect({id: s.id, servedOn: toString(s.servedOn), minutes: s.minutes, state: s.state, serviceClass: s.serviceClass,
                  content: s.content, post: p {.id, .title}}) AS found
    RETURN {nodes: found[..20], pageInfo: {hasNextPage: size(found) > 20}} AS page
  }[0], {nodes: [], pageInfo: {hasNextPage: false}}),
  claims: {nodes: COLLECT {
    MATCH (r)<-[:CLAIMED_BY]-(c:Claim)
    WITH c ORDER BY c.id LIMIT 10
    MATCH (c)-[:TAKES]->(p:Post)
    RETURN {id: c.id, state: c.state, post: p {.id, .title, .state}} AS claim ORDER BY c.id
  }},
  cards: {nodes: COLLECT {
    MATCH (r)<-[:CARDED_UNDER]-(c:QuarterCard)
    WITH c ORDER BY c.id LIMIT 4
    RETURN {id: c.id, year: c.year, quarter: c.number, minutes: c.minutes, dutyPoints: c.dutyEarned / 100.0} AS card ORDER BY c.id
  }}
}} AS data
