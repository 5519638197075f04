"""No statement of a rule binds a name twice: in a subquery the second would be the first, whatever its label says."""

import re

import pytest

from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.queries import RULES_BY_ID, STATEMENTS

_TOKEN = re.compile(
    r"(?P<text>'[^']*')"
    r"|CALL \((?P<given>[^)]*)\) (?P<call>\{)"
    r"|(?P<opened>\{)|(?P<closed>\})"
    r"|\bUNION( ALL)?\b(?P<union>)"
    r"|(?<![\w.])[(\[](?P<bound>[a-zA-Z]\w*):(?=[A-Z])"
    r"|\bAS (?P<named>[a-zA-Z]\w*)"
)


def bound_twice(statement: str) -> list[str]:
    """Names that a pattern with a label or type binds where they are bound already."""
    scopes: list[set[str]] = [set()]
    given: list[set[str]] = [set()]
    found = []
    for token in _TOKEN.finditer(statement):
        if token["call"] or token["opened"]:
            inside = {name.strip() for name in (token["given"] or "").split(",")} if token["call"] else set(scopes[-1])
            scopes.append(set(inside))
            given.append(inside)
        elif token["closed"]:
            scopes.pop()
            given.pop()
        elif token["union"] is not None:
            scopes[-1] = set(given[-1])
        elif token["bound"]:
            if token["bound"] in scopes[-1]:
                found.append(token["bound"])
            scopes[-1].add(token["bound"])
        elif token["named"]:
            scopes[-1].add(token["named"])
    return found


def test_a_name_that_a_subquery_binds_again_is_noticed() -> None:
    outer = "MATCH (c:PartyOrganization) WITH c, c AS o "
    assert bound_twice(outer + "RETURN COLLECT { MATCH (a)<-[l:LEADS]-(o:PartyOrganization) RETURN o.id }") == ["o"]
    assert bound_twice(outer + "RETURN COLLECT { MATCH (a)<-[l:LEADS]-(b:PartyOrganization) RETURN b.id }") == []
    assert bound_twice(outer + "CALL (c) { MATCH (o:Area) RETURN 1 AS n UNION MATCH (o:Unit) RETURN 2 AS n }") == []
    assert bound_twice(outer + "WHERE EXISTS { (c)-[r:COVERS]->() } AND EXISTS { (c)-[r:LEADS]->() } RETURN c") == []


@pytest.mark.parametrize("code", RULES)
def test_no_rule_binds_a_name_twice(code: RuleCode) -> None:
    name = RULES[code].statement
    assert (bound_twice(STATEMENTS[name]), bound_twice(RULES_BY_ID[name])) == ([], [])
