// A pause has an end, at which its clock is looked at again: ten days after it began where none was given.
MATCH (n:Clocked) WHERE n.pausedAt IS NOT NULL AND n.pausedUntil IS NULL
SET n.pausedUntil = n.pausedAt + duration('P10D'), n.nextAt = n.pausedAt + duration('P10D');
