// member_page: This year's registration of a person with its pledge, points, last services, claims and cards.
MATCH (r:Registration {openKey: $key})
WHERE r.person = $person
MATCH (at:Area:Community {code: left(r.areaCode, 12)})
CALL (r) {
  MATCH (r)<-[:CREDITED_TO]-(e:PointEntry)
  WITH e.wallet AS wallet, e.kind IN ['EARNED', 'CORRECTED'] AS earning, e.amount AS amount
  RETURN sum(CASE WHEN wallet = 'DUTY' THEN amount END) AS duty,
    sum(CASE WHEN wallet = 'DUTY' AND earning THEN amount END) AS dutyEarned,
    sum(CASE WHEN wallet = 'EXCHANGE' THEN amount END) AS exchange,
    sum(CASE WHEN wallet = 'EXCHANGE' AND earning THEN amount END) AS exchangeEarned
}
CALL (r) {
  MATCH (r)<-[:SERVED_UNDER]-(s:ServiceRecord)
  WITH s ORDER BY s.servedOn DESC, s.id LIMIT 21
  RETURN collect({id: s.id, servedOn: toString(s.servedOn), minutes: s.minutes, state: s.state, serviceClass: s.serviceClass,
    content: s.content, post: head([(s)-[:SERVED_AT]->(p:Post) | p {.id, .title}])}) AS records
}
CALL (r) {
  MATCH (r)<-[:CLAIMED_BY]-(c:Claim)-[:TAKES]->(p:Post)
  WITH c, p ORDER BY c.id LIMIT 10
  RETURN collect({id: c.id, state: c.state, post: p {.id, .title, .state}}) AS claims
}
CALL (r) {
  MATCH (r)<-[:CARDED_UNDER]-(c:QuarterCard)
  WITH c ORDER BY c.id LIMIT 4
  RETURN collect({id: c.id, year: c.year, quarter: c.number, minutes: c.minutes, dutyPoints: c.dutyEarned / 100.0}) AS cards
}
RETURN {myRegistration: {
  id: r.id, version: r.version, state: r.state, reportedOn: toString(r.reportedOn), dueOn: toString(r.dueOn),
  overdue: coalesce(r.dueOn < $today, false) AND r.state IN ['PLEDGED', 'FULFILLING'],
  pledge: [number IN range(0, size(r.pledged) - 1) | {number: number, text: r.pledged[number], done: number IN r.done}],
  community: {code: at.code, name: at.name},
  points: [{wallet: 'DUTY', balance: duty / 100.0, earned: dutyEarned / 100.0},
           {wallet: 'EXCHANGE', balance: exchange / 100.0, earned: exchangeEarned / 100.0}],
  serviceRecords: {nodes: records[..20], pageInfo: {hasNextPage: size(records) > 20}},
  claims: {nodes: claims},
  cards: {nodes: cards}
}} AS data
