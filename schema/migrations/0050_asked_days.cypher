// What waits for the yes of its unit without a day waits from today on, so that its week comes to an end.
MATCH (n:Need) WHERE n.status = 'PENDING' AND n.askedOn IS NULL SET n.askedOn = date(datetime({timezone: 'Asia/Shanghai'}));
MATCH (n:Resource) WHERE n.status = 'PENDING' AND n.askedOn IS NULL
SET n.askedOn = date(datetime({timezone: 'Asia/Shanghai'}));
