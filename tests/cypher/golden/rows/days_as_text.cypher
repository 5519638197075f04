// partyOrganization
MATCH (n0:Node:PartyOrganization {id: $p0})
RETURN [toString(n0.foundedOn), toString(n0.termEndsOn)] AS value LIMIT 2
// $p0 = "party-dp"
