"""The audit in GraphQL."""
