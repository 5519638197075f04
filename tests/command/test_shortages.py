"""What a run of a plan may be told of a resource that it cannot hold has its word."""

import re

from graphsvc.cobuilding.store.fragments import short
from graphsvc.command.model.contingency_run import ResourceShortage


def test_whatever_the_three_lists_say_is_short_a_run_can_tell() -> None:
    said = set(re.findall(r"THEN '([A-Z_]+)'", short("r", "held", "wanted")))
    assert {"STOPPED", "FULL", "SHORT"} == said <= set(ResourceShortage)
