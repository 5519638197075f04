"""A small planted year: most incidents are found, most alarms are right."""

import numpy as np

from bench.warnings import explains, grids_of, grow, look
from graphsvc.alerts.model.statistics import RiskWarningKind, WarningRules


def test_of_a_planted_year_most_is_found_and_most_alarms_are_right() -> None:
    grids = grids_of(2)
    year = grow(grids, 10, np.random.default_rng(7))
    alarms = look(year, grids, WarningRules())
    found = [one for one in year.incidents if any(explains(one, alarm) for alarm in alarms)]
    right = [alarm for alarm in alarms if any(explains(one, alarm) for one in year.incidents)]
    assert {one.kind for one in found} == set(RiskWarningKind)
    assert len(found) >= 0.7 * len(year.incidents)
    assert len(right) >= 0.7 * len(alarms)
