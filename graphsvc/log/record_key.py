"""The key of the record's seals: a setting, or one that a developer's machine makes for itself."""

import hashlib
import hmac
import secrets

from graphsvc.access.dev_secret import read_or_make_secret
from graphsvc.access.guessing import is_guessable
from graphsvc.errors import SetupError
from graphsvc.settings import Settings


def record_key(settings: Settings) -> bytes:
    """Return the key, 32 bytes.

    Raises:
        SetupError: production without `GRAPHSVC_RECORD_KEY`, without which nobody could tell a forged record, or one
            that is no random text.
    """
    if settings.record_key is not None:
        return key_of(settings.record_key.get_secret_value())
    if settings.profile != "developer":
        raise SetupError(
            "请设置 GRAPHSVC_RECORD_KEY（操作记录防篡改的密钥，至少 32 个字符）。",
            "Set GRAPHSVC_RECORD_KEY, the key that seals the record of changes, at least 32 characters.",
        )
    return bytes.fromhex(read_or_make_secret(settings.data_dir / "record.key", new_record_key))


def key_of(text: str) -> bytes:
    """Return the key that a text of the settings, or of a file, stands for.

    Raises:
        SetupError: the text can be guessed; never shows a part of it.
    """
    if is_guessable(text.encode()):
        raise SetupError(
            "GRAPHSVC_RECORD_KEY 不是随机文本（字符重复）；请用 graphsvc audit-log new-key 生成。",
            "GRAPHSVC_RECORD_KEY is not random, its characters repeat; make one with `graphsvc audit-log new-key`.",
        )
    return hashlib.sha256(text.encode()).digest()


def new_record_key() -> str:
    """Make a random key as settings hold it."""
    return secrets.token_hex(32)


def key_id(key: bytes) -> str:
    """Name a key where it must not be shown, by 16 hexadecimal digits that say nothing about it."""
    return hmac.digest(key, b"graphsvc/record/id/v1", "sha256").hex()[:16]


def key_check(key: bytes) -> str:
    """Make the check value that the graph holds of a key and only its holder can make."""
    return hmac.digest(key, b"graphsvc/record/check/v1", "sha256").hex()
