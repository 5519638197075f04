"""What areas can be: kinds of each level, lines of work, and the two schemes of codes."""

from graphsvc.vocabulary.labelled import Labelled


class DistrictKind(Labelled):
    """Kind of district (区县类别)."""

    DISTRICT = "DISTRICT", "区", "District"
    COUNTY = "COUNTY", "县", "County"


class SubdistrictKind(Labelled):
    """Kind of subdistrict (镇街类别)."""

    SUBDISTRICT = "SUBDISTRICT", "街道", "Subdistrict"
    TOWN = "TOWN", "镇", "Town"
    TOWNSHIP = "TOWNSHIP", "乡", "Township"


class CommunityKind(Labelled):
    """Kind of community (村社区类别)."""

    COMMUNITY = "COMMUNITY", "社区", "Urban community"
    VILLAGE = "VILLAGE", "村", "Village"


class GridKind(Labelled):
    """Kind of grid (网格类别)."""

    GENERAL = "GENERAL", "一般网格", "General grid"
    DEDICATED = "DEDICATED", "专属网格", "Dedicated grid of one large unit"


class Line(Labelled):
    """Line of work that drew grids of its own (条线)."""

    PUBLIC_SECURITY = "PUBLIC_SECURITY", "综治", "Comprehensive security"
    CIVIL_AFFAIRS = "CIVIL_AFFAIRS", "民政", "Civil affairs"
    URBAN_MANAGEMENT = "URBAN_MANAGEMENT", "城管", "Urban management"


class AreaKind(Labelled):
    """Kinds of all levels together (区划类别)."""

    DISTRICT = "DISTRICT", "区", "District"
    COUNTY = "COUNTY", "县", "County"
    SUBDISTRICT = "SUBDISTRICT", "街道", "Subdistrict"
    TOWN = "TOWN", "镇", "Town"
    TOWNSHIP = "TOWNSHIP", "乡", "Township"
    COMMUNITY = "COMMUNITY", "社区", "Urban community"
    VILLAGE = "VILLAGE", "村", "Village"
    GENERAL = "GENERAL", "一般网格", "General grid"
    DEDICATED = "DEDICATED", "专属网格", "Dedicated grid of one large unit"


class AreaChangeKind(Labelled):
    """What happens to an area when divisions are redrawn (区划变更类型)."""

    RENAMED = "RENAMED", "更名", "Renamed, where it is"
    MOVED = "MOVED", "划转", "Moved below another area, under a new code"
    MERGED = "MERGED", "合并", "Merged into another area, a new one or one that goes on"
    SPLIT = "SPLIT", "拆分", "Split; the rest goes to the first that is named"
    UPGRADED = "UPGRADED", "改设", "Turned into another kind, such as a town into a subdistrict"


class CodeScheme(Labelled):
    """Scheme in which a code is read (代码体系); the two differ for about a third of the subdistricts."""

    STATISTICAL = "STATISTICAL", "统计用区划代码", "National statistics bureau"
    CIVIL = "CIVIL", "民政区划代码", "Ministry of civil affairs"
