"""Where a deputy has to belong for its deputyship to hold: in statements, spelled once."""

from graphsvc.cypher.fragments import holds


def keeps_ground(deputy: str, tie: str) -> str:
    """On `$asOf` the deputy belongs where it did when it was named: to the unit it acts for, or under the area around.

    `within` are the digits of the seat's code that the area around shares with it, 0 for the unit itself; a deputyship
    named without them holds while the deputy belongs anywhere in the city.
    """
    under = f"left({tie}.areaCode, coalesce({tie}.within, 2))"
    return (
        f"(({tie}.within = 0 AND EXISTS {{ MATCH ({deputy})-[work:WORKS_FOR]->(:Unit {{id: {tie}.unit}})"
        f" WHERE {holds('work')} }}) OR (coalesce({tie}.within, 2) > 0 AND {belongs_under(deputy, under)}))"
    )


def belongs_under(person: str, under: str) -> str:
    """On `$asOf` the person serves in a grid, or works for a unit, whose code begins so."""
    return (
        f"(EXISTS {{ MATCH ({person})-[service:SERVES_IN]->(served:Grid)"
        f" WHERE {holds('service')} AND served.areaCode STARTS WITH {under} }}"
        f" OR EXISTS {{ MATCH ({person})-[work:WORKS_FOR]->(employer:Unit)"
        f" WHERE {holds('work')} AND employer.areaCode STARTS WITH {under} }})"
    )


def belongs_around(person: str, code: str, digits: str) -> str:
    """On `$asOf` the person belongs under so many digits of a code."""
    return belongs_under(person, f"left({code}, {digits})")
