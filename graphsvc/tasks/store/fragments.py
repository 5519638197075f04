"""Facts that several statements of tasks test, each spelled once."""

from graphsvc.cypher.fragments import holds


def works_at(person: str, unit: str, area: str) -> str:
    """No unit is named, and on `$asOf` the person works for one whose area has this code."""
    return (
        f"({unit} = '' AND EXISTS {{ MATCH ({person})-[work:WORKS_FOR]->(employer:Unit)"
        f" WHERE {holds('work')} AND employer.areaCode = {area} }})"
    )
