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
        f"new-service-point?area={COMMUNITY}",
    ),
    *(f"new-service-item?area={COMMUNITY}", f"key-groups?area={COMMUNITY}"),
    *(f"new-patrol-plan?area={COMMUNITY}", "contingencyPlans", "new-contingency-plan", "contingencyRuns?late=true"),
    *("partyOrganizations?kind=BRANCH", "partyOrganizations/party-012011-b1", "jointCommittees", f"areas/{GRID}"),
    f"registration-stats?area={COMMUNITY}",
    *("noticeEndpoints?state=ACTIVE", "new-notice-endpoint", "eventSubscriptions", "new-event-subscription"),
    f"data-quality?area={COMMUNITY}",
    *(f"jointCommittees/bwc-dp?area={COMMUNITY}", f"warnings?area={COMMUNITY}"),
)
