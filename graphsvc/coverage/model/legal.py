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
        whole = "" if self.article else "，整体引用，条文以正式文本为准"
        return f"{self.place}（{self.version}{whole}）：{self.says}"


_CONSTITUTION = ("中国共产党章程", "2022-10-22 修改通过")
_BRANCHES = ("中国共产党支部工作条例（试行）", "2018-10-28 施行")
_TERMS = ("关于党的基层组织任期的意见", "2018-07-12 施行")
_COUNTRYSIDE = ("中国共产党农村基层组织工作条例", "2018 年修订")
_ELECTIONS = ("中国共产党基层组织选举工作条例", "2020-07-13 施行")
_ORGANS = ("中国共产党党和国家机关基层组织工作条例", "2019-12-27 施行")
_FIRMS = ("中国共产党国有企业基层组织工作条例（试行）", "2019-12-30 施行")
_CITIES = ("关于加强和改进城市基层党的建设工作的意见", "2019 年中共中央办公厅印发")
_INSPECTION = ("中国共产党巡视工作条例", "2024-02-08 发布")
_GOVERNANCE = ("关于加强基层治理体系和治理能力现代化建设的意见", "2021-04-28 中共中央、国务院印发")


def _basis(source: tuple[str, str], article: str, says: str) -> Basis:
    return Basis(source[0], article, source[1], says)


ONE_WHOLE = _basis(_CONSTITUTION, "第十条", "党是按照民主集中制组织起来的统一整体。")
THREE_FULL_MEMBERS = _basis(_CONSTITUTION, "第三十条", "凡有正式党员三人以上的基层单位，都应当成立党的基层组织。")
SINGLE_FIRST = _basis(_BRANCHES, "第四条", "以单独组建为主；有正式党员 3 人以上的都应成立，党员一般不超过 50 人。")
FULL_COVERAGE = _basis(_BRANCHES, "第五条", "创新支部设置形式，使党的组织和党的工作全覆盖。")
JOINT = _basis(_BRANCHES, "第五条", "正式党员不足 3 人的，按地域相邻等原则成立联合党支部，单位一般不超过 5 个。")
ADJUSTED = _basis(_BRANCHES, "第二章", "因党员人数等变化不再符合设立条件的支部，上级党组织应当及时调整或者撤销。")
GROUPS = _basis(_BRANCHES, "第十三条", "党员人数较多或者分散的支部，按便于活动的原则划分党小组；党小组由支部设立。")
GROUP_SIZE = _basis(_BRANCHES, "", "党小组不少于 3 名党员、至少 1 名正式党员，系各地通行做法，未见于条文。")
BRANCH_COMMITTEE = _basis(
    _BRANCHES,
    "第二十条",
    "正式党员 7 人以上的设支部委员会，3 至 5 人，一般不超过 7 人；不足 7 人的设书记。",
)
SECRETARY = _basis(_BRANCHES, "第二十三条", "支部书记应当有 1 年以上党龄，善于做群众工作。")
ELECTED = _basis(_ELECTIONS, "第五条", "正式党员有被选举权；预备党员没有选举权和被选举权。")
ELECTIONS = _basis(_ELECTIONS, "第三条", "任期届满按期换届；延期或者提前须报上级党组织批准，延长一般不超过 1 年。")
VACANCY = _basis(_BRANCHES, "第二十一条", "书记、副书记、委员出现空缺，应当及时补选；必要时上级党组织可以指派书记。")
BRANCH_TERM = _basis(_BRANCHES, "第二十一条", "村、社区党支部委员会每届任期 5 年，其他基层单位一般为 3 年。")
REMINDED = _basis(_BRANCHES, "第二十一条", "任期届满按期换届；上级党组织一般提前 6 个月提醒做好换届准备。")
TERM = _basis(
    _TERMS,
    "第一项、第二项",
    "基层委员会每届一般 5 年，总支部、支部委员会一般 3 年，村和社区的均为 5 年；届满应按期换届，延期不超过 1 年。",
)
KINDS_BY_SIZE = _basis(
    _CONSTITUTION, "第三十条", "根据工作需要和党员人数，经上级党组织批准，分别设立基层委员会、总支部、支部。"
)
ORGANS = _basis(_ORGANS, "第五条、第六条", "机关党员 100 人以上的设基层委员会，50 人以上、不足 100 人的设党总支。")
FIRMS = _basis(
    _FIRMS,
    "第四条",
    "国有企业党员 100 人以上的设党委；不足 100 人确因工作需要的，经批准也可以设；未登记所有制的，非国有企业仅供参照。",
)
LARGER = _basis(_COUNTRYSIDE, "第五条", "村的党员超过 50 人的可以设党总支，100 人以上的经批准可以设基层委员会。")
EVERY_MEMBER = _basis(_CONSTITUTION, "第八条", "每个党员都必须编入党的一个支部、小组或其他特定组织，参加组织生活。")
GRID_CELLS = _basis(_CITIES, "", "就做实网格党建整体引用：网格由党支部或党小组负责，一个网格一个责任主体。")
CHAIN = _basis(_CITIES, "", "就完善组织体系整体引用：市、区、街道、社区党组织上下贯通，直到网格。")
JOINT_COMMITTEES = _basis(_CITIES, "", "就街道社区党组织与驻区单位共建整体引用：街道大工委、社区大党委。")
PAIRINGS = _basis(_CITIES, "", "就机关、单位党组织与街道社区党组织共建整体引用；单位包联社区系各地做法，未见于条文。")
REGISTERED_BY = _basis(
    _CITIES, "", "就驻区单位党组织到社区报到整体引用；6 月底前首次报到系佛山 2020 年做法，由各地自定，未见于条文。"
)
PLEDGES = _basis(_CITIES, "", "就在职党员和单位到社区报到、承诺践诺整体引用；到期的日子由承诺人自定。")
CONTACTS = _basis(
    _CITIES, "", "就报到单位与社区双向联系整体引用；每季度不少于 2 次系绥棱 2007 年做法，由各地自定，未见于条文。"
)
CONFIRMING = _basis(_CITIES, "", "就报到党员和单位参加社区服务整体引用；确认天数系缺省，由各地自定，未见于条文。")
RATES = _basis(_CITIES, "", "就在职党员到社区报到整体引用；报到率下限系缺省，由各地自定，未见于条文。")
ACTIVITIES = _basis(_CITIES, "", "就报到单位参加社区共建活动整体引用；每年不少于 4 次由各地自定，未见于条文。")
ABSENCES = _basis(_CITIES, "", "就报到党员和单位认领岗位整体引用；一年 3 次系缺省，由各地自定，未见于条文。")
CAPPED = _basis(
    _CITIES,
    "",
    "就报到党员积分管理整体引用；一次 2 分系海林做法，一天 4 分系甘肃每日封顶的折算，由各地自定，未见于条文。",
)
TOGETHER = _basis(_GOVERNANCE, "第一部分第三项", "建立党组织统一领导、各类组织积极协同的基层治理体系。")
ONE_PLATFORM = _basis(_GOVERNANCE, "第一部分第三项", "构建网格化管理、精细化服务、信息化支撑的基层管理服务平台。")
GRID_SIZE = _basis(_GOVERNANCE, "", "就网格化管理整体引用；300 至 500 户系各地通行的划分标准，未见于条文。")
MENDING = _basis(_INSPECTION, "", "就压实整改责任整体引用；期限天数系缺省，由各地自定，未见于条文。")
