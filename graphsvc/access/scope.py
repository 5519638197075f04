"""Who may do what, and where: one table of operations by role.

    -   never
    u   what concerns the caller's own unit
    o   what is the caller's own, as a person
    s   in the areas the caller is responsible for, and everything under them
    a   everywhere

Source: the service's own rule, from the duties the domain gives each group: grid workers report, communities accept
and publish, subdistricts whistle, units answer and offer, auditors read and judge, districts administer.
"""

from collections.abc import Mapping

from graphsvc.access.role import Role
from graphsvc.vocabulary.labelled import Labelled


class Reach(Labelled):
    """How far an operation goes for a caller (范围)."""

    NEVER = "NEVER", "无权", "Not at all"
    UNIT = "UNIT", "本单位", "What concerns the caller's own unit"
    OWN = "OWN", "本人", "What is the caller's own, as a person"
    SCOPE = "SCOPE", "辖区", "In the caller's areas and everything under them"
    ALL = "ALL", "全部", "Everywhere"


class Operation(Labelled):
    """What can be asked of the service (操作); who may stands in the permission table."""

    READ_STRUCTURE = "READ_STRUCTURE", "查看组织架构、三张清单", "Read the organization and the three lists"
    READ_CONTACTS = "READ_CONTACTS", "查看单位、资源的联系方式", "Read whom to ask at a unit or about a resource"
    READ_PEOPLE = "READ_PEOPLE", "查看人员（姓名电话打码）", "Read people, names and phones masked"
    SEE_NAME = "SEE_NAME", "查看完整姓名（须说明理由）", "See full names, for a reason"
    SEE_PHONE = "SEE_PHONE", "查看完整电话（须说明理由）", "See full phone numbers, for a reason"
    SEE_IDENTITY = (
        "SEE_IDENTITY",
        "查看证件号、住址（须说明理由）",
        "See identity numbers and home addresses, for a reason",
    )
    READ_GROUPS = "READ_GROUPS", "查看重点人群数量", "Read how many there are of groups in need of care"
    READ_CASES = "READ_CASES", "查看事件、任务", "Read cases and tasks"
    READ_LOG = "READ_LOG", "查看操作记录", "Read the record of changes"
    READ_CHANGES = "READ_CHANGES", "订阅变更", "Follow changes"
    READ_FINDINGS = "READ_FINDINGS", "查看覆盖审计结果", "Read findings of the coverage audit"
    EDIT_NEED = "EDIT_NEED", "发布、修改、暂停、撤回需求", "Publish, amend, pause and withdraw needs"
    EDIT_RESOURCE = "EDIT_RESOURCE", "发布、修改、暂停、撤回资源", "Publish, amend, pause and withdraw resources"
    CONFIRM_ENTRY = (
        "CONFIRM_ENTRY",
        "确认他人以单位名义发布的需求、资源",
        "Confirm and decline what others put on the lists in a unit's name",
    )
    VERIFY_LIST = "VERIFY_LIST", "核实清单条目", "Verify what is on the lists"
    PROPOSE_PROJECT = "PROPOSE_PROJECT", "发起共建项目", "Propose projects"
    CLAIM_PROJECT = "CLAIM_PROJECT", "认领共建项目", "Claim projects"
    COORDINATE_PROJECT = "COORDINATE_PROJECT", "协调、交付共建项目", "Coordinate and deliver projects"
    RATE_PROJECT = "RATE_PROJECT", "反馈与评价项目", "Give feedback on projects and rate them"
    ACCEPT_PLAN = "ACCEPT_PLAN", "采纳匹配方案", "Accept a plan of pairings"
    JUDGE_FINDING = "JUDGE_FINDING", "确认或豁免审计问题", "Acknowledge or waive findings"
    CHANGE_CELL = (
        "CHANGE_CELL",
        "组建、调整、撤销党组织和联合委员会，配备网格力量",
        "Found, change and dissolve party cells and joint committees, embed forces",
    )
    MERGE_GRIDS = "MERGE_GRIDS", "多网合一", "Merge line grids"
    REPORT_CASE = "REPORT_CASE", "发现并上报事件", "Raise cases"
    ACCEPT_CASE = "ACCEPT_CASE", "受理、就地解决、结案事件", "Accept, settle and close cases"
    WHISTLE_CASE = "WHISTLE_CASE", "吹哨", "Call departments to cases"
    ANSWER_CALL = "ANSWER_CALL", "报到、办理、反馈", "Answer calls: sign, respond, handle"
    RULE_CALL = "RULE_CALL", "裁定部门承办或退出", "Rule whether a department does its part"
    ESCALATE_CASE = "ESCALATE_CASE", "督办、升级", "Give notice of late cases and escalate them"
    DISPATCH_TASK = "DISPATCH_TASK", "派发任务", "Dispatch tasks"
    REPORT_TASK = "REPORT_TASK", "反馈任务", "Report on tasks"
    UPLOAD_FILE = "UPLOAD_FILE", "上传附件", "Upload files that steps show"
    REMOVE_FILE = "REMOVE_FILE", "删除附件", "Erase the content of attachments"
    READ_NOTICES = "READ_NOTICES", "查看通知", "Read notices"
    READ_ENDPOINTS = "READ_ENDPOINTS", "查看通知端点、送达记录", "Read endpoints of notices and what went there"
    EDIT_ENDPOINT = "EDIT_ENDPOINT", "登记、暂停、停用通知端点，重送", "Register, pause, end and replay endpoints"
    EDIT_SUBSCRIPTION = "EDIT_SUBSCRIPTION", "登记、暂停、停用事件订阅", "Register, pause and end event subscriptions"
    READ_REGISTRATIONS = "READ_REGISTRATIONS", "查看报到", "Read registrations"
    FILE_REGISTRATION = "FILE_REGISTRATION", "报到、承诺、践诺、转接、撤回", "Register, pledge, move and withdraw"
    REVIEW_REGISTRATION = "REVIEW_REGISTRATION", "回执、评议报到", "Receive registrations and review them"
    EDIT_POST = "EDIT_POST", "发布、结束、取消岗位", "Publish, end and call off posts"
    CLAIM_POST = "CLAIM_POST", "认领、释放岗位", "Claim posts and give them up"
    CONFIRM_SERVICE = (
        "CONFIRM_SERVICE",
        "确认认领、到岗、服务记录",
        "Confirm claims, who was there, and records of service",
    )
    WRITE_SERVICE = "WRITE_SERVICE", "填写、收回服务记录", "Write records of service and take them back"
    SPEND_POINTS = "SPEND_POINTS", "兑换、退回积分", "Exchange points and take exchanges back"
    TALK_CLAIM = "TALK_CLAIM", "就认领双向沟通", "Talk about claims with the other side"
    READ_REGISTRANT_NEEDS = "READ_REGISTRANT_NEEDS", "查看党员和单位需求", "Read what members and units need"
    RAISE_REGISTRANT_NEED = "RAISE_REGISTRANT_NEED", "提出、撤回党员和单位需求", "Raise needs of members and units"
    ANSWER_REGISTRANT_NEED = "ANSWER_REGISTRANT_NEED", "受理、办结党员和单位需求", "Answer needs of members and units"
    RATE_SERVICE = "RATE_SERVICE", "评价服务", "Rate services, as the community"
    RATE_COOPERATION = (
        "RATE_COOPERATION",
        "评价社区的配合",
        "Rate how the community worked with a service, as who served",
    )
    RUN_CENTRE = (
        "RUN_CENTRE",
        "设立指挥中心、任免其人员",
        "Found command centres, appoint and dismiss",
    )
    KEEP_ROSTER = "KEEP_ROSTER", "排班、取消班次", "Enter duty rosters and cancel shifts"
    SWAP_DUTY = "SWAP_DUTY", "申请、答复换班", "Ask for swaps of duty and answer them"
    SUPERVISE = "SUPERVISE", "发起、退回、销号、撤销督办", "Open, send back, close and withdraw supervisions"
    ANSWER_SUPERVISION = "ANSWER_SUPERVISION", "答复督办", "Answer supervisions"
    KEEP_CONTINGENCY = (
        "KEEP_CONTINGENCY",
        "编制、发布、停用预案，登记演练",
        "Write, publish, drill and retire contingency plans",
    )
    RUN_CONTINGENCY = "RUN_CONTINGENCY", "启动、终止预案，复盘", "Start, end and review contingency plans"
    PROPOSE_ITEM = "PROPOSE_ITEM", "申请、撤回网格事项", "Apply for grid items and take applications back"
    ADMIT_ITEM = "ADMIT_ITEM", "网格事项准入、公布、退出", "Admit, refuse, publish and retire grid items"
    KEEP_PATROL = "KEEP_PATROL", "制定巡查计划、排定走访", "Open, draw up, pause and end patrol plans"
    REPORT_VISIT = "REPORT_VISIT", "登记走访", "Report visits"
    EDIT_FORCE = "EDIT_FORCE", "登记、更新、核实、退出治理力量", "Keep the ledger of forces"
    EDIT_SERVICE = "EDIT_SERVICE", "设立、更新、核实、撤销服务点和服务事项", "Keep service points and what they offer"
    KEEP_KEY_PLACE = (
        "KEEP_KEY_PLACE",
        "登记、更新、核实、退出重点场所，隐患销号",
        "Keep the list of key places, and clear hazards",
    )
    RECORD_HAZARD = "RECORD_HAZARD", "登记重点场所的隐患", "Record hazards at key places"
    KEEP_POLICY = (
        "KEEP_POLICY",
        "发布、更新、撤回政策告知，增加区域，办结告知任务",
        "Have people told of policies, and close an area's share",
    )
    TELL_POLICY = "TELL_POLICY", "登记政策告知进度", "Say how many were told of a policy, and answered"
    FILE_GROUPS = "FILE_GROUPS", "填报重点人群数量", "File how many there are of key groups"
    JUDGE_WARNING = "JUDGE_WARNING", "处置风险预警", "Acknowledge and dismiss warnings"
    REDRAW_AREAS = "REDRAW_AREAS", "区划调整", "Rename, move, merge, split and upgrade areas"
    IMPORT_SHEETS = "IMPORT_SHEETS", "导入表格、撤销导入", "Load spreadsheets and take imports back"
    KEEP_PAIRING = "KEEP_PAIRING", "建立、结束包联", "Have units stand by areas, and end that"
    KEEP_CONTACT = "KEEP_CONTACT", "登记包联联系", "Record contacts of units with the areas they stand by"
    ASK_PAIRING = "ASK_PAIRING", "包联派单、确认、退回、撤单", "Place orders with units that stand by an area"
    TAKE_PAIRING_REQUEST = "TAKE_PAIRING_REQUEST", "接单承办", "Take orders of areas that one stands by"
    APPRAISE = "APPRAISE", "公示、复核、封存年度考核", "Notice, decide and seal appraisals of areas under one"
    OBJECT_APPRAISAL = "OBJECT_APPRAISAL", "申诉年度考核", "Object to the appraisal of one's own area"
    RATE_WORK = "RATE_WORK", "评议部门、社区", "Rate departments, and communities under one, as an area"
    NAME_DEPUTY = "NAME_DEPUTY", "指定、结束代办", "Name who acts for somebody on leave, and end that"
    KEEP_HOLIDAYS = "KEEP_HOLIDAYS", "录入、删除节假日安排", "Enter days off and made up, and take them back"


