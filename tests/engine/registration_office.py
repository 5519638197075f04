"""Where those ask who register, claim and serve; a refusal is asserted to have written nothing."""

from typing import Any

from graphsvc.access.principal import Principal
from tests.engine.desk import Desk
from tests.engine.registration_world import FIELDS, FILE, MEMBER, named
from tests.shared_graph import everything

WRITTEN = (
    "Registration",
    "RegistrationStep",
    "Post",
    "Claim",
    "ServiceRecord",
    "PointEntry",
    "ServiceRating",
    "ClaimMessage",
    "RegistrantNeed",
    "LogEntry",
)
WRITE = """mutation ($record: ServiceRecordInput!, $key: ID) {
  fileServiceRecord(record: $record, key: $key) { id version state minutes servedOn } }"""
MORNING = {
    "startedAt": "2026-09-05T09:00:00+08:00",
    "endedAt": "2026-09-05T10:50:00+08:00",
    "serviceClass": "HEALTH",
    "content": "给老人量血压",
}
AN_HOUR = ', startedAt: "2026-09-05T09:00:00+08:00", endedAt: "2026-09-05T10:00:00+08:00", reason: "十点就结束了"'


class RegistrationOffice(Desk):
    """Asks about registrations, each at the next minute."""

    async def file(self, caller: Principal, **more: Any) -> Any:
        return (await self.data(caller, FILE, registration=named(**more)))["fileRegistration"]

    async def step(self, caller: Principal, name: str, of: Any, more: str = "") -> Any:
        given = f'id: "{of["id"]}", expectedVersion: {of["version"]}{more}'
        text = f"mutation {{ {name}Registration({given}) {{ {FIELDS} }} }}"
        return (await self.data(caller, text))[f"{name}Registration"]

    async def refusal(self, caller: Principal, text: str, **variables: Any) -> Any:
        before = await everything(self.graph, *WRITTEN)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph, *WRITTEN) == before
        return body["errors"][0]["extensions"]

    async def refused(self, caller: Principal, name: str, of: Any, more: str = "") -> Any:
        text = f'mutation {{ {name}Registration(id: "{of["id"]}", expectedVersion: {of["version"]}{more}) {{ id }} }}'
        return await self.refusal(caller, text)


async def written(office: RegistrationOffice, caller: Principal = MEMBER, **more: Any) -> Any:
    return (await office.data(caller, WRITE, record={**MORNING, **more}))["fileServiceRecord"]


def asking(name: str, of: Any, more: str = "") -> str:
    given = f'id: "{of["id"]}", expectedVersion: {of["version"]}{more}'
    return f"mutation {{ {name}ServiceRecord({given}) {{ id version state minutes note }} }}"


async def changed(office: RegistrationOffice, caller: Principal, name: str, of: Any, more: str = "") -> Any:
    return (await office.data(caller, asking(name, of, more)))[f"{name}ServiceRecord"]
