"""Cases in GraphQL and Open311."""

from graphsvc.cases.model.deadlines import PolicyName, Stage
from graphsvc.cases.model.states import Action, CallState, CaseSource, Milestone, Party, State, WhistleKind
from graphsvc.gql.schema.enums import offer

offer(
    CallState,
    CaseSource,
    WhistleKind,
    CaseState=State,
    CaseStage=Stage,
    CaseMilestone=Milestone,
    DeadlinePolicy=PolicyName,
    CaseAction=Action,
    CaseParty=Party,
)
