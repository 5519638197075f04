"""HTTP: the GraphQL endpoint, health, and the explorer page."""
