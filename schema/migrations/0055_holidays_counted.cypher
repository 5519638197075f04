// What the versions of entered days add up to counts each day, also one of before days had versions.
MATCH (t:HolidayTable {id: 'holiday-table'})
SET t.stamp = reduce(sum = 0, each IN COLLECT {
    MATCH (h:Holiday) WHERE h.day >= date('1800-01-01') RETURN coalesce(h.version, 0) + 1
  } | sum + each);
