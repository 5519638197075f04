"""Divisions that are redrawn, imports, and the quality of data, in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.intake.imports.running import ImportState
from graphsvc.intake.quality.quality import DataFault
from graphsvc.org.model.areas import AreaChangeKind, AreaKind

offer(AreaChangeKind, AreaKind, DataFault, ImportState)
