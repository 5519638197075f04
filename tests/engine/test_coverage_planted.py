"""The audit finds what was planted: every fault, and nothing else, in a district that breaks no rule without them."""

from collections import Counter

import pytest

from graphsvc.coverage.asked import place
from graphsvc.coverage.findings import stream
from graphsvc.coverage.rules import RULES
from graphsvc.db.driver import Graph
from graphsvc.intake.load import load_rows
from seeds.grow.faults import AS_OF, Fault
from seeds.grow.sound import grow_sound
from tests.conftest import KEYS

YUZHONG = "500103000000"
TOWNS = "500229000000"


async def audited(graph: Graph, area: str) -> Counter[Fault]:
    where = await place(graph, area)
    return Counter(
        [
            Fault(finding.rule.code, finding.subject, finding.key)
            for rule in RULES.values()
            async for finding in stream(graph, rule, where, AS_OF)
        ]
    )


@pytest.mark.parametrize(("district", "scale", "each", "seed"), [(YUZHONG, 0.3, 3, 2), (TOWNS, 1.0, 0, 3)])
async def test_every_planted_fault_is_found_and_none_is_invented(
    clean_graph: Graph, district: str, scale: float, each: int, seed: int
) -> None:
    planted: list[Fault] = []
    await load_rows(clean_graph, grow_sound(district, scale, seed, each, planted.append), KEYS, fresh=True)
    assert Counter(fault.rule for fault in planted) == ({rule.value: each for rule in RULES} if each else {})
    assert await audited(clean_graph, district) == Counter(planted)
