"""Rules between the cells of one row, table by table."""

import pytest

from graphsvc.intake.files.sheet import Sheet
from graphsvc.intake.tables.declared import TABLES
from tests.intake.paper import places, sheet

BROKEN = {
    "a level that the code does not have": (
        "areas",
        "code,level,name,parent,kind\n500103012000,COMMUNITY,大坪,500103000000,COMMUNITY",
        ["level"],
    ),
    "a kind of another level": (
        "areas",
        "code,level,name,parent,kind\n500103000000,DISTRICT,渝中区,500000000000,TOWN",
        ["kind"],
    ),
    "a kind for a city": ("areas", "code,level,name,parent,kind\n500000000000,CITY,重庆市,,DISTRICT", ["kind"]),
    "a district without a parent": (
        "areas",
        "code,level,name,parent,kind\n500103000000,DISTRICT,渝中区,,DISTRICT",
        ["parent"],
    ),
    "a parent two levels up": (
        "areas",
        "code,level,name,parent,kind\n500103012000,SUBDISTRICT,大坪街道,500000000000,SUBDISTRICT",
        ["parent"],
    ),
    "a parent with other digits": (
        "areas",
        "code,level,name,parent,kind\n500103012000,SUBDISTRICT,大坪街道,500105000000,SUBDISTRICT",
        ["parent"],
    ),
    "a grid of another community": (
        "grids",
        "code,name,community,kind\n500103012011001,一,500103012012,GENERAL",
        ["community"],
    ),
    "a neighbour in another community": (
        "grids",
        "code,name,community,kind,neighbours\n500103012011001,一,500103012011,GENERAL,500103012012002",
        ["neighbours"],
    ),
    "a grid that is its own neighbour": (
        "grids",
        "code,name,community,kind,neighbours\n500103012011002,二,500103012011,GENERAL,500103012011002",
        ["neighbours"],
    ),
    "an estate of another community": (
        "estates",
        "code,name,community\n500103012011E001,松云苑,500103012012",
        ["community"],
    ),
    "a topic that its broader one does not start": ("topics", "code,name,broader\n0102,某,02", ["broader"]),
    "a topic of the second level without a broader one": ("topics", "code,name,broader\n0102,某,", ["broader"]),
    "a committee with a formation": (
        "party_organizations",
        "id,name,kind,formation,area\np,某党委,COMMITTEE,SINGLE,500103012011",
        ["formation"],
    ),
    "an organization under itself": (
        "party_organizations",
        "id,name,kind,area,superior\np,某支部,BRANCH,500103012011,p",
        ["superior"],
    ),
    "a branch dissolved before it was founded": (
        "party_organizations",
        "id,name,kind,area,founded_on,dissolved_on\np,某支部,BRANCH,500103012011,2020-01-02,2020-01-01",
        ["dissolved_on"],
    ),
    "a day of leading without an area": (
        "party_organizations",
        "id,name,kind,area,leads,leads_since\np,某党委,COMMITTEE,500103012011,,2020-01-01",
        ["leads_since"],
    ),
    "a unit in a subdistrict instead of a community": (
        "units",
        "id,name,credit_code,kind,community\nu,某校,91350100M000100Y43,SCHOOL,500103012000",
        ["community"],
    ),
    "a big party committee of a subdistrict": (
        "joint_committees",
        "id,name,kind,serves\nc,大党委,BIG_PARTY_COMMITTEE,500103012000",
        ["serves"],
    ),
    "a big work committee of a community": (
        "joint_committees",
        "id,name,kind,serves\nc,大工委,BIG_WORK_COMMITTEE,500103012011",
        ["serves"],
    ),
    "a seat that ends before it starts": (
        "joins",
        "unit,committee,seat,since,until\nu,c,CHAIR,2020-01-02,2020-01-01",
        ["until"],
    ),
    "one who belongs to an organization but is no member": (
        "people",
        "id,name,grid,membership,belongs_to\np,张三,500103012011001,,b",
        ["belongs_to"],
    ),
    "a secretary who belongs nowhere": (
        "people",
        "id,name,grid,membership,belongs_to,secretary_of\np,张三,500103012011001,FULL,,b",
        ["secretary_of"],
    ),
    "a need over before it was raised": (
        "needs",
        "id,title,urgency,status,raised_on,needed_to,area,raised_by,topics\n"
        "n,某事,LOW,OPEN,2026-02-01,2026-01-01,500103012011,500103012011,01",
        ["needed_to"],
    ),
    "a resource available until before it is": (
        "resources",
        "id,title,kind,available_from,available_to,service_area,status,area,offered_by,topics\n"
        "r,某物,VENUE,2026-02-01,2026-01-01,500103012011,ACTIVE,500103012011,u,01",
        ["available_to"],
    ),
    "a rating before the project is rated": (
        "projects",
        "id,title,state,proposed_on,delivered_on,community_rating,area,need\n"
        "p,某项目,FEEDBACK,2026-01-01,2026-02-01,5,500103012011,n",
        ["state"],
    ),
    "a rated project without the unit's rating": (
        "projects",
        "id,title,state,proposed_on,delivered_on,rated_on,community_rating,area,need\n"
        "p,某项目,RATED,2026-01-01,2026-02-01,2026-03-01,5,500103012011,n",
        ["state"],
    ),
    "a delivered project without the day": (
        "projects",
        "id,title,state,proposed_on,delivered_on,area,need\np,某项目,DELIVERED,2026-01-01,,500103012011,n",
        ["delivered_on"],
    ),
    "a project delivered before it was proposed": (
        "projects",
        "id,title,state,proposed_on,delivered_on,area,need\np,某项目,DELIVERED,2026-02-01,2026-01-01,500103012011,n",
        ["delivered_on"],
    ),
}


@pytest.mark.parametrize(("table", "content", "columns"), BROKEN.values(), ids=BROKEN)
def test_a_row_is_refused_at_the_column_that_is_wrong(table: str, content: str, columns: list[str]) -> None:
    found: Sheet = sheet(table, content)
    assert places(found) == [(2, column) for column in columns]
    assert found.lines == ()


def test_every_table_is_declared_after_those_it_names() -> None:
    order = list(TABLES)
    for name, table in TABLES.items():
        for ref in table.references():
            assert all(order.index(other) <= order.index(name) for other in ref.tables), (name, ref.column)


def test_every_column_that_a_relationship_uses_is_declared() -> None:
    for table in TABLES.values():
        columns = {column.name for column in table.columns}
        for link in table.links:
            assert {link.start.column, link.end.column, *link.properties.values()} <= columns, table.name


def test_every_table_says_what_no_two_rows_share() -> None:
    assert [table.name for table in TABLES.values() if not table.unique] == []
