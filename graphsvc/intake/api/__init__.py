"""Divisions that are redrawn, in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.org.model.areas import AreaChangeKind, AreaKind

offer(AreaChangeKind, AreaKind)
