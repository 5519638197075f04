// Enterprises that say that they have the conditions for a party organization and none are tied to their unit from the
// last day on which somebody said so: what they said before was not kept.
MATCH (k:KeyPlace)-[:OPERATED_BY]->(u:Unit)
WHERE k.state = 'LISTED' AND k.partyConditions AND NOT k.partyOrganization
MERGE (k)-[r:LACKS_ORGANIZATION]->(u)
ON CREATE SET r.since = k.verifiedOn;
