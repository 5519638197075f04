"""What the record of changes calls actions and fields, in Chinese; what has no word here is shown as it stands."""

_ACTIONS = {
    "PUBLISHED": "发布",
    "AMENDED": "修改",
    "PAUSED": "暂停",
    "RESUMED": "恢复",
    "WITHDRAWN": "撤回",
    "VERIFIED": "核实",
    "PROPOSED": "发起",
    "CLAIMED": "认领",
    "DECLINED": "谢绝",
    "COORDINATED": "协调",
    "DELIVERED": "交付",
    "RATED": "评价",
    "FED_BACK": "反馈",
    "IMPORTED": "导入",
    "IMPORT_UNDONE": "撤销导入",
    "AREA_CHANGED": "区划变更",
    "SEEN": "查看个人信息",
    "CELL_FOUNDED": "组建党组织",
    "COVERAGE_ASSIGNED": "调整覆盖",
    "COVERAGE_ENDED": "结束覆盖",
    "CELL_MERGED": "合并党组织",
    "CELL_DISSOLVED": "撤销党组织",
    "SECRETARY_NAMED": "任命书记",
    "LINE_GRIDS_MERGED": "多网合一",
    "CONTACT_SET": "更改联系方式",
    "TASK_DISPATCHED": "派发任务",
    "REGISTRATION_FILED": "报到",
    "POST_PUBLISHED": "发布岗位",
    "POST_CLAIMED": "认领岗位",
    "SERVICE_WRITTEN": "填写服务记录",
    "CLAIM_FREED": "释放岗位",
    "CENTRE_FOUNDED": "设立指挥中心",
}
_FIELDS = {
    "title": "标题",
    "name": "名称",
    "description": "说明",
    "state": "状态",
    "quantity": "数量",
    "capacity": "容量",
    "capacityUnit": "容量单位",
    "availableFrom": "可用起",
    "availableTo": "可用至",
    "neededFrom": "需求起",
    "neededTo": "需求止",
    "urgency": "紧急程度",
    "verifiedOn": "核实日期",
    "verifiedBy": "核实人",
    "contact": "联系方式",
    "eligibility": "使用条件",
    "recurrence": "周期",
    "area": "区域",
    "areaCode": "区划代码",
    "secretary": "书记",
    "rating": "评分",
    "kind": "类别",
    "category": "类别",
    "place": "地点",
    "dueOn": "期限",
    "communityRating": "社区评分",
    "unitRating": "单位评分",
    "source": "来源",
    "rows": "行数",
    "topics": "主题",
    "offeredBy": "提供方",
    "raisedBy": "提出方",
}


def action_word(action: str) -> str:
    """What an action of the record is called."""
    return _ACTIONS.get(action, action)


def field_word(name: str) -> str:
    """What a field of the record is called."""
    return _FIELDS.get(name, name)
