"""A real object store and a real sshd on this machine, with keys of their own."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import fsspec
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from edu_site.publish.object_store import ObjectStore
from edu_site.publish.ssh import Ssh, ssh_options

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


@contextmanager
def object_store() -> Iterator[str]:
    """The address of an empty store with the bucket `bucket`."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    store(address, "").files.call_s3("create_bucket", Bucket="bucket")
    yield address
    server.stop()


def store(address: str, prefix: str) -> ObjectStore:
    """A target in a store, as `open_store` makes it, with keys that are not asked for."""
    files = fsspec.filesystem(
        "s3", key="a", secret="b", endpoint_url=address, use_listings_cache=False, skip_instance_cache=True
    )
    return ObjectStore("cloud", f"s3://bucket/{prefix}", files)


@dataclass(frozen=True, slots=True)
class Sshd:
    port: int
    known_hosts: Path
    identity: Path
    user: str

    def target(self, path: Path, keep: int = 5, known_hosts: Path | None = None) -> Ssh:
        host, sockets = f"{self.user}@127.0.0.1", str(self.identity.parent)
        options = ssh_options(host, self.port, str(known_hosts or self.known_hosts), str(self.identity), sockets)
        return Ssh("far", host, str(path), keep, options)


@contextmanager
def sshd(folder: Path) -> Iterator[Sshd]:
    """A server that lets in one key. Needs Debian's openssh-server and rsync."""
    assert SSHD and shutil.which("rsync"), "openssh-server and rsync are needed: make test installs them"
    for name in ("host", "identity"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    port = free_port()
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nAuthorizedKeysFile {folder}/identity.pub\n"
        "StrictModes no\nUsePAM no\nPasswordAuthentication no\nMaxStartups 100\n"
    )
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    server = subprocess.Popen([SSHD, "-D", "-f", folder / "config"], stderr=subprocess.DEVNULL)
    try:
        answers(port)
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        yield Sshd(port, folder / "known_hosts", folder / "identity", user)
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> None:
    """Waits until somebody listens."""
    for _attempt in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("sshd does not answer")
