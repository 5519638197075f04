// Objections that wait for a decision have a last day for it; those made before there was one get two weeks.
CREATE INDEX yearly_appraisal_undecided IF NOT EXISTS FOR (n:YearlyAppraisal) ON (n.undecidedFrom);

MATCH (s:YearlyAppraisal)
WHERE s.state = 'OBJECTED' AND s.decideUntil IS NULL
SET s.decideUntil = date(s.objectedAt) + duration({days: 14}), s.undecidedFrom = date(s.objectedAt) + duration({days: 15});
