"""Many fake servers in one process: each address of a range takes POSTs over TLS and notes when they came.

Started as `python -m tests.bench.peers FOLDER COUNT PORT`. A line on standard input is answered with one line of
JSON: how many came since the last one, and when the last did (seconds of the monotonic clock, which all processes
of a machine share). The folder gets `certificate.pem`, which a client must trust.
"""

import asyncio
import ipaddress
import json
import ssl
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ANSWER = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"


def address(number: int) -> str:
    """The loopback address of one fake server."""
    return f"127.1.{number // 200}.{number % 200 + 1}"


def certificate(folder: Path, count: int) -> ssl.SSLContext:
    """One self-signed certificate for all addresses, written to the folder; the servers' side of TLS."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    names = [x509.IPAddress(ipaddress.ip_address(address(number))) for number in range(count)]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = folder / "key.pem"
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    public = folder / "certificate.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, secret)
    return context


class Inbox(asyncio.Protocol):
    """Reads one request after the other and answers each with 202."""

    arrivals: list[float]

    def __init__(self, arrivals: list[float]) -> None:
        self.arrivals = arrivals
        self._data = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, end, rest = self._data.partition(b"\r\n\r\n")
        if not end:
            return
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        length = int(lengths[0].split(b":")[1]) if lengths else 0
        if len(rest) < length:
            return
        self._data = bytearray(rest[length:])
        self.arrivals.append(time.monotonic())
        if self._transport is not None:
            self._transport.write(ANSWER)


async def serve(folder: Path, count: int, port: int) -> None:
    """Serve until standard input ends."""
    arrivals: list[float] = []
    context, loop = certificate(folder, count), asyncio.get_running_loop()
    hosts = [address(number) for number in range(count)]
    server = await loop.create_server(lambda: Inbox(arrivals), hosts, port, ssl=context, backlog=64)
    print("ready", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps({"count": len(arrivals), "last": max(arrivals, default=0.0)}), flush=True)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
