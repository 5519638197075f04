"""The map (一张图): outlines of areas, layers that count what lies in them, tiles where nobody has an outline."""

from graphsvc.maps.api.types import AreaCenter, AreaMap, AreaOutline

TYPES = (AreaOutline, AreaCenter)
ADDITIONS = (AreaMap,)
