"""Whistle and report (吹哨报到): cases from a grid's discovery to the reporter's rating, with clocks and a ladder."""

from graphsvc.cases.api.categories import CaseCategory
from graphsvc.cases.api.types import Call, Case, CommunityCases, GridCases, Step, SubdistrictCases, UnitCases
from graphsvc.cases.deputies.types import Deputyship
from graphsvc.cases.holidays.types import HolidayTable

TYPES = (CaseCategory, Case, Call, Step, Deputyship, HolidayTable)
ADDITIONS = (SubdistrictCases, CommunityCases, GridCases, UnitCases)
