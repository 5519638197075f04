"""Command centres of subdistricts (镇街基层指挥中心): who heads them, boards, who is on duty, what they
supervise, what they do when something bad happens."""

from graphsvc.command.api.centre_types import BoardOffice, CentreAppointment, CommandCentre, SubdistrictCentre
from graphsvc.command.api.duty_types import CentreDuty, DutyShift
from graphsvc.command.api.supervision_types import CentreSupervisions, Supervision
from graphsvc.command.api.supervision_types import supervisions_of as supervisions_of
from graphsvc.command.appraisal.types import ADDITIONS as APPRAISAL_ADDITIONS
from graphsvc.command.appraisal.types import TYPES as APPRAISAL_TYPES
from graphsvc.command.contingency.types import TYPES as CONTINGENCY_TYPES
from graphsvc.command.contingency.types import contingencies_of as contingencies_of
from graphsvc.command.ratings.types import TYPES as RATING_TYPES

TYPES = (
    CommandCentre,
    BoardOffice,
    CentreAppointment,
    DutyShift,
    Supervision,
    *CONTINGENCY_TYPES,
    *APPRAISAL_TYPES,
    *RATING_TYPES,
)
ADDITIONS = (SubdistrictCentre, CentreDuty, CentreSupervisions, *APPRAISAL_ADDITIONS)
