"""Pages of the console at which the demo has something to show: addresses behind `/console/`."""

from tests.acceptance.visitor import COMMUNITY, GRID

PAGES = (
    *(
        "today",
        "notices?show=all",
        "help",
        f"help?text=老人没人做饭&area={COMMUNITY}",
        "help?need=need-01",
        f"assignment-plan?area={COMMUNITY}",
        f"raise-case?area={GRID}",
    ),
    *("coverage", "coverage?than=2024-01-01", f"findings?area={COMMUNITY}", "rectification?from=2024-06-30"),
    *(f"areas/{COMMUNITY}", "search?text=majiabao"),
    *("needs/need-01", "resources/resource-139", "projects/project-01", "units/unit-10"),
    *("registration", "confirm-records", f"plan?area={COMMUNITY}", f"report?area={COMMUNITY}", "trail/need-01"),
    *(
        "map?layer=SERVICE_POINTS",
        "duty",
        "permissions",
        f"areas/{COMMUNITY}/picture",
        "units/unit-10/picture?with=bwc-dp",
    ),
    *("offer-resource", f"new-post?area={COMMUNITY}", "posts", "registrations", "registrantNeeds"),
    *("cases", "needs?state=OPEN&order=title:DESC", "resources?title=车", "projects", "tasks", "new-task", "units"),
    *("yearlyAppraisals", f"appraisal?area={COMMUNITY}", "areaRatings", "rating-averages?rated=unit-10"),
    f"new-area-rating?area={COMMUNITY}",
    *("deputies?show=now", "holidays?year=2027", "pairings", "pairingRequests", "new-pairing?area=500103012000"),
    *(
        "supervisions",
        "dutyShifts",
        "command-centre?area=500103012000",
        f"screen?area={COMMUNITY}",
        f"forces-ledger?area={COMMUNITY}",
        "forces?kind=CADRE",
    ),
    *("gridItems", "patrolPlans", "visits?state=MISSED", f"new-force?area={COMMUNITY}", "new-grid-item"),
    *(
        f"key-groups?area={COMMUNITY}",
        "servicePoints?serviceClass=LAW",
        "serviceItems",
        "keyPlaces?dangerous=true",
        "hazards?overdueOn=2026-11-30",
        f"new-key-place?area={COMMUNITY}",
        "policyNotices?openOn=2026-11-30",
        "policyShares?untoldOn=2026-11-30",
        f"new-policy-notice?area={COMMUNITY}",
        f"new-service-point?area={COMMUNITY}",
    ),
    *(f"new-service-item?area={COMMUNITY}", f"key-groups?area={COMMUNITY}"),
    *(f"new-patrol-plan?area={COMMUNITY}", "contingencyPlans", "new-contingency-plan", "contingencyRuns?late=true"),
    *("partyOrganizations?kind=BRANCH", "partyOrganizations/party-012011-b1", "jointCommittees", f"areas/{GRID}"),
    f"registration-stats?area={COMMUNITY}",
    *("noticeEndpoints?state=ACTIVE", "new-notice-endpoint", "eventSubscriptions", "new-event-subscription"),
    f"area-changes?area={COMMUNITY}",
    *("spreadsheets", "registration-list", f"data-quality?area={COMMUNITY}"),
    *(f"jointCommittees/bwc-dp?area={COMMUNITY}", f"warnings?area={COMMUNITY}"),
)

SAMPLES = {
    "督查": (
        *("today", "coverage?than=2024-01-01", f"findings?area={COMMUNITY}", "rectification?from=2024-06-30"),
        *(f"report?area={COMMUNITY}", f"plan?area={COMMUNITY}", "cases", "registrations", "forces?kind=CADRE"),
        *(f"data-quality?area={COMMUNITY}", "permissions", "needs/need-01", f"help?text=老人没人做饭&area={COMMUNITY}"),
    ),
    "部门": (
        *("today", "registration", "noticeEndpoints?state=ACTIVE", "new-notice-endpoint", "projects/project-01"),
        *("resources/resource-139", "offer-resource", "supervisions", "pairings", "pairingRequests", "cases"),
        *("servicePoints?serviceClass=LAW", "permissions", "deputies?show=now"),
    ),
    "网格员": (
        *("today", f"raise-case?area={GRID}", "visits?state=MISSED", "patrolPlans", "tasks", "cases", "gridItems"),
        *(f"areas/{GRID}", f"warnings?area={COMMUNITY}", "duty", "deputies?show=now", "permissions", "posts"),
    ),
    "社区干部": (
        *("today", "confirm-records", "registration-list", f"new-post?area={COMMUNITY}", "registrantNeeds"),
        *("needs?state=OPEN&order=title:DESC", "projects/project-01", "new-task", f"new-patrol-plan?area={COMMUNITY}"),
        *(f"key-groups?area={COMMUNITY}", f"screen?area={COMMUNITY}", "deputies?show=now", "permissions"),
    ),
    "区级管理员": (
        *("today", "spreadsheets", "registration-list", f"data-quality?area={COMMUNITY}", "holidays?year=2027"),
        *("new-pairing?area=500103012000", "new-event-subscription", "eventSubscriptions", "new-grid-item"),
        *("command-centre?area=500103012000", f"findings?area={COMMUNITY}", "coverage", "trail/need-01", "permissions"),
    ),
}
"""Pages that look different for a role: entries, forms and refusals of its own. Officials of subdistricts open all."""
