"""The audit finds what was planted: every fault, and nothing else, in a district that breaks no rule without them.

Each kind of fault has a change that cures it and breaks nothing else. The district has streets, towns and villages;
`python -m bench.planted` does the same with the whole city.
"""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.findings import Finding, stream
from graphsvc.coverage.store.queries import place
from graphsvc.db.driver import Graph
from graphsvc.intake.load import load_rows
from graphsvc.schema import graphql_schema
from seeds.grow.faults import AS_OF, Fault
from seeds.grow.sound import grow_sound
from tests.conftest import KEYS
from tests.engine.coverage_cures import ONE_CURE, cure
from tests.engine.planted_pairings import plant_pairings
from tests.engine.planted_registrations import plant_registrations
from tests.engine.trying import Open, tried
from tests.shared_graph import SharedGraph

pytestmark = pytest.mark.slow

DADUKOU = "500104000000"
SCALE = 0.3
EACH = 5
ORDER = Order(Grant(EVERYWHERE), AS_OF)


@pytest.fixture(scope="module")
async def district(shared: SharedGraph) -> tuple[Graph, list[Fault]]:
    """A sound district with faults planted in it."""
    graph = await shared.empty()
    faults: list[Fault] = []
    await load_rows(graph, grow_sound(DADUKOU, SCALE, 2, EACH, faults.append), KEYS, fresh=True)
    faults += await plant_registrations(graph, EACH)
    faults += await plant_pairings(graph, DADUKOU[:6], EACH)
    return graph, faults


async def listed(reader: Graph | Open, code: RuleCode) -> AsyncIterator[Finding]:
    async for finding in stream(reader, RULES[code], await place(reader, DADUKOU), AS_OF):
        yield finding


async def test_every_planted_fault_is_found_and_none_is_invented(district: tuple[Graph, list[Fault]]) -> None:
    graph, planted = district
    of_rules = Counter(fault.rule for fault in planted)
    assert of_rules.keys() == {rule.value for rule in RULES}
    assert min(of_rules.values()) == EACH
    found = Counter(
        [Fault(code, finding.subject, finding.key) for code in RULES async for finding in listed(graph, code)]
    )
    assert (found - Counter(planted), Counter(planted) - found) == (Counter(), Counter())


OF_REGISTRATIONS = {
    *(RuleCode.UNIT_NOT_REGISTERED, RuleCode.PLEDGE_OVERDUE),
    *(RuleCode.CONTACT_MISSING, RuleCode.POINTS_UNCONFIRMED),
    *(RuleCode.REGISTRATION_RATE_LOW, RuleCode.ACTIVITY_MISSING),
    *(RuleCode.REPEATED_ABSENCE, RuleCode.POINTS_ABOVE_CAP),
    RuleCode.COMMUNITY_UNPAIRED,
}
"""About what the service writes and no sheet does: cured in `test_registration_findings.py`."""


@pytest.mark.parametrize("code", ONE_CURE)
async def test_every_kind_of_fault_is_cured_by_a_change_that_breaks_no_rule(
    district: tuple[Graph, list[Fault]], code: RuleCode
) -> None:
    async def work(tx: Open) -> None:
        before = {each.id: each async for each in listed(tx, code)}
        first = min(before.values(), key=lambda each: each.id)
        await cure(tx, first, ORDER)
        assert first.id not in {each.id async for each in listed(tx, code)}

    await tried(district[0], work)


def test_every_rule_names_changes_that_exist_and_is_cured_here_or_by_redrawing() -> None:
    mutations = graphql_schema().mutation_type
    assert mutations
    assert {name for rule in RULES.values() for name in rule.cures} <= mutations.fields.keys()
    elsewhere = {code for code, rule in RULES.items() if rule.cures == ("redrawAreas",)}
    assert [code for code, rule in RULES.items() if not rule.cures] == []
    assert set(RuleCode) - ONE_CURE.keys() - elsewhere - OF_REGISTRATIONS == set()
