"""A small web server over a finished site: threads, gzip as a real host would do it, the nearest 404 page."""

import gzip
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".ics": "text/calendar"}
PACKED = {
    "text/html",
    "text/css",
    "text/javascript",
    "text/plain",
    "text/csv",
    "application/json",
    "image/svg+xml",
    "application/xml",
}


@lru_cache(maxsize=512)
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


def _inside(site: Path, url: str) -> Path:
    path = (site / unquote(urlsplit(url).path).lstrip("/")).resolve()
    if path != site and site not in path.parents:
        return site / "404.html"
    return path / "index.html" if path.is_dir() else path


def _not_found(site: Path, path: Path) -> Path:
    """The 404 page of the site that the missing address lies in."""
    folders = [folder for folder in path.parents if folder == site or site in folder.parents]
    return next((folder / "404.html" for folder in folders if (folder / "404.html").is_file()), site / "404.html")


def _handler(site: Path) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = _inside(site, self.path)
            status = 200
            if not path.is_file():
                path, status = _not_found(site, path), 404
            kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            packed = kind in PACKED and "gzip" in self.headers.get("Accept-Encoding", "")
            body = b"" if not path.is_file() else _packed(path) if packed else path.read_bytes()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
            self.send_header("Content-Length", str(len(body)))
            if packed:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent: what was asked for is looked at in the browser."""

    return Handler


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """The origin, `http://127.0.0.1:<port>`, while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site.resolve()))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
