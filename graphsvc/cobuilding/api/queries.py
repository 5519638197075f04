"""Roots of the three lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.queries import BY_ID, by_id

if TYPE_CHECKING:
    from graphsvc.cobuilding.api.needs import Need
    from graphsvc.cobuilding.api.projects import Project
    from graphsvc.cobuilding.api.resources import Resource
    from graphsvc.cobuilding.api.topics import Topic


class CobuildingRoots:
    """Roots over needs, resources, projects and topics."""

    resource: Resource | None = find(by_id("Resource"), "One entry of the list of resources (资源).", **BY_ID)
    resources: Connection[Resource] = every("All resources in every state, by area (资源列表).")
    need: Need | None = find(by_id("Need"), "One entry of the list of needs (需求).", **BY_ID)
    needs: Connection[Need] = every("All needs in every state, by area (需求列表).")
    project: Project | None = find(by_id("Project"), "One project from proposal to rating (共建项目).", **BY_ID)
    projects: Connection[Project] = every("All projects, by area (共建项目列表).")
    topic: Topic | None = find(by_id("Topic"), "One entry of the catalogue of topics (主题).", **BY_ID)
    topics: Connection[Topic] = every("All topics, by code (主题列表).")
