// What a person offers has a type of its own, so that ways between organizations lead past people without looking.
MATCH (p:Person)-[o:OFFERS]->(r:Resource)
MERGE (p)-[:VOLUNTEERS]->(r)
DELETE o;
