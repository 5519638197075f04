"""Command centres of subdistricts (镇街基层指挥中心): who heads them, their boards, and who is on duty."""

from graphsvc.command.api.centre_types import BoardOffice, CentreAppointment, CommandCentre, SubdistrictCentre
from graphsvc.command.api.duty_types import CentreDuty, DutyShift

TYPES = (CommandCentre, BoardOffice, CentreAppointment, DutyShift)
ADDITIONS = (SubdistrictCentre, CentreDuty)
