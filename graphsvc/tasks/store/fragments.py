"""Facts that several statements of tasks test, each spelled once."""

from graphsvc.cypher.fragments import holds


def with_reporters(share: str) -> str:
    """The properties of a share, with who reported its result last: somebody, and for whom as a deputy."""
    return (
        f"{share} {{.*, reportedBy: COLLECT {{ MATCH ({share})-[:WENT_THROUGH]->(s:TaskStep {{action: 'REPORT'}})"
        " WITH s ORDER BY s.version DESC LIMIT 1 UNWIND [s.by, s.onBehalfOf] AS who"
        " WITH who WHERE who IS NOT NULL RETURN who }}"
    )


def works_at(person: str, unit: str, area: str) -> str:
    """No unit is named, and on `$asOf` the person works for one whose area has this code."""
    return (
        f"({unit} = '' AND EXISTS {{ MATCH ({person})-[work:WORKS_FOR]->(employer:Unit)"
        f" WHERE {holds('work')} AND employer.areaCode = {area} }})"
    )
