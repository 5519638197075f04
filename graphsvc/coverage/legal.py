"""Legal bases of the audit rules: document, article, the text they are read from, and what it says in short."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a rule comes from; `version` is the day of the text that was read, `says` a paraphrase, no quotation."""

    document: str
    article: str
    version: str
    says: str

    def cited(self) -> str:
        """One line as a report prints it."""
        return f"《{self.document}》{self.article}（{self.version}）：{self.says}"


_CONSTITUTION = ("中国共产党章程", "2022-10-22 修改通过")
_BRANCHES = ("中国共产党支部工作条例（试行）", "2018-10-28 施行")
_CITIES = ("关于加强和改进城市基层党的建设工作的意见", "2019-05 中共中央办公厅印发")
_GOVERNANCE = ("关于加强基层治理体系和治理能力现代化建设的意见", "2021-04-28 中共中央、国务院印发")


def _basis(source: tuple[str, str], article: str, says: str) -> Basis:
    return Basis(source[0], article, source[1], says)


THREE_FULL_MEMBERS = _basis(_CONSTITUTION, "第三十条", "凡有正式党员三人以上的基层单位，都应当成立党的基层组织。")
SINGLE_FIRST = _basis(_BRANCHES, "第四条", "以单独组建为主；有正式党员 3 人以上的都应成立，党员一般不超过 50 人。")
FULL_COVERAGE = _basis(_BRANCHES, "第五条", "创新支部设置形式，使党的组织和党的工作全覆盖。")
JOINT = _basis(_BRANCHES, "第五条", "正式党员不足 3 人的，按地域相邻等原则成立联合党支部，单位一般不超过 5 个。")
ADJUSTED = _basis(_BRANCHES, "第七条", "不再符合设立条件的支部，上级党组织应当及时调整或者撤销。")
BRANCH_COMMITTEE = _basis(
    _BRANCHES,
    "第二十条",
    "正式党员 7 人以上的设支部委员会，3 至 5 人，一般不超过 7 人；不足 7 人的设书记。",
)
TERM = _basis(_BRANCHES, "第二十一条", "村、社区党支部委员会每届任期 5 年，其他基层单位一般为 3 年，届满应按期换届。")
GRID_CELLS = _basis(_CITIES, "做实网格党建", "合理划分网格，将党支部或党小组建在网格上，一个网格由一个党组织负责到底。")
CHAIN = _basis(_CITIES, "完善组织体系", "健全市、区、街道、社区党组织四级联动，建强网格、小区党组织，做到上下贯通。")
JOINT_COMMITTEES = _basis(_CITIES, "推进互联互动", "与驻区单位共建互补，推行街道大工委、社区大党委和兼职委员制度。")
FORCES = _basis(_GOVERNANCE, "网格化管理服务", "推动力量下沉，社区、公安、卫生等力量进入网格，由党组织统筹。")
ONE_NET = _basis(_CITIES, "做实网格党建", "将党建和综治、民政、城管等各类网格整合成“一张网”，多网合一。")
