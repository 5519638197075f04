"""The organization graph in GraphQL."""
