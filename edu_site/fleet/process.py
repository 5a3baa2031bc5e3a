"""One worker process, seen from both sides: how it is started, what it does, how it is told from outside that it lives.

In: jobs by name, through a socket. Out: messages `("ready",)`, `("done", result)`, `("broken", exception)`, `("fault", text)`. A
worker ends when its watcher does, however that ended, and gives nothing of a killed one to the next.
"""

import ctypes
import gc
import os
import pickle
import select
import signal
import socket
import struct
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from edu_site.activity import SIZE, Slate, slates

LENGTH = struct.Struct("<Q")
CHUNK = 1 << 20  # bytes read at once
IDLE = 600.0  # seconds a worker waits for its next job before it ends of itself
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
FAULT_LENGTH = 300  # of the text of a fault in a report
START = "from edu_site.fleet.process import main; main()"

Message = tuple[str, Any]


class Channel:
    """Pickled messages over a socket: a length, then the bytes."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self.buffer = bytearray()
        self.ended = False

    def send(self, message: Any) -> None:
        data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        self.end.sendall(LENGTH.pack(len(data)) + data)

    def messages(self) -> list[Any]:
        """All messages that are whole; reads what is there, and notes when the other end is closed."""
        while not self.ended:
            try:
                data = self.end.recv(CHUNK)
            except BlockingIOError:
                break
            except ConnectionError:
                data = b""
            self.buffer += data
            self.ended = not data
            if self.end.getblocking():
                break
        return self.whole()

    def whole(self) -> list[Any]:
        found, at = [], 0
        while len(self.buffer) >= at + LENGTH.size:
            end = at + LENGTH.size + LENGTH.unpack_from(self.buffer, at)[0]
            if len(self.buffer) < end:
                break
            found.append(pickle.loads(memoryview(self.buffer)[at + LENGTH.size : end]))  # noqa: S301  (our own process)
            at = end
        del self.buffer[:at]
        return found


class Process:
    """The watcher's side of a worker process."""

    def __init__(self, process_id: int, end: socket.socket, slate: Slate, program: "subprocess.Popen[bytes] | None") -> None:
        end.setblocking(False)
        self.id, self.slate, self.program = process_id, slate, program
        self.channel = Channel(end)
        self.status: int | None = None

    def ended(self) -> int | None:
        """The exit status as `subprocess` gives it (negative: the signal), None while it runs."""
        if self.status is None and self.program is not None:
            self.status = self.program.poll()
        elif self.status is None:
            found, status = os.waitpid(self.id, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if found else None
        return self.status

    def kill(self) -> None:
        """Ends it and every process it has started."""
        if self.ended() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.id, signal.SIGKILL)

    def close(self) -> None:
        """Kills it when it still runs, waits for its end, gives back what it held."""
        self.kill()
        if self.status is None and self.program is not None:
            self.status = self.program.wait()
        elif self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.id, 0)[1])
        self.channel.end.close()
        self.slate.close()

    def memory(self) -> int:
        return resident(self.id)


def resident(process_id: int | str) -> int:
    """Bytes of a process that are in memory, 0 when it is gone."""
    try:
        return int(Path(f"/proc/{process_id}/statm").read_bytes().split()[1]) * PAGE_BYTES
    except (OSError, IndexError):
        return 0


def new_slate() -> tuple[Slate, int]:
    """Shared memory and its descriptor, which the caller closes."""
    file = os.memfd_create("edu-site worker")
    os.ftruncate(file, SIZE)
    return Slate(file), file


def fork(prepare: Callable[[], Any]) -> Process:
    """A copy of this process, which shares all it has read; only from a process without other threads that hold locks."""
    slate, file = new_slate()
    os.close(file)
    ours, theirs = socket.socketpair()
    gc.freeze()  # what the processes share is not looked at again, and so stays shared
    parent = os.getpid()
    process_id = os.fork()
    if process_id == 0:
        forked(parent, theirs, slate, prepare)
    with suppress(ProcessLookupError, PermissionError):  # it does the same itself; whoever is first
        os.setpgid(process_id, process_id)
    theirs.close()
    return Process(process_id, ours, slate, None)


def forked(parent: int, end: socket.socket, slate: Slate, prepare: Callable[[], Any]) -> NoReturn:
    """The life of a forked worker: nothing of its parent's runs when it ends."""
    status = 1
    try:
        os.setpgid(0, 0)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        end_with_parent(parent)
        serve(end, slate, prepare)
        status = 0
    finally:
        os._exit(status)


@dataclass(frozen=True, slots=True)
class Unpickled:
    """A pickled `prepare`, opened only in the process that needs it."""

    payload: bytes

    def __call__(self) -> Callable[[str], Any]:
        prepare: Callable[[], Callable[[str], Any]] = pickle.loads(self.payload)  # noqa: S301  (comes from the scheduler, which workers trust)
        return prepare()


def spawn(prepare: Callable[[], Any]) -> Process:
    """A new interpreter, from a process with threads; `prepare` must be picklable."""
    slate, file = new_slate()
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-c", START, str(os.getpid()), str(theirs.fileno()), str(file)]
    program = subprocess.Popen(  # noqa: S603  (our own interpreter and code)
        command, pass_fds=(theirs.fileno(), file), stdin=subprocess.DEVNULL, process_group=0
    )
    os.close(file)
    theirs.close()
    process = Process(program.pid, ours, slate, program)
    ours.setblocking(True)
    try:
        process.channel.send(prepare)
    except ConnectionError:
        process.channel.ended = True  # it is gone already, which its watcher will see
    ours.setblocking(False)
    return process


def main() -> None:
    """What a spawned worker runs: its arguments are the parent and the descriptors of socket and shared memory."""
    parent, number, file = map(int, sys.argv[1:])
    end_with_parent(parent)
    end, slate = socket.socket(fileno=number), Slate(file)
    os.close(file)
    (prepare,) = next_messages(Channel(end))
    serve(end, slate, prepare)


def serve(end: socket.socket, slate: Slate, prepare: Callable[[], Any]) -> None:
    """Jobs until the other end is closed. A fault is told and then ends the process: what it left behind is nobody's."""
    slates[:] = [slate]
    channel = Channel(end)
    try:
        work = prepare()
        channel.send(("ready", None))
    except Exception as error:
        channel.send(("broken", portable(error)))
        raise SystemExit(1) from error
    while jobs := next_messages(channel):
        for job in jobs:
            slate.begin(job)
            try:
                channel.send(("done", work(job)))
            except Exception as error:
                channel.send(("fault", told(error)))
                raise SystemExit(1) from error


def next_messages(channel: Channel) -> list[Any]:
    """Waits for at least one message; none when the other end is closed or has been silent for too long."""
    found: list[Any] = []
    while not found and not channel.ended and select.select([channel.end], [], [], IDLE)[0]:
        found = channel.messages()
    return found


def end_with_parent(parent: int) -> None:
    """The kernel kills this process when the one that started it is gone."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it went before the kernel was asked
        raise SystemExit(1)


def portable(error: Exception) -> Exception:
    """The exception as the watcher can raise it, with the place where it was raised; another one when it cannot be pickled."""
    error.add_note(f"in a worker: {told(error)}")
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  (our own)
    except (pickle.PicklingError, TypeError, AttributeError, ValueError):
        return RuntimeError(told(error))
    return error


def told(error: Exception) -> str:
    """A fault as what it is and where in the program."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno} {last.name})"[:FAULT_LENGTH]
