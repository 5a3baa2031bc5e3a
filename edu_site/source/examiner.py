"""The helper process: for every file it is asked about it forks a process that can be killed, and passes its answer on.

In, on standard input: jobs of our own parent. Out, on standard output: one answer each. The helper itself never looks into a file.
"""

import ctypes
import json
import os
import pickle
import resource
import select
import signal
import sys
from collections.abc import Callable
from typing import Any

from edu_site.source.apart import ANSWERED, FAILED, LENGTH, TOO_MUCH
from edu_site.source.documents import examine
from edu_site.source.images import rewrite

SECONDS = 20  # of processor time for one file
WALL_SECONDS = 60
MEMORY = 1 << 30
ANSWER_LIMIT = 64 << 20
NO_MEMORY, GAVE_UP = 77, 78
PIECE = 1 << 16
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # <linux/sched.h>

Made = tuple[Any, tuple[bytes, ...]]
WORK: dict[str, Callable[..., Made]] = {"document": examine, "picture": rewrite}


def main() -> None:
    """Serves until standard input ends."""
    asked, out = sys.stdin.buffer, sys.stdout.buffer
    while len(head := asked.read(LENGTH.size)) == LENGTH.size:
        job, arguments = pickle.loads(asked.read(LENGTH.unpack(head)[0]))  # noqa: S301  (from our own parent)
        state, data = apart(job, arguments)
        out.write(state + LENGTH.pack(len(data)) + data)
        out.flush()


def apart(job: str, arguments: tuple[Any, ...]) -> tuple[bytes, bytes]:
    """The state and the bytes of a process made for one file."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        work(job, arguments, writing)
    os.close(writing)
    data, ended = everything(reading)
    os.close(reading)
    if not ended:
        os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    if status == 0 and ended:
        return ANSWERED, data
    code = os.waitstatus_to_exitcode(status)
    return (TOO_MUCH if not ended or code in (NO_MEMORY, -signal.SIGXCPU, -signal.SIGKILL) else FAILED), b""


def everything(reading: int) -> tuple[bytes, bool]:
    """What a process writes, and whether it stopped by itself in time and within the limit."""
    pieces: list[bytes] = []
    size = 0
    while size <= ANSWER_LIMIT:
        ready, _, _ = select.select([reading], [], [], WALL_SECONDS)
        if not ready:
            return b"", False
        piece = os.read(reading, PIECE)
        if not piece:
            return b"".join(pieces), True
        pieces.append(piece)
        size += len(piece)
    return b"", False


def work(job: str, arguments: tuple[Any, ...], writing: int) -> None:
    """The process of one file: it ends here, whatever the file makes of it."""
    code = GAVE_UP
    try:
        confine()
        told, parts = WORK[job](*arguments)
        for piece in (json.dumps(told).encode(), *parts):
            os.write(writing, LENGTH.pack(len(piece)))
            written = 0
            while written < len(piece):
                written += os.write(writing, piece[written:])
        code = 0
    except (MemoryError, RecursionError):
        code = NO_MEMORY
    finally:
        os._exit(code)


def confine() -> None:
    """Takes away what looking into a file does not need; limits stay when a hostile file takes the process over."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if sys.platform.startswith("linux"):  # a network of its own, which is empty; not every system allows it
        library = ctypes.CDLL(None, use_errno=True)
        library.unshare(NEW_NETWORK if os.geteuid() == 0 else NEW_USER | NEW_NETWORK)
