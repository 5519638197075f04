"""Legal bases of the audit rules: document, article, the text they are read from, and what it says in short."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a rule comes from.

    Attributes:
        article: empty where the document is cited as a whole.
        version: the day of the text, or the year where only that is known.
        says: a paraphrase, no quotation.
    """

    document: str
    article: str
    version: str
    says: str

    @property
    def place(self) -> str:
        """The document with its article."""
        return f"《{self.document}》{self.article}"

    def cited(self) -> str:
        """Write it in one line, as a report prints it."""
        return f"{self.place}（{self.version}）：{self.says}"


_CONSTITUTION = ("中国共产党章程", "2022-10-22 修改通过")
_BRANCHES = ("中国共产党支部工作条例（试行）", "2018-10-28 施行")
_TERMS = ("关于党的基层组织任期的意见", "2018-07-12 施行")
_COUNTRYSIDE = ("中国共产党农村基层组织工作条例", "2018 年修订")
_CITIES = ("关于加强和改进城市基层党的建设工作的意见", "2019 年中共中央办公厅印发")
_GOVERNANCE = ("关于加强基层治理体系和治理能力现代化建设的意见", "2021-04-28 中共中央、国务院印发")


def _basis(source: tuple[str, str], article: str, says: str) -> Basis:
    return Basis(source[0], article, source[1], says)


ONE_WHOLE = _basis(_CONSTITUTION, "第十条", "党是按照民主集中制组织起来的统一整体。")
THREE_FULL_MEMBERS = _basis(_CONSTITUTION, "第三十条", "凡有正式党员三人以上的基层单位，都应当成立党的基层组织。")
SINGLE_FIRST = _basis(_BRANCHES, "第四条", "以单独组建为主；有正式党员 3 人以上的都应成立，党员一般不超过 50 人。")
FULL_COVERAGE = _basis(_BRANCHES, "第五条", "创新支部设置形式，使党的组织和党的工作全覆盖。")
JOINT = _basis(_BRANCHES, "第五条", "正式党员不足 3 人的，按地域相邻等原则成立联合党支部，单位一般不超过 5 个。")
ADJUSTED = _basis(_BRANCHES, "第二章", "因党员人数等变化不再符合设立条件的支部，上级党组织应当及时调整或者撤销。")
BRANCH_COMMITTEE = _basis(
    _BRANCHES,
    "第二十条",
    "正式党员 7 人以上的设支部委员会，3 至 5 人，一般不超过 7 人；不足 7 人的设书记。",
)
VACANCY = _basis(_BRANCHES, "第二十一条", "书记、副书记、委员出现空缺，应当及时补选；必要时上级党组织可以指派书记。")
BRANCH_TERM = _basis(_BRANCHES, "第二十一条", "村、社区党支部委员会每届任期 5 年，其他基层单位一般为 3 年。")
TERM = _basis(
    _TERMS,
    "第一条、第二条",
    "基层委员会每届一般 5 年，总支部、支部委员会一般 3 年，村和社区的均为 5 年；届满应按期换届，延期不超过 1 年。",
)
LARGER = _basis(_COUNTRYSIDE, "第五条", "村的党员超过 50 人的可设党总支，超过 100 人的经批准可设基层委员会。")
GRID_CELLS = _basis(_CITIES, "", "就做实网格党建整体引用：网格由党支部或党小组负责，一个网格一个责任主体。")
CHAIN = _basis(_CITIES, "", "就完善组织体系整体引用：市、区、街道、社区党组织上下贯通，直到网格。")
JOINT_COMMITTEES = _basis(_CITIES, "", "就街道社区党组织与驻区单位共建整体引用：街道大工委、社区大党委。")
TOGETHER = _basis(_GOVERNANCE, "第一部分第三项", "建立党组织统一领导、各类组织积极协同的基层治理体系。")
ONE_PLATFORM = _basis(_GOVERNANCE, "第一部分第三项", "构建网格化管理、精细化服务、信息化支撑的基层管理服务平台。")
