"""The canonical queries as they stand in `bench/queries`: a GraphQL document and a Cypher statement each."""

from pathlib import Path

from graphsvc.cypher.files import statements

HERE = Path(__file__).parent
QUERIES = HERE / "queries"
NAMES = (
    "community_view",
    "subdistrict_overview",
    "unit_page",
    "person_superiors",
    "descendants_count",
    "unit_links",
    "coverage",
)


def document(name: str) -> str:
    """A canonical query as a GraphQL document."""
    return (QUERIES / f"{name}.graphql").read_text(encoding="utf-8")


def written() -> dict[str, str]:
    """The hand-written statements by name."""
    return {name: statements(QUERIES / f"{name}.cypher")[name] for name in NAMES}


def keys() -> dict[str, str]:
    """By name, the statement that finds what a canonical query is asked about."""
    return statements(HERE / "keys.cypher")
