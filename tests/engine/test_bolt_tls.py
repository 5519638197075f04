"""Bolt over TLS: an address with +s is encrypted, and trusts an authority of one's own that SSL_CERT_FILE names."""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from graphsvc.cypher.statement import Statement
from graphsvc.db.address import Address
from graphsvc.db.bolt_probe import alive
from graphsvc.db.driver import Graph
from graphsvc.errors import Unavailable
from tests.conftest import Neo4j

pytestmark = pytest.mark.slow


def authority(folder: Path) -> tuple[Path, Path]:
    """A certificate that signs itself for 127.0.0.1, and its key; gives both files."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    where = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(where, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


@asynccontextmanager
async def encrypted(address: Address, certificate: Path, key: Path) -> AsyncIterator[str]:
    """A TLS endpoint in front of a Neo4j that speaks plainly; gives its bolt+s:// address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    port = urlsplit(address.uri).port

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer), return_exceptions=True)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield f"bolt+s://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def test_a_graph_is_reached_over_tls_only_when_its_certificate_is_trusted(
    neo4j: Neo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = authority(tmp_path)
    async with encrypted(neo4j.address, certificate, key) as uri:
        address = Address(uri, neo4j.address.user, neo4j.address.password, neo4j.address.database)
        stranger = Graph(address)
        with pytest.raises(Unavailable):
            await stranger.read(Statement("RETURN 1"))
        assert not await alive(uri, 2.0)
        await stranger.close()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        graph = Graph(address)
        assert await graph.read(Statement("RETURN 1")) == [[1]]
        assert await alive(uri, 2.0)
        await graph.close()
