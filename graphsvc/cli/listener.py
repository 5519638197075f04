"""The port that the HTTP server listens on: taken before anything slow is started, so that nobody else gets it."""

import errno
import socket
from contextlib import suppress

from graphsvc.errors import SetupError
from graphsvc.settings import Settings

TRIED_PORTS = 50
"""Ports after the usual one that are tried when it is taken."""


def listen(settings: Settings) -> socket.socket:
    """Listen on the host and port of the settings.

    Raises:
        SetupError: the port is taken or may not be used, or the host is no address of this machine.
    """
    try:
        return _listening(settings.host, settings.port)
    except OSError as failure:
        raise _refused(settings, failure) from None


def listen_nearby(settings: Settings) -> socket.socket:
    """Listen on the port of the settings, or on the next free one if nobody has asked for that port.

    Raises:
        SetupError: as `listen`.
    """
    if "port" in settings.model_fields_set:
        return listen(settings)
    try:
        return _listening(settings.host, settings.port)
    except OSError as failure:
        if failure.errno == errno.EADDRINUSE and (free := _first_free(settings)):
            return free
        raise _refused(settings, failure) from None


def _first_free(settings: Settings) -> socket.socket | None:
    for port in range(settings.port + 1, min(settings.port + TRIED_PORTS, 65535) + 1):
        with suppress(OSError):
            return _listening(settings.host, port)
    return None


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


def _refused(settings: Settings, failure: OSError) -> SetupError:
    host, port = settings.host, settings.port
    if failure.errno == errno.EADDRINUSE:
        return SetupError(
            f"端口 {port} 已被占用；请设置 GRAPHSVC_PORT 换一个端口。",
            f"Port {port} is taken; choose another by GRAPHSVC_PORT.",
        )
    return SetupError(
        f"无法在 {host} 的端口 {port} 上监听：{failure.strerror}。请检查 GRAPHSVC_HOST 和 GRAPHSVC_PORT。",
        f"Cannot listen on port {port} of {host}: {failure.strerror}. Check GRAPHSVC_HOST and GRAPHSVC_PORT.",
    )
