"""Numbers go to a main system only under a certificate that is trusted for its name."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from issuance.domain.states import SystemState
from issuance.main_system.client import HttpFeed
from issuance.main_system.protocol import MainSystemRefused, Status
from issuance.main_system.server import FeedServer
from tests.main_system.feeds import QUICK, served, simulated


def _certificate(folder: Path) -> Path:
    """One for 127.0.0.1 that no authority has signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "main system")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "main-system.pem"
    plain_key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(plain_key + certificate.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    return _certificate(tmp_path)


@pytest.fixture
def server(pem: Path) -> Iterator[FeedServer]:
    with served(simulated()) as running:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        running.socket = context.wrap_socket(running.socket, server_side=True)
        yield running


def address(server: FeedServer, host: str = "127.0.0.1") -> str:
    return f"https://{host}:{server.server_address[1]}"


def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(server: FeedServer) -> None:
    slept: list[float] = []
    feed = HttpFeed(address(server), patience=QUICK, sleep=slept.append)
    with pytest.raises(MainSystemRefused, match="인증서"):
        feed.status()
    assert slept == []


def test_a_trusted_certificate_is_good_for_its_own_name_alone(server: FeedServer, pem: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(pem))
    feed = HttpFeed(address(server), patience=QUICK, context=trusting)
    assert feed.status() == Status(SystemState.UP)
    with pytest.raises(MainSystemRefused, match="인증서"):
        HttpFeed(address(server, "localhost"), patience=QUICK, context=trusting).status()
