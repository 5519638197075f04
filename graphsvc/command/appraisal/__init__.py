"""Appraisal (考核问效): yearly responsibilities of subdistricts and communities, scored from what the graph holds."""

from graphsvc.command.appraisal.yearly import AppraisalAction, YearlyAppraisalState
from graphsvc.command.rules.responsibilities import EvidenceKind, PartyBuildingDuty
from graphsvc.gql.schema.enums import offer

offer(PartyBuildingDuty, EvidenceKind, YearlyAppraisalState, AppraisalAction)
