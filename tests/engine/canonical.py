"""The canonical queries of the bench, with values for the demo and a caller who may see all they ask for."""

from datetime import datetime
from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import CHINA
from graphsvc.gql.execution.context import moments
from tests.conftest import ROOT

CALLER = Principal("an auditor", Role.AUDITOR, ("500103012011", "500103012013"))
"""Whose scope every statement carries."""

FACTS = {**CALLER.facts, **moments(datetime(2026, 11, 28, 9, tzinfo=CHINA))}
"""What travels beside the variables of a request."""

VARIABLES: dict[str, dict[str, Any]] = {
    "community_view": {"code": "500103012011"},
    "subdistrict_overview": {"code": "500103012000"},
    "unit_page": {"district": "500103000000", "text": "小学", "kinds": ["SCHOOL"]},
    "person_superiors": {"id": "person-001"},
    "descendants_count": {"code": "500103000000"},
    "unit_links": {"from": "unit-01", "to": "unit-10"},
    "coverage": {"area": "500103000000"},
}
QUERIES = {name: (ROOT / "bench" / "queries" / f"{name}.graphql").read_text("utf-8") for name in VARIABLES}
