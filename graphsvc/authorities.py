"""Whose certificates are believed: the system's authorities, and those that the HTTP library brings along.

A company's own authority stands in the system's store (or in `SSL_CERT_FILE`), which the HTTP library alone would not
look at; a Python that was installed without a store has the library's.
"""

import ssl

import certifi


def authorities() -> ssl.SSLContext:
    """Make a context for connections to other servers."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