_LETTERS = {"-": Reach.NEVER, "u": Reach.UNIT, "o": Reach.OWN, "s": Reach.SCOPE, "a": Reach.ALL}
ROLES = tuple(Role)
_TABLE = """
                     VIEWER  GRID  COMMUNITY  SUBDISTRICT  DEPARTMENT  AUDITOR  DISTRICT  SYSTEM  MEMBER
READ_STRUCTURE       a       a     a          a            a           a        a         a         a
READ_CONTACTS        -       a     a          a            a           -        a         a         -
READ_PEOPLE          -       s     s          s            -           s        s         a         -
SEE_NAME             -       s     s          s            -           -        s         a         -
SEE_PHONE            -       s     s          s            -           -        s         a         -
SEE_IDENTITY         -       -     s          s            -           -        s         a         -
READ_GROUPS          -       s     s          s            -           s        s         a         -
READ_CASES           -       s     s          s            u           s        s         a         -
READ_LOG             -       -     -          s            -           s        s         a         -
READ_CHANGES         -       s     s          s            -           s        s         a         -
READ_FINDINGS        -       s     s          s            -           s        s         a         -
EDIT_NEED            -       -     s          s            u           -        s         a         -
EDIT_RESOURCE        -       -     s          s            u           -        s         a         -
CONFIRM_ENTRY        -       -     -          s            u           -        s         a         -
VERIFY_LIST          -       -     s          s            -           -        s         a         -
PROPOSE_PROJECT      -       -     s          s            u           -        s         a         -
CLAIM_PROJECT        -       -     -          s            u           -        s         a         -
COORDINATE_PROJECT   -       -     s          s            u           -        s         a         -
RATE_PROJECT         -       -     s          s            u           -        s         a         -
ACCEPT_PLAN          -       -     -          s            -           -        s         a         -
JUDGE_FINDING        -       -     -          s            -           s        s         a         -
CHANGE_CELL          -       -     -          s            -           -        s         a         -
MERGE_GRIDS          -       -     -          s            -           -        s         a         -
REPORT_CASE          -       s     s          s            -           -        s         a         -
ACCEPT_CASE          -       -     s          s            -           -        s         a         -
WHISTLE_CASE         -       -     -          s            -           -        s         a         -
ANSWER_CALL          -       -     -          s            u           -        s         a         -
RULE_CALL            -       -     -          -            -           -        s         a         -
ESCALATE_CASE        -       -     -          s            -           -        s         a         -
DISPATCH_TASK        -       -     s          s            -           -        s         a         -
REPORT_TASK          -       s     s          s            u           -        s         a         -
UPLOAD_FILE          -       s     s          s            u           -        s         a         -
REMOVE_FILE          -       -     -          s            -           -        s         a         -
READ_NOTICES         o       o     o          o            o           o        s         a         o
READ_ENDPOINTS       -       -     -          -            u           -        s         a         -
EDIT_ENDPOINT        -       -     -          -            u           -        s         a         -
EDIT_SUBSCRIPTION    -       -     -          -            -           -        s         a         -
READ_REGISTRATIONS   -       s     s          s            u           s        s         a         o
FILE_REGISTRATION    -       -     s          s            u           -        s         a         o
REVIEW_REGISTRATION  -       -     s          s            -           -        s         a         -
EDIT_POST            -       -     s          s            -           -        s         a         -
CLAIM_POST           -       -     s          s            u           -        s         a         o
CONFIRM_SERVICE      -       -     s          s            -           -        s         a         -
WRITE_SERVICE        -       -     s          s            u           -        s         a         o
SPEND_POINTS         -       -     s          s            -           -        s         a         -
TALK_CLAIM           -       -     s          s            u           -        s         a         o
READ_REGISTRANT_NEEDS -      -     s          s            u           -        -         a         o
RAISE_REGISTRANT_NEED -      -     s          s            u           -        -         a         o
ANSWER_REGISTRANT_NEED -     -     s          s            -           -        -         a         -
RATE_SERVICE         -       -     s          s            -           -        s         a         -
RATE_COOPERATION     -       -     -          -            u           -        -         -         o
RUN_CENTRE           -       -     -          s            -           -        s         a         -
KEEP_ROSTER          -       -     -          s            -           -        s         a         -
SWAP_DUTY            -       -     -          s            -           -        s         a         o
SUPERVISE            -       -     -          s            -           -        s         a         -
ANSWER_SUPERVISION   -       s     s          s            u           -        s         a         -
KEEP_CONTINGENCY     -       -     -          s            -           -        s         a         -
RUN_CONTINGENCY      -       -     -          s            -           -        s         a         -
PROPOSE_ITEM         -       -     -          s            u           -        s         a         -
ADMIT_ITEM           -       -     -          s            -           -        s         a         -
KEEP_PATROL          -       -     s          s            -           -        s         a         -
REPORT_VISIT         -       s     s          s            -           -        s         a         -
EDIT_FORCE           -       -     s          s            -           -        s         a         -
EDIT_SERVICE         -       -     s          s            -           -        s         a         -
KEEP_KEY_PLACE       -       -     s          s            -           -        s         a         -
RECORD_HAZARD        -       s     s          s            -           -        s         a         -
KEEP_POLICY          -       -     s          s            -           -        s         a         -
TELL_POLICY          -       s     s          s            -           -        s         a         -
FILE_GROUPS          -       -     -          s            -           -        s         a         -
JUDGE_WARNING        -       -     s          s            -           -        s         a         -
REDRAW_AREAS         -       -     -          -            -           -        s         a         -
IMPORT_SHEETS        -       -     -          -            -           -        s         a         -
KEEP_PAIRING         -       -     -          s            -           -        s         a         -
KEEP_CONTACT         -       -     s          s            u           -        s         a         -
ASK_PAIRING        -       -     s          s            -           -        s         a         -
TAKE_PAIRING_REQUEST   -       -     -          -            u           -        -         -         -
APPRAISE             -       -     -          s            -           -        s         a         -
OBJECT_APPRAISAL     -       -     s          s            -           -        -         -         -
RATE_WORK            -       -     s          s            -           -        -         -         -
NAME_DEPUTY          -       -     s          s            u           -        s         a         -
KEEP_HOLIDAYS        -       -     -          -            -           -        s         a         -
"""


