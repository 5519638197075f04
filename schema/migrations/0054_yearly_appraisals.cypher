// Appraisals of years, found by where they lie, and by where they stand.
CREATE INDEX yearly_appraisal_area IF NOT EXISTS FOR (n:YearlyAppraisal) ON (n.areaCode);
CREATE INDEX yearly_appraisal_state IF NOT EXISTS FOR (n:YearlyAppraisal) ON (n.state, n.areaCode);
