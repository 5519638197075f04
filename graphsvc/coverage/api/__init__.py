"""The audit in GraphQL."""

from graphsvc.coverage.api import enums  # noqa: F401  offered before a type or an input uses them
