"""Where the demo is to be found: its pages, its data, and a token for each role to try it as."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import development_of
from graphsvc.app import Service
from graphsvc.cli.demo.story import COMMUNITY, GRID, STREET
from graphsvc.cli.serve import address

DISTRICT = "500103000000"
DEPARTMENT_UNIT = "unit-22"
LIFETIME = timedelta(hours=8)
CALLERS = (
    (Role.VIEWER, "查看者", (), None),
    (Role.GRID_WORKER, "网格员", GRID.areas, None),
    (Role.COMMUNITY_OFFICIAL, "社区干部", COMMUNITY.areas, None),
    (Role.SUBDISTRICT_OFFICIAL, "镇街干部", STREET.areas, None),
    (Role.DEPARTMENT, "部门", (), DEPARTMENT_UNIT),
    (Role.AUDITOR, "督查", (DISTRICT,), None),
    (Role.DISTRICT_ADMIN, "区级管理员", (DISTRICT,), None),
)
"""Each role with its Chinese name and what it is responsible for: areas, or a unit."""


def addresses(service: Service) -> Iterator[str]:
    """Write the lines that tell where the service and its data are."""
    here, settings = address(service.settings), service.settings
    if development_of(settings) is not None:
        yield f"工作台 / console: {here}/console/sign-in?place={COMMUNITY.areas[0]}"
    yield f"查询台 / explorer: {here}/    GraphQL: {here}/graphql"
    if settings.neo4j_uri is None and service.reached is not None:
        uri = service.reached.address.uri
        yield f"数据目录 / data folder: {settings.data_dir.absolute()}    Neo4j: {uri}"


def tokens(service: Service, now: datetime) -> Iterator[str]:
    """Write a token for each role, line by line; none where a sign-in server gives them."""
    settings = service.settings
    issuer = development_of(settings)
    if issuer is None:
        return
    yield f"各角色的令牌（{LIFETIME.seconds // 3600} 小时内有效；不带令牌可做一切）/ tokens by role (none: may do all):"
    for role, name, areas, unit in CALLERS:
        token = issuer.mint(role, areas, unit, f"demo-{role.lower()}", now, LIFETIME)
        yield f"{name} {role} {unit or ' '.join(areas) or '—'}: Bearer {token}"
