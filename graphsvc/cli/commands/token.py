"""`graphsvc token`: an access token of this developer's machine, printed for a header of a request."""

from datetime import timedelta
from typing import Annotated

import typer

from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import Development
from graphsvc.cli.run import refuse, settings
from graphsvc.clock import utc_now
from graphsvc.codes import area_code
from graphsvc.errors import GraphsvcError


def token(
    role: Annotated[Role, typer.Option("--role", help="What the caller is.")],
    area: Annotated[list[str] | None, typer.Option("--area", help="Code of an area in scope; repeatable.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Id of a department's unit.")] = None,
    subject: Annotated[str, typer.Option("--subject", help="Who calls.")] = "developer",
    minutes: Annotated[int, typer.Option("--minutes", min=1, max=1440, help="How long it holds.")] = 480,
    client: Annotated[bool, typer.Option("--client", help="As a service account holds one.")] = False,
) -> None:
    """Print a development access token (开发用令牌); refused in production and where a sign-in server is set."""
    try:
        issuer = Development(settings())
        areas = [area_code(code) for code in area or []]
    except GraphsvcError as refusal:
        refuse(refusal)
    print(issuer.mint(role, areas, unit, subject, utc_now(), timedelta(minutes=minutes), client=client))
