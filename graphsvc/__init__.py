"""graphsvc: GraphQL over a Neo4j organization graph for grassroots governance in Chinese cities."""

__version__ = "0.1.0"
