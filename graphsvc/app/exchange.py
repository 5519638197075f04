"""What other systems take, put together: the catalogue of what is published here, changes as CloudEvents."""

import io
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute

from graphsvc.app.service import Service
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.console.published.documents import query_texts
from graphsvc.exchange.federation.entities import Subgraph
from graphsvc.exchange.model.catalogue import Catalogue, make_catalogue
from graphsvc.exchange.model.cloud_events import SCHEMA, SCHEMA_PATH, cloud_event, is_wanted
from graphsvc.exchange.model.dcat import catalogue_jsonld
from graphsvc.exchange.model.incoming import DOCUMENT, read_case_event
from graphsvc.exchange.model.resources import read_resources
from graphsvc.exchange.report.sheet import write_catalogue
from graphsvc.schema import graphql_schema
from graphsvc.web.exchange import events, federation, incoming
from graphsvc.web.exchange.catalogue import CatalogueFiles
from graphsvc.web.exchange.events import Envelope
from graphsvc.web.exchange.incoming import EventInlet
from graphsvc.web.graphql.following import Following
from graphsvc.web.graphql.stream import StreamEndpoint


def catalogue_of(trusted: Iterable[str], local: Path | None) -> Catalogue:
    """Describe the queries of the console and of trusted documents, by a locality's file where it has one.

    Raises:
        SetupError: that file is wrong, or does not fit the documents.
    """
    return _catalogue(tuple(sorted(trusted)), local)


@lru_cache(maxsize=4)
def _catalogue(trusted: tuple[str, ...], local: Path | None) -> Catalogue:
    return make_catalogue(graphql_schema(), [*query_texts(), *trusted], read_resources(local))


def catalogue_files(service: Service) -> CatalogueFiles:
    """The catalogue of a service in its forms; made when first asked for, or at once where a locality describes it.

    Raises:
        SetupError: the locality's file is wrong.
    """
    settings = service.settings

    def made() -> Catalogue:
        return catalogue_of(service.contract.trusted.texts, settings.catalogue_file)

    def jsonld() -> dict[str, Any]:
        return catalogue_jsonld(made(), (settings.public_url or "").rstrip("/"), _today())

    def workbook() -> bytes:
        content = io.BytesIO()
        write_catalogue(made(), content)
        return content.getvalue()

    if settings.catalogue_file is not None:
        made()
    return CatalogueFiles(service.entrance.caller, jsonld, workbook)


def event_stream(service: Service, following: Following) -> list[BaseRoute]:
    """The changes of a service as CloudEvents; their document is its own, whatever documents are trusted of others."""
    address = (service.settings.public_url or "").rstrip("/")
    envelope = Envelope(lambda change, cursor: cloud_event(change, cursor, address), is_wanted, SCHEMA, SCHEMA_PATH)
    return events.routes(StreamEndpoint(following.of_own_documents()), envelope)


def subgraph_route(following: Following) -> BaseRoute:
    """What gateways of a federation ask; its schema is made when first asked for."""

    @cache
    def subgraph() -> Subgraph:
        return Subgraph(graphql_schema())

    return federation.route(
        following, lambda text, variables, operation: subgraph().translate(text, variables, operation)
    )


def event_inlet(following: Following) -> BaseRoute:
    """Cases that other systems report; the document is the service's own, whatever documents are trusted of others."""
    return incoming.route(EventInlet(following.of_own_documents(), read_case_event, DOCUMENT))


def _today() -> date:
    return day_in_china(utc_now())
