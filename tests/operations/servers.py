"""Real web servers over a folder, as processes of their own on loopback, with the configuration the program writes."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

MODULES = Path("/usr/lib/nginx/modules")
BROTLI = MODULES / "ngx_http_brotli_static_module.so"
AROUND = """{modules}
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
{user}worker_processes 1;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/edu-site.conf;
}}
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[int]:
    """A server process from its first answer until the block ends."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder), "HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        for _ in range(200):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def nginx_command(configuration: str, folder: Path) -> list[str]:
    modules = f"load_module {BROTLI};" if BROTLI.is_file() else ""
    user = "user root;\n" if os.geteuid() == 0 else ""  # temporary folders of tests are closed to others
    (folder / "edu-site.conf").write_text(configuration, encoding="utf-8")
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, modules=modules, user=user), encoding="utf-8")
    return [program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy_command(configuration: str, folder: Path) -> list[str]:
    (folder / "Caddyfile").write_text(configuration, encoding="utf-8")
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


COMMANDS = {"nginx": nginx_command, "caddy": caddy_command}


def program(name: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    assert found, f"{name} is missing: make test installs it"
    return found


def asked(port: int, path: str, method: str = "GET", host: str = "bilim.example", **headers: str) -> tuple[HTTPResponse, bytes]:
    """One answer with its body."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={"Host": host, **{name.replace("_", "-"): text for name, text in headers.items()}})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body
