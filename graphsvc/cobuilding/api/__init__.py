"""The three lists in GraphQL."""
