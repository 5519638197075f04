"""Roots of the organization graph: one thing by its key, lists, ways between two nodes, search."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import strawberry

from graphsvc.codes import AreaLevel, code_of
from graphsvc.errors import BadInput
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.fields import Argument, Connection, along, each, every, find
from graphsvc.org.api.arguments import AREA_CODE, ID
from graphsvc.org.api.search import HITS, MOST_HITS
from graphsvc.org.api.ties import FARTHEST, WAYS
from graphsvc.org.api.validity import AS_OF
from graphsvc.org.model import search as reading
from graphsvc.org.model.areas import CodeScheme
from graphsvc.org.model.search import SearchType

if TYPE_CHECKING:
    from graphsvc.org.api.areas import Area, City, Community, District, Estate, Grid, Subdistrict
    from graphsvc.org.api.committees import JointCommittee
    from graphsvc.org.api.party import PartyOrganization
    from graphsvc.org.api.people import Person
    from graphsvc.org.api.search import SearchHit
    from graphsvc.org.api.ties import Way
    from graphsvc.org.api.units import Unit


def scheme_name(scheme: CodeScheme | None) -> str:
    """The scheme a statement compares with; EITHER when none is named."""
    return scheme.name if scheme else "EITHER"


IN_SCHEME = Argument(
    CodeScheme | None, "Scheme of the code; without it an ambiguous code is refused (代码体系).", read=scheme_name
)


def _by_code(label: str) -> str:
    return f"MATCH (@it:Area:{label} {{code: $code}})"


def _by_either_code(label: str) -> str:
    return (
        "CALL () {\n"
        f"  MATCH (@a:{label} {{code: $code}})\n  WHERE $scheme <> 'CIVIL'\n  RETURN @a AS @it\n  UNION\n"
        f"  MATCH (@b:{label} {{civilCode: $code}})\n  WHERE $scheme <> 'STATISTICAL'\n  RETURN @b AS @it\n"
        "}\nWITH @it"
    )


def _code(level: AreaLevel, description: str) -> Argument:
    return Argument(strawberry.ID, description, constraint=Constraint(format="areaCode", read=partial(code_of, level)))


BY_ID = {"id": Argument(strawberry.ID, None, constraint=ID)}


def by_id(label: str) -> str:
    """Clauses that find a node of a label by its id."""
    return f"MATCH (@it:Node:{label} {{id: $id}})"


def hops(given: int) -> int:
    """A number of hops, 1 to 8.

    Raises:
        BadInput: outside it.
    """
    if not 1 <= given <= FARTHEST:
        raise BadInput(f"maxHops 应在 1 到 {FARTHEST} 之间。", f"maxHops lies between 1 and {FARTHEST}.")
    return given


class OrgRoots:
    """Roots over areas, organizations, units and people."""

    area: Area | None = find(
        _by_either_code("Area"),
        "An area of any level by its code (区域).",
        code=Argument(strawberry.ID, "Its code, of any level (区划代码).", constraint=AREA_CODE),
        scheme=IN_SCHEME,
    )
    areas: Connection[Area] = every("All areas, by code (区域列表).")
    city: City | None = find(
        _by_code("City"),
        "One city, the top of the chain (市).",
        code=_code(AreaLevel.CITY, "12 digits, the last 10 zero (区划代码)."),
    )
    district: District | None = find(
        _by_code("District"),
        "A district or county (区县).",
        code=_code(AreaLevel.DISTRICT, "12 digits, the last 6 zero (区划代码)."),
    )
    subdistrict: Subdistrict | None = find(
        _by_either_code("Subdistrict").replace(":Subdistrict", ":Area:Subdistrict"),
        "A subdistrict, town or township (镇街).",
        code=_code(AreaLevel.SUBDISTRICT, "12 digits, the last 3 zero (区划代码)."),
        scheme=IN_SCHEME,
    )
    community: Community | None = find(
        _by_code("Community"),
        "A community or village (村社区).",
        code=_code(AreaLevel.COMMUNITY, "12 digits (区划代码)."),
    )
    grid: Grid | None = find(
        _by_code("Grid"),
        "One grid, the bottom of the chain (网格).",
        code=_code(AreaLevel.GRID, "15 digits (网格代码)."),
    )
    estate: Estate | None = find(
        _by_code("Estate"),
        "One housing estate of a community (小区).",
        code=_code(AreaLevel.ESTATE, "12 digits, E, 3 digits (小区代码)."),
    )
    party_organization: PartyOrganization | None = find(
        by_id("PartyOrganization"), "One committee, branch or group of the Party (党组织).", **BY_ID
    )
    party_organizations: Connection[PartyOrganization] = every("All party organizations, by area (党组织列表).")
    joint_committee: JointCommittee | None = find(
        by_id("JointCommittee"), "One big work committee or big party committee (大工委、大党委).", **BY_ID
    )
    joint_committees: Connection[JointCommittee] = every("All joint committees, by area (大工委、大党委列表).")
    unit: Unit | None = find(
        by_id("Unit"), "One workplace that builds together with its community (共建单位).", **BY_ID
    )
    units: Connection[Unit] = every("All units, by area (共建单位列表).")
    person: Person | None = find(by_id("Person"), "A person on record (人员).", **BY_ID)
    people: Connection[Person] = every("People on record, by area (人员列表).")
    links: list[Way] = each(
        WAYS,
        "The shortest ways two nodes hang together (关联路径), at most 200; empty when none is short enough.",
        cost=10,
        start=Argument(strawberry.ID, "Id of one end (起点).", constraint=ID, name="from"),
        end=Argument(strawberry.ID, "Id of the other end (终点).", constraint=ID, name="to"),
        max_hops=Argument(
            int,
            "Longest way, in hops (最多跳数).",
            default=6,
            constraint=Constraint(min=1, max=FARTHEST, read=hops),
        ),
        as_of=AS_OF,
        over_people=Argument(
            bool, "Also ways that lead over other people (经由人员), as far as you may see them.", default=False
        ),
    )
    search: Connection[SearchHit] = along(
        HITS,
        f"Find by Chinese text, pinyin, initials or code, best first; the best {MOST_HITS} of each type (检索).",
        cost=100,
        text=Argument(
            str,
            f"What was typed, e.g. 马家堡, majiabao, mjb or 500103; {reading.LONGEST} characters count (检索词).",
            constraint=Constraint(max_length=500),
            also={
                "query": reading.lucene,
                "plain": reading.plain,
                "letters": reading.letters,
                "mixed": lambda text: reading.mixed(text)[0],
                "characters": reading.characters,
                "code": reading.code,
            },
        ),
        types=Argument(
            list[SearchType] | None, "Only among these; all when left out (检索范围).", read=reading.indexes
        ),
    )
