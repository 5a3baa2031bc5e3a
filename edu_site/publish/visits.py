"""Visits of a site from outside: single requests over http and https, each within what is left of the site's time.

In: an address. Out: an `Answer`, or `Silent` with the code of the problem. Redirects are told, not followed; answers are read up to a
limit; nothing is kept between requests, so each is what a new visitor would get.
"""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import quote, urlsplit

from edu_site import __version__

LARGEST = 32 << 20  # bytes of an answer
PIECE = 1 << 16
PATIENCE = 10.0  # seconds for one step of one request
AGENT = f"edu-site-monitor/{__version__}"


class Silent(Exception):
    """No answer. `code` is the problem's, `reason` what the machine says."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    url: str
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    expires: dt.datetime | None = None  # the certificate's end

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")


@dataclass(slots=True)
class Visits:
    """Requests to one site. `clock` gives seconds, `until` is when its time is over on that clock."""

    clock: Callable[[], float]
    until: float
    authorities: ssl.SSLContext
    asked: int = field(default=0)

    def get(self, url: str, accept: str = "identity", method: str = "GET") -> Answer:
        """One answer. Raises Silent: W01 unreachable, W02 no valid certificate, W13 the time is over."""
        self.asked += 1
        connection = self.connection(url)
        end = threading.Timer(self.left(), cut, (connection,))  # a server that drips holds nobody longer than this
        end.daemon = True
        try:
            connection.connect()
            end.start()
            sock = connection.sock
            expires = expiry(sock) if isinstance(sock, ssl.SSLSocket) else None
            headers = {"User-Agent": AGENT, "Accept-Encoding": accept, "Connection": "close"}
            connection.request(method, target_of(url), headers=headers)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(url, response.status, found, self.read(response), expires)
        except ssl.SSLCertVerificationError as error:
            raise Silent("W02", error.verify_message or str(error)) from error
        except (OSError, HTTPException, ValueError) as error:
            self.left()
            raise Silent("W01", reason_of(error)) from error
        finally:
            end.cancel()
            connection.close()

    def connection(self, url: str) -> HTTPConnection:
        parts = urlsplit(url)
        timeout = min(PATIENCE, self.left())
        if parts.scheme == "https":
            return HTTPSConnection(parts.hostname or "", parts.port, timeout=timeout, context=self.authorities)
        return HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)

    def read(self, response: HTTPResponse) -> bytes:
        """The body, piece by piece, so that a slow server does not outlast the site's time."""
        pieces, size = [], 0
        while piece := response.read1(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST:
                raise Silent("W01", f"more than {LARGEST} bytes")
            self.left()
        self.left()  # what was cut off is no answer
        return b"".join(pieces)

    def left(self) -> float:
        """Seconds that are left. Raises Silent."""
        found = self.until - self.clock()
        if found <= 0:
            raise Silent("W13", "")
        return found


def cut(connection: HTTPConnection) -> None:
    """Ends a connection from outside; who waits for it goes on with nothing."""
    with suppress(OSError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def target_of(url: str) -> str:
    parts = urlsplit(url)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    return f"{path}?{quote(parts.query, safe='/%:@!$&()*+,;=~?')}" if parts.query else path


def expiry(sock: ssl.SSLSocket) -> dt.datetime | None:
    """The end of the certificate, in UTC."""
    certificate = sock.getpeercert()
    end = str(certificate.get("notAfter", "")) if certificate else ""
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(end), dt.UTC) if end else None


def reason_of(error: Exception) -> str:
    """What the machine says, without addresses in memory."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
