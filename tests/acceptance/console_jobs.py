"""Twelve jobs at the console, each by what is visible alone: no id, no code, no address is typed."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from graphsvc.china import CHINA, day_in_china
from graphsvc.clock import utc_now
from tests.acceptance.person import Person

UNITS = {"有脚本": "渝中区云阶小学", "无脚本": "嘉梧燃气云阶服务站"}
"""A unit registers once a year, so that each run has one of its own."""
RECORDS = 10
HEAD = "code,name,community,kind,households,population,neighbours"
FAULTY = f"""{HEAD}
500103012011091,,500103012011,GENERAL,10,20,
50010301201109X,新第二网格,500103012011,GENERAL,10,20,
500103012011093,新第三网格,500103012011,别的,10,20,
500103012011094,新第四网格,500103012011,GENERAL,很多,20,
500103012011095,新第五网格,500103012011,GENERAL,10,-5,
"""
MENDED = f"""{HEAD}
500103012011091,新第一网格,500103012011,GENERAL,10,20,
500103012011092,新第二网格,500103012011,GENERAL,10,20,
500103012011093,新第三网格,500103012011,GENERAL,10,20,
500103012011094,新第四网格,500103012011,GENERAL,10,20,
500103012011095,新第五网格,500103012011,GENERAL,10,5,
"""
FILE = "mutation ($record: ServiceRecordInput!, $key: ID) { fileServiceRecord(record: $record, key: $key) { id } }"
CALLS = "query ($title: String!) { cases(filter: { title: { contains: $title } }) { nodes { id } } }"
CALL = "query ($id: ID!) { case(id: $id) { version calls { nodes { id state } } } }"


async def match_and_propose(person: Person) -> None:
    """用一句话找到能帮忙的单位，登记为需求，提出共建项目"""
    await person.enter("社区干部")
    await person.click("link", "谁能帮忙")
    await person.fill("遇到什么问题", "老人中午没人做饭")
    await person.press(person.page.locator("main").get_by_role("button", name="谁能帮忙"))
    await person.fill("标题", f"午餐{person.name}")
    await person.click("button", "登记为需求")
    await person.click("button", "提出共建项目")
    await person.sees("已办好")


async def enter_a_resource(person: Person) -> None:
    """单位登记一项资源"""
    await person.enter("部门", UNITS[person.name])
    await person.click("link", "资源清单")
    await person.click("link", "新增")
    await person.fill("标题", f"操场周末开放{person.name}")
    await person.choose("类别", "场地")
    await person.choose("主题", "老年助餐")
    await person.click("button", "登记资源")
    await person.sees("已办好")
    await person.sees(f"操场周末开放{person.name}")


async def whistle_two_departments(person: Person) -> None:
    """上报、接报、吹哨两个部门（三个人各自最多）"""
    await person.enter("网格员")
    await person.click("link", "上报事件")
    await person.choose("类别", "下水道与化粪池堵塞（民生服务）")
    await person.fill("标题", f"化粪池满溢{person.name}")
    await person.click("button", "上报", exact=True)
    await person.enter("社区干部")
    await person.click("link", f"化粪池满溢{person.name}")
    await person.act("接报")
    await person.enter("镇街干部")
    await person.click("link", "事件", exact=True)
    await person.click("link", f"化粪池满溢{person.name}")
    await person.act("吹哨")
    called = person.page.locator("article", has_text="待签收")
    assert await called.count() == 2
    names = [await called.nth(n).locator("h3").inner_text() for n in range(2)]
    person.known |= {f"department {n}": name.split(maxsplit=1)[-1] for n, name in enumerate(names)}


async def sign_and_report_as_a_department(person: Person) -> None:
    """部门签收、报到、处置、办结"""
    await person.enter("部门", person.known["department 0"])
    await person.click("link", f"化粪池满溢{person.name}")
    await person.act("签收")
    await person.act("报到")
    await person.act("开始处置")
    await person.act("办结", 怎么办结的="已抽排清掏，现场恢复")


async def bring_a_case_back_to_its_reporter(person: Person) -> None:
    """各部门办结后，社区办结事件并反馈给反映人"""
    await _finish_the_other_call(person)
    await person.enter("社区干部")
    await person.click("link", f"化粪池满溢{person.name}")
    await person.act("办结", 怎么办结的="两个部门都已到场处理")
    await person.act("反馈结果")
    await person.enter("网格员")
    await person.click("link", "事件", exact=True)
    await person.click("link", f"化粪池满溢{person.name}")
    await person.sees("两个部门都已到场处理")


async def rate(person: Person) -> None:
    """反映人评价事件，社区评价部门"""
    await person.enter("网格员")
    await person.click("link", "事件", exact=True)
    await person.click("link", f"化粪池满溢{person.name}")
    await person.act("评价")
    await person.sees("5 分")
    await person.enter("社区干部")
    await person.click("link", "事件", exact=True)
    await person.click("link", f"化粪池满溢{person.name}")
    await person.act("评价")


async def register_and_claim_a_post(person: Person) -> None:
    """单位报到，社区回执，单位认领岗位"""
    await person.enter("社区干部")
    await person.click("link", "岗位", exact=True)
    await person.click("link", "新增")
    await person.fill("标题", f"周末义诊{person.name}")
    await person.click("button", "发布岗位")
    await person.enter("部门", UNITS[person.name])
    await person.click("link", "我的报到")
    await person.click("button", "报到", exact=True)
    await person.sees("已办好")
    await person.enter("社区干部")
    await person.click("button", "回执")
    await person.sees("已办好")
    await person.enter("部门", UNITS[person.name])
    await person.click("link", "岗位", exact=True)
    await person.click("link", f"周末义诊{person.name}")
    await person.click("button", "认领这个岗位")
    await person.sees("已办好")
    await person.sees("已认领")


async def confirm_ten_records(person: Person) -> None:
    """一次确认十条服务记录"""
    units = await person.prepare("{ units(first: 200) { nodes { id name } } }")
    unit = next(each["id"] for each in units["units"]["nodes"] if each["name"] == UNITS[person.name])
    day = day_in_china(utc_now()) - timedelta(days=1)
    begun = datetime(day.year, day.month, day.day, 9, tzinfo=CHINA)
    for n in range(RECORDS):
        record = {
            "startedAt": begun.isoformat(),
            "endedAt": (begun + timedelta(hours=1)).isoformat(),
            "serviceClass": "HEALTH",
            "content": f"量血压{n}{person.name}",
            "unit": unit,
        }
        await person.prepare(FILE, record=record, key=f"{person.name}-{n}")
    await person.enter("社区干部")
    await person.click("link", f"待确认的服务记录 {RECORDS} 条")
    await person.click("button", f"确认本页全部 {RECORDS} 条")
    await person.sees(f"已办好 {RECORDS} 条")
    await person.sees("没有待确认的服务记录")


async def plan_for_uncovered_grids(person: Person) -> None:
    """查到一个社区未覆盖的网格，看最少新建方案"""
    await person.enter("督查")
    await person.press(person.page.get_by_role("table").get_by_role("link"))
    await person.press(person.page.get_by_role("table").get_by_role("link"))
    await person.press(person.page.locator("main").get_by_role("link", name="补齐方案"))
    await person.sees("未覆盖的网格（")
    await person.sees("方案：最少新建")


async def hand_in_the_audit_report(person: Person) -> None:
    """做出一个镇街的审计报告，下载问题清单"""
    await person.enter("督查")
    await person.press(person.page.get_by_role("table").get_by_role("link"))
    await person.press(person.page.locator("main").get_by_role("link", name="审计报告"))
    await person.sees("党组织覆盖审计报告")
    async with person.page.expect_download() as started:
        await person.click("link", "下载问题清单 XLSX")
    download = await started.value
    assert re.fullmatch(r"审计问题-\d{8}\.xlsx", download.suggested_filename)


async def find_out_who_changed_a_name(person: Person) -> None:
    """查出谁改了一条需求的名称"""
    await person.enter("社区干部")
    await person.click("link", "需求清单")
    await person.fill("标题含", f"午餐{person.name}")
    await person.click("button", "筛选")
    await person.click("link", f"午餐{person.name}")
    await person.act("修改", 标题=f"午餐{person.name}改过的名称")
    await person.enter("督查")
    await person.click("link", "需求清单")
    await person.fill("标题含", "改过的名称")
    await person.click("button", "筛选")
    await person.click("link", f"午餐{person.name}改过的名称")
    await person.click("link", "操作记录")
    await person.sees(f"标题：午餐{person.name} → 午餐{person.name}改过的名称")
    await person.sees("console-community_official")


async def load_a_spreadsheet(person: Person) -> None:
    """上传有五处错误的表，照提示改好，导入，再撤销"""
    await person.enter("区级管理员")
    await person.click("link", "导入表格")
    await person.attach("表格文件", "grids.csv", FAULTY)
    await person.click("button", "试导")
    await person.sees("共 5 处不符合要求")
    await person.attach("表格文件", "grids.csv", MENDED)
    await person.click("button", "试导")
    await person.sees("没有问题")
    await person.click("button", "导入", exact=True)
    await person.sees("已导入。")
    await person.click("button", "撤销")
    await person.sees("已撤销，恢复")


async def _finish_the_other_call(person: Person) -> None:
    found = await person.prepare(CALLS, title=f"化粪池满溢{person.name}")
    id_ = found["cases"]["nodes"][0]["id"]
    for step in ("sign", "respond", "handle", "resolve"):
        case = (await person.prepare(CALL, id=id_))["case"]
        call = next(each["id"] for each in case["calls"]["nodes"] if each["state"] not in ("RESOLVED", "RECALLED"))
        given = 'id: $id, expectedVersion: $version, call: $call, note: "到场"'
        change = f"mutation ($id: ID!, $version: Int!, $call: ID!) {{ {step}Call({given}) {{ id }} }}"
        await person.prepare(change, id=id_, version=case["version"], call=call)


Job = Callable[[Person], Awaitable[None]]
JOBS: tuple[tuple[Job, int, int], ...] = (
    (match_and_propose, 6, 13),
    (enter_a_resource, 8, 9),
    (whistle_two_departments, 5, 8),
    (sign_and_report_as_a_department, 10, 10),
    (bring_a_case_back_to_its_reporter, 6, 10),
    (rate, 4, 0),
    (register_and_claim_a_post, 4, 7),
    (confirm_ten_records, 2, 0),
    (plan_for_uncovered_grids, 3, 0),
    (hand_in_the_audit_report, 3, 0),
    (load_a_spreadsheet, 7, 0),
    (find_out_who_changed_a_name, 7, 15),
)
"""Each job, the clicks of whoever of its people needs most and the characters of whoever types most; later ones go on
where earlier ones end."""
