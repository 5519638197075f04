"""Cases in GraphQL and Open311."""

from graphsvc.cases.model.clock import Light
from graphsvc.cases.model.states import Action, CallState, Party, State, WhistleKind
from graphsvc.gql.schema.offers import offer

offer(CallState, WhistleKind, Light, CaseState=State, CaseAction=Action, CaseParty=Party)
