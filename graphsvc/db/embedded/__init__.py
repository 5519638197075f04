"""A real Neo4j Community as a child process of the service."""
