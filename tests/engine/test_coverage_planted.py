"""The audit finds what was planted: every fault, and nothing else, in a district that breaks no rule without them.

The district has streets, towns and villages; `python -m bench.planted` does the same with the whole city.
"""

from collections import Counter

import pytest

from graphsvc.coverage.model.rules import RULES
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place
from graphsvc.db.driver import Graph
from graphsvc.intake.load import load_rows
from seeds.grow.faults import AS_OF, Fault
from seeds.grow.sound import grow_sound
from tests.conftest import KEYS

pytestmark = pytest.mark.slow

DADUKOU = "500104000000"
SCALE = 0.3
EACH = 5


async def audited(graph: Graph, area: str) -> Counter[Fault]:
    where = await place(graph, area)
    return Counter(
        [
            Fault(finding.rule.code, finding.subject, finding.key)
            for rule in RULES.values()
            async for finding in stream(graph, rule, where, AS_OF)
        ]
    )


async def test_every_planted_fault_is_found_and_none_is_invented(clean_graph: Graph) -> None:
    planted: list[Fault] = []
    await load_rows(clean_graph, grow_sound(DADUKOU, SCALE, 2, EACH, planted.append), KEYS, fresh=True)
    of_rules = Counter(fault.rule for fault in planted)
    assert of_rules.keys() == {rule.value for rule in RULES}
    assert min(of_rules.values()) == EACH
    found = await audited(clean_graph, DADUKOU)
    assert (found - Counter(planted), Counter(planted) - found) == (Counter(), Counter())
