"""Every change of the schema, asked by every role: refused exactly where the permission table says so.

Arguments are made from the schema and name things that are not there, so that whoever may ask learns only that; what
matters is who is told FORBIDDEN, and that nothing at all is written.
"""

from datetime import date
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import TABLE, Operation, Reach
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.coverage.model.finding_key import FindingKey
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.enforcement import constraint_of
from graphsvc.org.model.weekly import minute_of, weekly_rule
from graphsvc.schema import graphql_schema
from graphsvc.tasks.model.recurrence import recurrence_rule
from tests.conftest import KEYS, RECORD

NEEDS = {
    "publishNeed": "EDIT_NEED",
    "amendNeed": "EDIT_NEED",
    "pauseNeed": "EDIT_NEED",
    "resumeNeed": "EDIT_NEED",
    "withdrawNeed": "EDIT_NEED",
    "verifyNeed": "VERIFY_LIST",
    "publishResource": "EDIT_RESOURCE",
    "amendResource": "EDIT_RESOURCE",
    "pauseResource": "EDIT_RESOURCE",
    "resumeResource": "EDIT_RESOURCE",
    "withdrawResource": "EDIT_RESOURCE",
    "verifyResource": "VERIFY_LIST",
    "proposeProject": "PROPOSE_PROJECT",
    "claimProject": "CLAIM_PROJECT",
    "declineProject": "CLAIM_PROJECT",
    "coordinateProject": "COORDINATE_PROJECT",
    "deliverProject": "COORDINATE_PROJECT",
    "feedBackProject": "RATE_PROJECT",
    "withdrawProject": "PROPOSE_PROJECT",
    "rateProject": "RATE_PROJECT",
    "setUnitContact": "EDIT_RESOURCE",
    "confirmNeed": "CONFIRM_ENTRY",
    "declineNeed": "CONFIRM_ENTRY",
    "confirmResource": "CONFIRM_ENTRY",
    "declineResource": "CONFIRM_ENTRY",
    "acceptPlan": "ACCEPT_PLAN",
    "foundCell": "CHANGE_CELL",
    "assignCoverage": "CHANGE_CELL",
    "endCoverage": "CHANGE_CELL",
    "mergeCell": "CHANGE_CELL",
    "dissolveCell": "CHANGE_CELL",
    "nameSecretary": "CHANGE_CELL",
    "electCommittee": "CHANGE_CELL",
    "postponeElection": "CHANGE_CELL",
    "changeSuperior": "CHANGE_CELL",
    "transferMembers": "CHANGE_CELL",
    "formCell": "CHANGE_CELL",
    "correctFounding": "CHANGE_CELL",
    "foundJointCommittee": "CHANGE_CELL",
    "seatUnits": "CHANGE_CELL",
    "unseatUnits": "CHANGE_CELL",
    "dissolveJointCommittee": "CHANGE_CELL",
    "embedForce": "CHANGE_CELL",
    "withdrawForce": "CHANGE_CELL",
    "mergeLineGrids": "MERGE_GRIDS",
    "acknowledgeFinding": "JUDGE_FINDING",
    "waiveFinding": "JUDGE_FINDING",
    "discoverCase": "REPORT_CASE",
    "acceptCase": "ACCEPT_CASE",
    "settleCase": "REPORT_CASE",
    "returnCase": "ACCEPT_CASE",
    "whistleCase": "WHISTLE_CASE",
    "resolveCase": "ACCEPT_CASE",
    "redoCase": "ACCEPT_CASE",
    "feedBackCase": "REPORT_CASE",
    "rateCase": "REPORT_CASE",
    "closeCase": "ACCEPT_CASE",
    "reopenCase": "REPORT_CASE",
    "requestWhistle": "ACCEPT_CASE",
    "declineWhistle": "WHISTLE_CASE",
    "rejectCase": "ACCEPT_CASE",
    "resubmitCase": "REPORT_CASE",
    "callBackCase": "REPORT_CASE",
    "amendCase": "ACCEPT_CASE",
    "passUpCase": "REPORT_CASE",
    "transferCase": "ACCEPT_CASE",
    "turnBackCase": "ACCEPT_CASE",
    "allotCase": "ACCEPT_CASE",
    "withdrawCase": "REPORT_CASE",
    "mergeCase": "ACCEPT_CASE",
    "splitCase": "ACCEPT_CASE",
    "joinCase": "ACCEPT_CASE",
    "leaveCase": "ACCEPT_CASE",
    "openDeputyship": "NAME_DEPUTY",
    "endDeputyship": "NAME_DEPUTY",
    "entrustCall": "ANSWER_CALL",
    "takeBackCall": "ANSWER_CALL",
    "entrustCase": "ACCEPT_CASE",
    "takeBackCase": "REPORT_CASE",
    "setHolidays": "KEEP_HOLIDAYS",
    "removeHolidays": "KEEP_HOLIDAYS",
    "askPause": "ACCEPT_CASE",
    "pauseCase": "WHISTLE_CASE",
    "refusePause": "WHISTLE_CASE",
    "resumeCase": "ACCEPT_CASE",
    "extendCase": "ESCALATE_CASE",
    "remindCase": "ESCALATE_CASE",
    "superviseCase": "ESCALATE_CASE",
    "escalateCase": "ESCALATE_CASE",
    "signCall": "ANSWER_CALL",
    "contactCall": "ANSWER_CALL",
    "respondCall": "ANSWER_CALL",
    "handleCall": "ANSWER_CALL",
    "resolveCall": "ANSWER_CALL",
    "returnCall": "ANSWER_CALL",
    "handOverCall": "ANSWER_CALL",
    "rateCall": "ACCEPT_CASE",
    "recallCall": "WHISTLE_CASE",
    "reassignCall": "WHISTLE_CASE",
    "approveReturn": "WHISTLE_CASE",
    "refuseReturn": "WHISTLE_CASE",
    "disputeCall": "ANSWER_CALL",
    "releaseCall": "RULE_CALL",
    "leadCall": "WHISTLE_CASE",
    "upholdCall": "RULE_CALL",
    "dispatchTask": "DISPATCH_TASK",
    "acceptAssignment": "REPORT_TASK",
    "tickAssignment": "REPORT_TASK",
    "reportAssignment": "REPORT_TASK",
    "confirmAssignment": "DISPATCH_TASK",
    "sendBackAssignment": "DISPATCH_TASK",
    "handOverAssignment": "REPORT_TASK",
    "withdrawAssignment": "DISPATCH_TASK",
    "entrustAssignment": "REPORT_TASK",
    "takeBackAssignment": "REPORT_TASK",
    "removeAttachment": "REMOVE_FILE",
    "markNoticesRead": "READ_NOTICES",
    "registerNoticeEndpoint": "EDIT_ENDPOINT",
    "pauseNoticeEndpoint": "EDIT_ENDPOINT",
    "resumeNoticeEndpoint": "EDIT_ENDPOINT",
    "revokeNoticeEndpoint": "EDIT_ENDPOINT",
    "replayNoticeDeliveries": "EDIT_ENDPOINT",
    "registerEventSubscription": "EDIT_SUBSCRIPTION",
    "pauseEventSubscription": "EDIT_SUBSCRIPTION",
    "resumeEventSubscription": "EDIT_SUBSCRIPTION",
    "revokeEventSubscription": "EDIT_SUBSCRIPTION",
    "fileRegistration": "FILE_REGISTRATION",
    "receiveRegistration": "REVIEW_REGISTRATION",
    "pledgeRegistration": "FILE_REGISTRATION",
    "fulfilRegistration": "FILE_REGISTRATION",
    "reviewRegistration": "REVIEW_REGISTRATION",
    "transferRegistration": "FILE_REGISTRATION",
    "withdrawRegistration": "FILE_REGISTRATION",
    "publishPost": "EDIT_POST",
    "endPost": "EDIT_POST",
    "cancelPost": "EDIT_POST",
    "claimPost": "CLAIM_POST",
    "confirmClaim": "CONFIRM_SERVICE",
    "serveClaim": "CONFIRM_SERVICE",
    "missClaim": "CONFIRM_SERVICE",
    "cancelClaim": "CLAIM_POST",
    "fileServiceRecord": "WRITE_SERVICE",
    "signInService": "WRITE_SERVICE",
    "confirmServiceRecord": "CONFIRM_SERVICE",
    "correctServiceRecord": "CONFIRM_SERVICE",
    "rejectServiceRecord": "CONFIRM_SERVICE",
    "retractServiceRecord": "WRITE_SERVICE",
    "spendPoints": "SPEND_POINTS",
    "returnPoints": "SPEND_POINTS",
    "giveServiceRating": "RATE_SERVICE",
    "giveCooperationRating": "RATE_COOPERATION",
    "fileRegistrantNeed": "RAISE_REGISTRANT_NEED",
    "acceptRegistrantNeed": "ANSWER_REGISTRANT_NEED",
    "meetRegistrantNeed": "ANSWER_REGISTRANT_NEED",
    "declineRegistrantNeed": "ANSWER_REGISTRANT_NEED",
    "withdrawRegistrantNeed": "RAISE_REGISTRANT_NEED",
    "fileClaimMessage": "TALK_CLAIM",
    "markClaimRead": "TALK_CLAIM",
    "foundCommandCentre": "RUN_CENTRE",
    "appointToCentre": "RUN_CENTRE",
    "endAppointment": "RUN_CENTRE",
    "enterDuty": "KEEP_ROSTER",
    "cancelDutyShift": "KEEP_ROSTER",
    "askDutySwap": "SWAP_DUTY",
    "agreeDutySwap": "SWAP_DUTY",
    "declineDutySwap": "SWAP_DUTY",
    "openSupervision": "SUPERVISE",
    "answerSupervision": "ANSWER_SUPERVISION",
    "returnSupervision": "SUPERVISE",
    "closeSupervision": "SUPERVISE",
    "withdrawSupervision": "SUPERVISE",
    "draftContingencyPlan": "KEEP_CONTINGENCY",
    "amendContingencyPlan": "KEEP_CONTINGENCY",
    "publishContingencyPlan": "KEEP_CONTINGENCY",
    "retireContingencyPlan": "KEEP_CONTINGENCY",
    "drillContingencyPlan": "KEEP_CONTINGENCY",
    "startContingencyPlan": "RUN_CONTINGENCY",
    "endContingencyRun": "RUN_CONTINGENCY",
    "reviewContingencyRun": "RUN_CONTINGENCY",
    "noticeAppraisal": "APPRAISE",
    "objectAppraisal": "OBJECT_APPRAISAL",
    "decideAppraisal": "APPRAISE",
    "sealAppraisal": "APPRAISE",
    "publishAreaRating": "RATE_WORK",
    "withdrawAreaRating": "RATE_WORK",
    "openPairing": "KEEP_PAIRING",
    "endPairing": "KEEP_PAIRING",
    "keepPairingContact": "KEEP_CONTACT",
    "placePairingRequest": "ASK_PAIRING",
    "takePairingRequest": "TAKE_PAIRING_REQUEST",
    "declinePairingRequest": "TAKE_PAIRING_REQUEST",
    "finishPairingRequest": "TAKE_PAIRING_REQUEST",
    "confirmPairingRequest": "ASK_PAIRING",
    "returnPairingRequest": "ASK_PAIRING",
    "withdrawPairingRequest": "ASK_PAIRING",
    "proposeGridItem": "PROPOSE_ITEM",
    "admitGridItem": "ADMIT_ITEM",
    "refuseGridItem": "ADMIT_ITEM",
    "publishGridItem": "ADMIT_ITEM",
    "retireGridItem": "ADMIT_ITEM",
    "withdrawGridItem": "PROPOSE_ITEM",
    "openPatrolPlan": "KEEP_PATROL",
    "drawUpVisits": "KEEP_PATROL",
    "pausePatrolPlan": "KEEP_PATROL",
    "endPatrolPlan": "KEEP_PATROL",
    "reportVisits": "REPORT_VISIT",
    "callOffVisit": "KEEP_PATROL",
    "registerForce": "EDIT_FORCE",
    "amendForce": "EDIT_FORCE",
    "verifyForce": "EDIT_FORCE",
    "endForce": "EDIT_FORCE",
    "openServicePoint": "EDIT_SERVICE",
    "amendServicePoint": "EDIT_SERVICE",
    "verifyServicePoint": "EDIT_SERVICE",
    "closeServicePoint": "EDIT_SERVICE",
    "registerKeyPlace": "KEEP_KEY_PLACE",
    "amendKeyPlace": "KEEP_KEY_PLACE",
    "verifyKeyPlace": "KEEP_KEY_PLACE",
    "delistKeyPlace": "KEEP_KEY_PLACE",
    "recordHazard": "RECORD_HAZARD",
    "clearHazard": "KEEP_KEY_PLACE",
    "publishPolicyNotice": "KEEP_POLICY",
    "amendPolicyNotice": "KEEP_POLICY",
    "extendPolicyNotice": "KEEP_POLICY",
    "revokePolicyNotice": "KEEP_POLICY",
    "reportPolicyShare": "TELL_POLICY",
    "closePolicyShare": "KEEP_POLICY",
    "publishServiceItem": "EDIT_SERVICE",
    "amendServiceItem": "EDIT_SERVICE",
    "withdrawServiceItem": "EDIT_SERVICE",
    "fileKeyGroups": "FILE_GROUPS",
    "judgeRiskWarning": "JUDGE_WARNING",
    "redrawAreas": "REDRAW_AREAS",
}
SAMPLES = {
    "ID": '"nothing-01"',
    "String": '"说明文字四个字以上"',
    "Int": "3",
    "Float": "1.5",
    "Boolean": "false",
    "Date": '"2027-01-31"',
    "DateTime": '"2027-01-31T09:00:00+08:00"',
}
FINDING = FindingKey(date(2026, 11, 24), RuleCode.GRID_UNCOVERED, "500104001001001")
FORMATS = {"areaCode": '"500104001001"', "topicCode": '"01"', "uri": '"https://example.org/1.jpg"'}
READ: dict[Any, str] = {recurrence_rule: '"FREQ=DAILY"', weekly_rule: '"FREQ=DAILY"', minute_of: '"08:30"'}
WRITTEN = Statement("MATCH (n) RETURN count(n), count { ()-->() }")


