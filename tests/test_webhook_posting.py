"""A message is posted to the checked address, under its name, within its time."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from screening.domain.errors import NotDelivered
from screening.fetch.addresses import Place, Reach
from screening.fetch.posting import post
from tests.webhook_receiver import Receiver, receiving

NAME = "hooks.example"
LOOPBACK = (IPv4Network("127.0.0.0/8"),)


def _place(receiver: Receiver, scheme: str = "http") -> Place:
    port = receiver.server_address[1]
    return Place(scheme=scheme, host=NAME, port=port, path="/in", address="127.0.0.1")


def test_the_address_that_was_checked_is_connected_to_whatever_the_name_server_says_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers, asked, original = ["127.0.0.1", "10.0.0.1"], [], socket.getaddrinfo

    def noted(host: str, *rest: object, **more: object) -> object:
        asked.append(host)
        return original(host, *rest, **more)  # type: ignore[arg-type]

    with receiving() as receiver:
        reach = Reach(networks=LOOPBACK, plain_http=True, resolve=lambda host: [answers.pop(0)])
        place = reach.place(f"http://{NAME}:{receiver.server_address[1]}/in")
        monkeypatch.setattr(socket, "getaddrinfo", noted)
        assert post(place, b"{}", {}, longest=20).status == 204
    assert answers == ["10.0.0.1"]
    assert set(asked) == {"127.0.0.1"}
    assert receiver.received[0].headers["host"] == f"{NAME}:{receiver.server_address[1]}"


def test_a_redirect_is_not_followed() -> None:
    with receiving(lambda number, one: 302) as receiver:
        assert post(_place(receiver), b"{}", {}, longest=20).status == 302
        assert len(receiver.received) == 1


def test_a_certificate_is_verified_under_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = _certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with _secure(certificate) as receiver:
        place = _place(receiver, "https")
        assert post(place, b"{}", {}, longest=20).status == 204
        other = replace(place, host="other.example")
        with pytest.raises(NotDelivered, match="could not be reached"):
            post(other, b"{}", {}, longest=20)
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(NotDelivered, match="could not be reached"):
            post(place, b"{}", {}, longest=20)
    assert len(receiver.received) == 1


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nX-More: "])
def test_a_receiver_that_answers_slowly_for_ever_is_left(first: bytes) -> None:
    with _dripping(first) as port, pytest.raises(NotDelivered, match=r"within 0\.3 seconds"):
        post(
            Place(scheme="http", host=NAME, port=port, path="/", address="127.0.0.1"), b"{}", {}, longest=0.3
        )


def test_a_handshake_that_never_ends_is_left() -> None:
    with _dripping(b"\x16\x03\x03\x40\x00") as port:
        place = Place(scheme="https", host=NAME, port=port, path="/", address="127.0.0.1")
        with pytest.raises(NotDelivered, match="within"):
            post(place, b"{}", {}, longest=0.3)


def test_what_is_no_http_is_said_so() -> None:
    with _dripping(b"\x00\xffnonsense\r\n") as port, pytest.raises(NotDelivered, match="not HTTP"):
        post(Place(scheme="http", host=NAME, port=port, path="/", address="127.0.0.1"), b"{}", {}, longest=20)


def test_a_port_that_nobody_listens_on_is_said_so() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(NotDelivered, match="refused"):
            post(
                Place(scheme="http", host=NAME, port=port, path="/", address="127.0.0.1"), b"", {}, longest=20
            )


@contextmanager
def _dripping(first: bytes) -> Iterator[int]:
    """The port of a server that sends ``first`` and then a byte now and then, for ever."""
    stopped = Event()

    def serve(listener: socket.socket) -> None:
        line, _ = listener.accept()
        with line:
            try:
                line.sendall(first)
                while not stopped.wait(0.02):
                    line.sendall(b"a")
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stopped.set()
            thread.join()


@contextmanager
def _secure(certificate: Path) -> Iterator[Receiver]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with receiving() as receiver:
        receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
        yield receiver


def _certificate(folder: Path) -> Path:
    """A certificate for ``NAME`` with its key, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "receiver.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
