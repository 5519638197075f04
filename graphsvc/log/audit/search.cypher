// by_person: What one person did in a time, the latest first.
MATCH (e:LogEntry)
WHERE e.by = $by AND e.at >= $from AND e.at < $until AND e.areaCode STARTS WITH $area
  AND ($action = '' OR e.action = $action) AND ($subject = '' OR e.subject = $subject)
RETURN e {.*} AS entry ORDER BY e.at DESC, e.id LIMIT $most

// by_action: What was done of one kind in a time, the latest first.
MATCH (e:LogEntry)
WHERE e.action = $action AND e.at >= $from AND e.at < $until AND e.areaCode STARTS WITH $area
  AND ($subject = '' OR e.subject = $subject)
RETURN e {.*} AS entry ORDER BY e.at DESC, e.id LIMIT $most

// by_subject: What was done to one thing in a time, the latest first.
MATCH (e:LogEntry)
WHERE e.subject = $subject AND e.at >= $from AND e.at < $until AND e.areaCode STARTS WITH $area
RETURN e {.*} AS entry ORDER BY e.at DESC, e.id LIMIT $most

// by_time: Everything in a time, the latest first.
MATCH (e:LogEntry)
WHERE e.at >= $from AND e.at < $until AND e.areaCode STARTS WITH $area
RETURN e {.*} AS entry ORDER BY e.at DESC, e.id LIMIT $most

// standing: The hashes of entries by the places that an anchor names.
UNWIND $places AS place
OPTIONAL MATCH (e:LogEntry {district: place.district, number: place.number})
RETURN place.district AS district, e.hash AS hash ORDER BY district