def sample(element: GraphQLArgument | GraphQLInputField) -> str:
    """A value that an argument or input field takes, with what it requires and nothing else."""
    inner: Any = get_nullable_type(element.type)
    if is_list_type(inner):
        return f"[{valued(get_named_type(inner), constraint_of(element))}]"
    return valued(inner, constraint_of(element))


def valued(inner: Any, constraint: Constraint | None) -> str:
    if isinstance(inner, GraphQLInputObjectType):
        fields = inner.fields.items()
        needed = [(n, f) for n, f in fields if is_non_null_type(f.type)] or list(fields)[:1]
        return "{" + ", ".join(f"{n}: {sample(f)}" for n, f in needed) + "}"
    if is_enum_type(inner):
        return next(iter(inner.values))
    if constraint and constraint.read == FindingKey.read:
        return f'"{FINDING.id}"'
    if constraint and constraint.read in READ:
        return READ[constraint.read]
    if constraint and inner.name == "Int":
        least, most = (each if isinstance(each, int) else None for each in (constraint.min, constraint.max))
        usual = int(SAMPLES["Int"])
        return str(min(max(usual, least or usual), most or usual))
    return FORMATS.get(str(constraint and constraint.format), SAMPLES[inner.name])


def document(name: str) -> str:
    mutation = graphql_schema().mutation_type
    assert mutation is not None
    field = mutation.fields[name]
    given = ", ".join(f"{n}: {sample(a)}" for n, a in field.args.items() if is_non_null_type(a.type))
    return f"mutation {{ {name}({given}) {{ __typename }} }}"


def test_every_change_is_in_the_matrix() -> None:
    mutation = graphql_schema().mutation_type
    assert mutation is not None
    assert list(NEEDS) == list(mutation.fields)


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_is_forbidden_exactly_what_the_table_denies_and_nothing_is_written(
    demo_graph: Graph, role: Role
) -> None:
    caller = Principal("someone", role, ("500103012000",), "unit-99")
    before = await demo_graph.read(WRITTEN)
    executor = Executor(documents(), demo_graph, RECORD, KEYS, now=utc_now)
    forbidden = set()
    for name in NEEDS:
        body = (await executor.answer(Request(document(name), caller))).body
        assert body["data"] == {name: None}, (name, body)
        if body["errors"][0]["extensions"]["code"] == "FORBIDDEN":
            forbidden.add(name)
    assert forbidden == {name for name, of in NEEDS.items() if TABLE[Operation[of]][role] is Reach.NEVER}
    assert await demo_graph.read(WRITTEN) == before
