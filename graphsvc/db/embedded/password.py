"""The generated password of an embedded Neo4j, set before its first start: there is no moment with a default one."""

import hashlib
import secrets

from graphsvc.db.embedded.data_folder import Folder, write_private
from graphsvc.errors import SetupError

USER = "neo4j"
HASH_ROUNDS = 1024  # what Neo4j takes itself


def password(folder: Folder) -> str:
    """Return the password of this folder; generated, and made Neo4j's own, before its first start.

    Raises:
        SetupError: the file is gone although Neo4j has already been started here.
    """
    if folder.password.exists():
        known = folder.password.read_text(encoding="ascii").strip()
    elif folder.store.exists():
        raise SetupError(
            f"密码文件 {folder.password} 不见了；请恢复它，或移走数据目录 {folder.root} 后重新导入。",
            f"The password file {folder.password} is gone; restore it, or move the data folder {folder.root} "
            "away and load the data again.",
        )
    else:
        known = secrets.token_urlsafe(24)
        write_private(folder.password, known)
    if not folder.store.exists():
        write_private(folder.sign_in, auth_line(USER, known, secrets.token_bytes(32)))
    return known


def auth_line(user: str, password: str, salt: bytes) -> str:
    """Write a line of Neo4j's auth.ini: the salted password, hashed over and over as Neo4j does it."""
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(HASH_ROUNDS - 1):
        digest = hashlib.sha256(digest).digest()
    return f"{user}:SHA-256,{digest.hex()},{salt.hex()},{HASH_ROUNDS}:\n"
