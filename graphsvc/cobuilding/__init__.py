"""Building together (共建): the three lists of needs, resources and projects, and their topics."""

from graphsvc.cobuilding.additions import CommunityLists, MeetingDecisions, PersonLists, SubdistrictLists, UnitLists
from graphsvc.cobuilding.needs import Need
from graphsvc.cobuilding.projects import Project
from graphsvc.cobuilding.resources import Resource, Use
from graphsvc.cobuilding.topics import Topic

TYPES = (Topic, Need, Use, Resource, Project)
ADDITIONS = (CommunityLists, MeetingDecisions, PersonLists, SubdistrictLists, UnitLists)
