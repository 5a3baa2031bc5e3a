"""A web server with planted faults: what a finished site sends, with the right headers, but for what a test changes."""

import datetime as dt
import gzip
import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from edu_site.publish.policy import expected_headers, page_policy


@dataclass(slots=True)
class Sent:
    """One answer before it is sent; faults change it."""

    path: str
    accept: str
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Outside:
    """The site and its faults; `asked` are the paths that were asked for."""

    site: Path
    faults: list[Callable[[Sent], None]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, accept: str) -> Sent:
        self.asked.append(path)
        file = self.site / path.lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        found = file.is_file()
        headers = expected_headers(path.lstrip("/"), page_policy(["sha256-abc="]))
        sent = Sent(path, accept, 200 if found else 404, headers, file.read_bytes() if found else b"")
        if accept == "gzip":
            sent.headers["Content-Encoding"] = "gzip"
            sent.body = gzip.compress(sent.body)
        for fault in self.faults:
            fault(sent)
        return sent


def handler(outside: Outside) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = outside.answer(self.path, self.headers.get("Accept-Encoding", ""))
            self.send_response(sent.status)
            for name, value in sent.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(sent.body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(sent.body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Silent."""

    return Handler


@contextmanager
def listening(outside: Outside, certificate: Path | None = None) -> Iterator[int]:
    """The port, with TLS when there is a certificate (PEM with its key)."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(outside))
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def certificate(path: Path, begins: dt.datetime, ends: dt.datetime) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1000)
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    text = made.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(text)
    return path
