"""The console's way in: the role picker on a developer's machine, elsewhere a client of the sign-in server."""

from dataclasses import replace

from starlette.routing import BaseRoute

from graphsvc.access.sign_in.code_flow import CodeFlow
from graphsvc.access.sign_in.development import development_of
from graphsvc.access.sign_in.kept_sessions import KeptSessions
from graphsvc.access.sign_in.verifiers import rules
from graphsvc.app.attachments import attachment_desk
from graphsvc.app.exchange import catalogue_files
from graphsvc.app.service import Service
from graphsvc.app.spreadsheets import registration_desk, spreadsheet_desk
from graphsvc.clock import utc_now
from graphsvc.console.browser.sessions import Sessions
from graphsvc.console.desk import Console
from graphsvc.console.routes import console_routes
from graphsvc.console.signing_in.development import RolePicker
from graphsvc.console.signing_in.server import ServerSignIn
from graphsvc.db.driver import Graph
from graphsvc.errors import SetupError
from graphsvc.web.graphql.following import Following
from graphsvc.web.graphql.stream import StreamEndpoint


def console_pages(service: Service, following: Following) -> list[BaseRoute]:
    """Every address of the console; none where nobody could sign in.

    Raises:
        SetupError: a client of the sign-in server without the address to come back to.
    """
    issuer = development_of(service.settings)
    way_in = RolePicker(issuer) if issuer else _server_sign_in(service)
    if way_in is None:
        return []

    def graph() -> Graph:
        service.executor()  # refuses while the database is away
        assert service.graph is not None
        return service.graph

    return console_routes(
        Console(
            service.executor,
            service.entrance,
            utc_now,
            Sessions(KeptSessions(graph)),
            picker=way_in if isinstance(way_in, RolePicker) else None,
            server=way_in if isinstance(way_in, ServerSignIn) else None,
            spreadsheets=spreadsheet_desk(graph, service.keys, service.record, utc_now),
            registration_lists=registration_desk(graph, service.keys, service.record, utc_now),
            files=attachment_desk(service),
            catalogue=catalogue_files(service).workbook,
            streaming=StreamEndpoint(following.of_own_documents()),
        )
    )


def _server_sign_in(service: Service) -> ServerSignIn | None:
    settings = service.settings
    if not settings.oidc_issuer or not settings.oidc_client_id:
        return None
    if not settings.public_url:
        raise SetupError(
            "工作台登录需要本服务的对外地址：请设置 GRAPHSVC_PUBLIC_URL。",
            "Signing in to the console needs the address under which browsers reach it: set GRAPHSVC_PUBLIC_URL.",
        )
    of_id_tokens = replace(rules(settings, settings.oidc_issuer), audience=settings.oidc_client_id)
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
    client = CodeFlow(of_id_tokens, settings.oidc_scope, secret, service.http)
    return ServerSignIn(client, settings.public_url.rstrip("/"))
