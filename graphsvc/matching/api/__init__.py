"""Matching in GraphQL."""
