"""Every table an import may hold, in the order in which they are written: what a table refers to comes before it."""

from graphsvc.errors import BadInput
from graphsvc.intake.model.table import Table
from graphsvc.intake.tables.areas import AREAS, ESTATES, GRIDS, LINE_GRIDS
from graphsvc.intake.tables.lists import JOINT_MEETINGS, NEEDS, PROJECT_RESOURCES, PROJECTS, RESOURCES, TOPICS
from graphsvc.intake.tables.organizations import COVERS, JOINS, JOINT_COMMITTEES, PARTY_ORGANIZATIONS, UNITS
from graphsvc.intake.tables.people import COMMITTEE_MEMBERS, PEOPLE, SERVES_IN

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        AREAS,
        GRIDS,
        ESTATES,
        LINE_GRIDS,
        TOPICS,
        PARTY_ORGANIZATIONS,
        COVERS,
        UNITS,
        JOINT_COMMITTEES,
        JOINS,
        PEOPLE,
        COMMITTEE_MEMBERS,
        SERVES_IN,
        NEEDS,
        RESOURCES,
        PROJECTS,
        PROJECT_RESOURCES,
        JOINT_MEETINGS,
    )
}


def table_of(name: str) -> Table:
    """A table by its name.

    Raises:
        BadInput: there is none of this name.
    """
    if name not in TABLES:
        known, given = ", ".join(TABLES), name[:40]
        raise BadInput(f"没有这张表：{given}；可用：{known}", f"No such table: {given}; known: {known}")
    return TABLES[name]


def label_of(table: str) -> str:
    """The label of the nodes of a table."""
    nodes = TABLES[table].nodes
    assert nodes is not None, "a reference names a table of nodes"
    return nodes.labels[-1]
