"""The key of the record's seals: a setting, or one that a developer's machine makes for itself."""

import hashlib
import secrets

from graphsvc.access.dev_secret import kept_secret
from graphsvc.errors import SetupError
from graphsvc.settings import Settings


def record_key(settings: Settings) -> bytes:
    """The key, 32 bytes.

    Raises:
        SetupError: production without `GRAPHSVC_RECORD_KEY`: without it nobody could tell a forged record.
    """
    if settings.record_key is not None:
        return hashlib.sha256(settings.record_key.get_secret_value().encode()).digest()
    if settings.profile != "developer":
        raise SetupError(
            "请设置 GRAPHSVC_RECORD_KEY（操作记录防篡改的密钥，至少 32 个字符）。",
            "Set GRAPHSVC_RECORD_KEY, the key that seals the record of changes, at least 32 characters.",
        )
    return bytes.fromhex(kept_secret(settings.data_dir / "record.key", lambda: secrets.token_hex(32)))
