"""What a server must not do with these settings, and what an operator should think over before it does."""

import stat
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from graphsvc.errors import SetupError
from graphsvc.settings import Settings

WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
READABLE_BY_OTHERS = stat.S_IROTH


def refusals(settings: Settings) -> list[SetupError]:
    """List reasons not to serve at all; each says what to do."""
    return list(_refusals(settings))


def warnings(settings: Settings) -> list[str]:
    """List what is allowed and seldom meant."""
    return list(_warnings(settings))


def _refusals(settings: Settings) -> Iterator[SetupError]:
    if settings.profile == "developer" and not is_loopback(settings.host) and not settings.loopback_only:
        yield SetupError(
            f"developer 模式对能连上的任何人开放，只能监听本机地址，不能监听 {settings.host}；"
            "请设 GRAPHSVC_PROFILE=production，或在只向本机发布端口的容器里设 GRAPHSVC_LOOPBACK_ONLY=true。",
            f"The developer profile lets in whoever reaches it, so it listens on a loopback address, not on "
            f"{settings.host}: set GRAPHSVC_PROFILE=production, or in a container whose port is published on this "
            "machine alone GRAPHSVC_LOOPBACK_ONLY=true.",
        )
    if settings.profile == "strict" and not settings.trusted_manifests:
        yield SetupError(
            "strict 模式只回答清单中的文档，而 GRAPHSVC_TRUSTED_MANIFESTS 没有设置。",
            "The profile strict answers documents of a manifest only, and GRAPHSVC_TRUSTED_MANIFESTS names none.",
        )
    for path in key_files(settings):
        if path.stat().st_mode & WRITABLE_BY_OTHERS:
            yield SetupError(
                f"他人可以改写密钥文件 {path}；请执行 chmod go-w。",
                f"Others may write the key file {path}; take that away by chmod go-w.",
            )


def _warnings(settings: Settings) -> Iterator[str]:
    for path in key_files(settings):
        if path.stat().st_mode & READABLE_BY_OTHERS:
            yield f"everybody on this machine may read the key file {path}; chmod it to 400"
    address = urlsplit(settings.neo4j_uri or "")
    if address.scheme in ("neo4j", "bolt") and not is_loopback(address.hostname or ""):
        yield f"Bolt to {address.hostname} is not encrypted; use {address.scheme}+s:// unless the network is its own"
    if settings.profile == "developer":
        return
    if urlsplit(settings.oidc_issuer or "").scheme == "http":
        yield "the sign-in server is asked without TLS, so that its keys can be forged on the way"
    if not settings.rate_per_second:
        yield "no caller has a rate limit (GRAPHSVC_RATE_PER_SECOND=0)"
    if not is_loopback(settings.host) and not settings.trusted_proxies:
        yield "no proxy is named by GRAPHSVC_TRUSTED_PROXIES: behind one, all callers share its address"


def key_files(settings: Settings) -> list[Path]:
    """List files of the settings that hold a secret."""
    return [
        path
        for path in (settings.field_key_file, settings.record_key_file, settings.neo4j_password_file)
        if path is not None
    ]


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
