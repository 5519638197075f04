"""Where those ask who register, claim and serve; a refusal is asserted to have written nothing."""

from typing import Any

from graphsvc.access.principal import Principal
from tests.engine.desk import Desk
from tests.engine.registration_world import FIELDS, FILE, named
from tests.shared_graph import everything

WRITTEN = ("Registration", "RegistrationStep", "Post", "Claim", "ServiceRecord", "LogEntry")


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
