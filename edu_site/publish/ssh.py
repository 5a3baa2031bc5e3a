"""Publishing to a folder of another machine with rsync over ssh: laid out as `folder` lays out one here.

The host key must be known, no question is ever asked, nothing is installed on the far side: it needs sh, rsync, coreutils and flock.
What arrives is digested there and compared with what was signed before the switch, which is one rename.
"""

import hashlib
import shlex
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edu_site.problems import Problem, Where
from edu_site.publish.folder import CURRENT, GENERATIONS, GONE, LOCK, NEXT, PART
from edu_site.publish.listing import Step
from edu_site.publish.release import FILES_PATH, OWN, RELEASE_PATH, File
from edu_site.publish.target import Refusal, Shipment

BUSY, CHANGED = 75, 76  # exit codes of the far side
ASK_NOTHING = ("-T", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=20")
KEEP_ALIVE = ("-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4")

# each runs in sh -euc with the target's folder as its working directory
LIVE = f"readlink {CURRENT} || true"
NAMES = f"ls -1 {GENERATIONS} 2>/dev/null || true"
READ = 'if [ -f "$1" ]; then cat "$1"; fi'
HOLD = f"exec flock -n -E {BUSY} {LOCK} sh -euc " + shlex.quote(
    f"rm -rf {GENERATIONS}/{PART} {GENERATIONS}/{GONE} {NEXT}; mkdir -p {GENERATIONS}; echo held; exec cat"
)
CARRY = f'mkdir -p "$(dirname "{GENERATIONS}/{PART}/$2")"; cp -al "{GENERATIONS}/$1/$2" "{GENERATIONS}/{PART}/$2"'
COMPARE = f"cd {GENERATIONS}/{PART}; sha256sum --check --quiet --strict - >&2; find . -type f | wc -l"
COMPLETE = f'sync -f {GENERATIONS}/{PART}; mv -T {GENERATIONS}/{PART} "{GENERATIONS}/$1"; sync -f {GENERATIONS}'
SWITCH = (
    f'[ "$(readlink {CURRENT} || true)" = "$2" ] || exit {CHANGED}; '
    f'ln -s "{GENERATIONS}/$1" {NEXT}; mv -T {NEXT} {CURRENT}; sync -f .'
)
FORGET = f'mv -T "{GENERATIONS}/$1" {GENERATIONS}/{GONE}; rm -rf {GENERATIONS}/{GONE}'
LIST = f"cd \"{GENERATIONS}/$1\"; find . ! -type d -printf '%y %s %P\\0'"
DIGESTS = f'cd "{GENERATIONS}/$1"; find . -type f -print0 | xargs -0 -r sha256sum -z'
CONTENTS = f'cd "{GENERATIONS}/$1"; xargs -0 -r cat'


@dataclass(frozen=True, slots=True)
class Ssh:
    name: str
    host: str
    path: str
    keep: int
    options: tuple[str, ...]  # of ssh

    @property
    def shown(self) -> str:
        return f"{self.host}:{self.path}"

    # ------------------------------------------------------------ the far side

    def command(self, script: str, *values: str) -> list[str]:
        """ssh with a script for the far side, which gets `values` as $1, $2, ..."""
        far = f"mkdir -p {shlex.quote(self.path)} && cd {shlex.quote(self.path)} && exec "
        return [
            "ssh",
            *ASK_NOTHING,
            *KEEP_ALIVE,
            *self.options,
            "--",
            self.host,
            far + shlex.join(["sh", "-euc", script, "sh", *values]),
        ]

    def far(self, script: str, *values: str, data: bytes = b"") -> bytes:
        """What a script puts out. Raises Refusal."""
        done = subprocess.run(self.command(script, *values), input=data, capture_output=True, check=False)  # noqa: S603
        if done.returncode:
            raise self.refusal(done.returncode, done.stderr)
        return done.stdout

    def refusal(self, code: int, told: bytes) -> Refusal:
        """Why the far side said no, in its own last words."""
        where = Where(self.shown)
        if code == BUSY:
            return Refusal(Problem(where, "U06"))
        if code == CHANGED:
            return Refusal(Problem(where, "U07", {"release": self.live() or "-"}))
        lines = told.decode("utf-8", errors="replace").strip().splitlines()
        return Refusal(Problem(where, "U08", {"reason": lines[-1] if lines else f"exit code {code}"}))

    def rsync(self, source: Path, paths: Iterable[str], *options: str) -> None:
        """Sends files of a folder into the unfinished generation. Raises Refusal."""
        ssh = shlex.join(["ssh", *ASK_NOTHING, *KEEP_ALIVE, *self.options])
        there = f"{self.host}:{self.path}/{GENERATIONS}/{PART}/"
        command = ["rsync", "-rc", "--perms", "--chmod=D755,F644", "--from0", "--files-from=-", *options, "-e", ssh]
        listed = "".join(f"{path}\0" for path in paths).encode()
        done = subprocess.run([*command, "--", f"{source}/", there], input=listed, capture_output=True, check=False)  # noqa: S603
        if done.returncode:
            raise self.refusal(done.returncode, first_line(done.stderr))

    # ------------------------------------------------------------ what a target does

    def live(self) -> str:
        return self.far(LIVE).decode().strip().rpartition("/")[2]

    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self.far(NAMES).decode().split()))

    def release_bytes(self, release_id: str) -> bytes:
        return self.far(READ, f"{GENERATIONS}/{release_id}/{RELEASE_PATH}")

    def files_bytes(self, release_id: str) -> bytes:
        return self.far(READ, f"{GENERATIONS}/{release_id}/{FILES_PATH}")

    @contextmanager
    def hold(self) -> Iterator[None]:
        """A connection that holds a lock on the far side; when this process or the line dies, the lock is free."""
        with subprocess.Popen(  # noqa: S603
            self.command(HOLD), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as holder:
            held = holder.stdout.readline() if holder.stdout else b""
            if held.strip() != b"held":
                _out, told = holder.communicate()
                raise self.refusal(holder.returncode, told)
            try:
                yield
            finally:
                holder.communicate()  # the end of its input lets it go

    def upload(self, shipment: Shipment, step: Step) -> None:
        own = [file.path for file in shipment.files if not shipment.is_carried(file.path)]
        self.rsync(shipment.site, own, *([f"--link-dest=../{shipment.live}/"] if shipment.live else []))
        step("upload", len(own), len(shipment.files))
        for folder in sorted(shipment.signed.release.carried):
            self.far(CARRY, shipment.live, folder.rstrip("/"))
        with tempfile.TemporaryDirectory() as place:
            for path, data in shipment.own.items():
                (Path(place) / path).parent.mkdir(parents=True, exist_ok=True)
                (Path(place) / path).write_bytes(data)
            self.rsync(Path(place), shipment.own)
        self.compare(shipment)
        self.far(COMPLETE, shipment.signed.release.id)
        step("upload", len(shipment.files), len(shipment.files))

    def compare(self, shipment: Shipment) -> None:
        """What has arrived is what was signed, and nothing more."""
        lines = "".join(f"{file.sha256}  {file.path}\n" for file in shipment.files)
        try:
            arrived = int(self.far(COMPARE, data=lines.encode()))
        except Refusal as refusal:
            raise Refusal(Problem(Where(self.shown), "U05")) from refusal
        if arrived != len(shipment.files) + len(OWN):
            raise Refusal(Problem(Where(self.shown), "U05"))

    def switch(self, release_id: str, expected: str) -> None:
        self.far(SWITCH, release_id, f"{GENERATIONS}/{expected}" if expected else "")

    def prune(self, kept: Iterable[str]) -> None:
        keeping = {*kept, self.live()}
        for release_id in self.ids():
            if release_id not in keeping:
                self.far(FORGET, release_id)

    def rehash(self, release_id: str, files: Iterable[File]) -> Iterator[File]:  # noqa: ARG002  (it lists what is there)
        digests = {}
        for entry in filter(None, self.far(DIGESTS, release_id).decode().split("\0")):
            digest, _mark, path = entry.partition("  ./")
            digests[path] = digest
        for entry in sorted(filter(None, self.far(LIST, release_id).decode().split("\0"))):
            _kind, size, path = entry.split(" ", 2)
            if path not in OWN:
                yield File(path, digests.get(path, ""), int(size))

    def fetch(self, release_id: str, files: Iterable[File]) -> Mapping[str, bytes]:
        wanted = tuple(files)
        data = self.far(CONTENTS, release_id, data="".join(f"{file.path}\0" for file in wanted).encode())
        if len(data) != sum(file.size for file in wanted):
            raise Refusal(Problem(Where(f"{self.shown}: {release_id}"), "U21"))
        found, start = {}, 0
        for file in wanted:
            found[file.path] = data[start : start + file.size]
            start += file.size
        return found


def first_line(told: bytes) -> bytes:
    """rsync names the cause first and itself last."""
    return told.strip().partition(b"\n")[0]


def ssh_options(
    host: str, port: int, known_hosts: str | None, identity: str | None, sockets: str = "~/.ssh"
) -> tuple[str, ...]:
    """Options of ssh for a target; what is not said stands in the user's own configuration. One connection serves many commands:
    its socket lies in the folder `sockets`, and it ends by itself."""
    options = ["-p", str(port)]
    if known_hosts:
        options += ["-o", f"UserKnownHostsFile={known_hosts}", "-o", "GlobalKnownHostsFile=/dev/null"]
    if identity:
        options += ["-i", identity, "-o", "IdentitiesOnly=yes"]
    name = hashlib.sha256("\0".join((host, *options)).encode()).hexdigest()[:16]
    shared = ("ControlMaster=auto", f"ControlPath={sockets}/edu-site-{name}", "ControlPersist=20")
    return (*options, *(word for option in shared for word in ("-o", option)))