def _read(text: str) -> Mapping[Operation, Mapping[Role, Reach]]:
    _, *lines = text.strip().splitlines()
    cells = {Operation[name]: row for name, *row in map(str.split, lines)}
    assert list(cells) == list(Operation), "one line an operation, in their order"
    return {of: dict(zip(ROLES, map(_LETTERS.__getitem__, row), strict=True)) for of, row in cells.items()}


TABLE = _read(_TABLE)

BY_DEPUTIES = frozenset(
    {
        Operation.READ_STRUCTURE,
        Operation.READ_CONTACTS,
        Operation.READ_PEOPLE,
        Operation.READ_CASES,
        Operation.READ_CHANGES,
        Operation.READ_NOTICES,
        Operation.REPORT_CASE,
        Operation.ACCEPT_CASE,
        Operation.WHISTLE_CASE,
        Operation.ANSWER_CALL,
        Operation.RULE_CALL,
        Operation.ESCALATE_CASE,
        Operation.DISPATCH_TASK,
        Operation.REPORT_TASK,
        Operation.UPLOAD_FILE,
        Operation.ANSWER_SUPERVISION,
        Operation.KEEP_CONTACT,
        Operation.ASK_PAIRING,
        Operation.TAKE_PAIRING_REQUEST,
        Operation.PROPOSE_PROJECT,
        Operation.CLAIM_PROJECT,
        Operation.COORDINATE_PROJECT,
    }
)
"""What of a seat's rights goes over to whoever acts for it: the work that waits, not what has a name to it.

No full names, numbers or home addresses, no ratings, no removals, and no naming of further deputies.
"""


def rendered() -> str:
    """The table as Markdown, for `docs/permissions.md`."""
    head = ["操作", *ROLES]
    words = {reach: reach.zh for reach in Reach} | {Reach.NEVER: "—"}
    rows = [[of.zh, *(words[reach] for reach in TABLE[of].values())] for of in Operation]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
