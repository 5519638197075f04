"""Numbers the audit rules compare with, each with the paper it is taken from."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bounds of the rules; a locality with rules of its own gives another value for one of them.

    Sources: 《中国共产党支部工作条例（试行）》 (branches), 党章 (constitution), and for the sizes of larger
    organizations 《中国共产党国有企业基层组织工作条例（试行）》第五条 and 《中国共产党农村基层组织工作条例》第五条.
    """

    minimum_full_members: int = 3  # a branch: constitution art. 30, branches art. 4
    most_members: int = 50  # of a branch: branches art. 4
    committee_from_members: int = 100  # over this a committee, over `most_members` a general branch
    most_joint_units: int = 5  # that form a joint branch: branches art. 5
    branch_committee_from: int = 7  # full members: branches art. 20
    branch_committee_least: int = 3  # its members: branches art. 20, "3 to 5"
    branch_committee_most: int = 7  # "at most 7"
    term_years_local: int = 5  # villages and communities: branches art. 21
    term_years_elsewhere: int = 3
    branches_a_grid: int = 1  # one clear owner
    lines_a_place: int = 1  # 多网合一
    forces: tuple[str, ...] = field(
        default=("CADRE", "COMMUNITY_DOCTOR", "GRID_WORKER", "MEMBER_VOLUNTEER", "POLICE_OFFICER")
    )  # the five of 力量嵌入网格, in the order of their names

    def parameters(self) -> dict[str, Any]:
        """As the statements take them."""
        return {
            "minimumFullMembers": self.minimum_full_members,
            "mostMembers": self.most_members,
            "committeeFromMembers": self.committee_from_members,
            "mostJointUnits": self.most_joint_units,
            "branchCommitteeFrom": self.branch_committee_from,
            "branchCommitteeLeast": self.branch_committee_least,
            "branchCommitteeMost": self.branch_committee_most,
            "termYearsLocal": self.term_years_local,
            "termYearsElsewhere": self.term_years_elsewhere,
            "branchesAGrid": self.branches_a_grid,
            "linesAPlace": self.lines_a_place,
            "forces": sorted(self.forces),
        }


USUAL = Thresholds()
