"""The composition root: settings, database, schema and HTTP put together into one application."""

from graphsvc.app.http import create_app
from graphsvc.app.service import Service, documents, set_aside

__all__ = ["Service", "create_app", "documents", "set_aside"]
