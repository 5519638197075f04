"""Whistle and report (吹哨报到): cases from a grid's discovery to the reporter's rating, with clocks and a ladder."""

from graphsvc.cases.api.categories import CaseCategory
from graphsvc.cases.api.types import Call, Case, CommunityCases, GridCases, Step, SubdistrictCases, UnitCases

TYPES = (CaseCategory, Case, Call, Step)
ADDITIONS = (SubdistrictCases, CommunityCases, GridCases, UnitCases)
