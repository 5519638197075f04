"""Building together (共建): the three lists of needs, resources and projects, and their topics."""

from graphsvc.cobuilding.api.additions import (
    CommunityLists,
    MeetingDecisions,
    PersonLists,
    SubdistrictLists,
    UnitLists,
)
from graphsvc.cobuilding.api.needs import Need
from graphsvc.cobuilding.api.projects import Project
from graphsvc.cobuilding.api.resources import Resource, Use
from graphsvc.cobuilding.api.topics import Topic
from graphsvc.cobuilding.confirming.asked import AskedChange

TYPES = (Topic, AskedChange, Need, Use, Resource, Project)
ADDITIONS = (CommunityLists, MeetingDecisions, PersonLists, SubdistrictLists, UnitLists)
