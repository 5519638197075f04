"""Addresses of what is told to somebody: a person, a unit, or whoever has a role in an area."""

from urllib.parse import quote

from graphsvc.access.role import Role
from graphsvc.codes import prefix_of


def to_unit(unit: str) -> str:
    """Address whoever speaks for a unit."""
    return f"UNIT {quote(unit, safe='')};"


def to_person(subject: str) -> str:
    """Address one person, by the subject of its token, whatever characters are in it."""
    return f"PERSON {quote(subject.encode('utf-8', 'surrogatepass'), safe='')};"


def to_role(role: Role, area: str) -> str:
    """Address whoever has a role in an area, named by its code; who has it in a wider area is addressed too."""
    return f"{role.value} {prefix_of(area)};"
