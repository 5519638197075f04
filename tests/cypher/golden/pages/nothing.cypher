// units
RETURN [] AS value
