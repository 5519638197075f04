"""The map in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.maps.model.layers import MapLayerKind

offer(MapLayerKind)
