"""The process that reads one file of a stranger: it gets a job, answers through a pipe, and can do nothing else.

It may not write to files (`RLIMIT_FSIZE` 0), has no network where the system allows that, and has limits of memory and
processor time. The parent takes from it only frames: lines of tidy tables, checked by their letters, and one answer in JSON.
"""

import ctypes
import gc
import os
import pickle
import resource
import struct
import sys
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import BinaryIO

from edu_site.progress.job import Job
from edu_site.progress.reading import Tables, read_all
from edu_site.values import to_json

FRAME = struct.Struct(">cI")
ANSWER, FAULT = b"R", b"E"
NO_MEMORY = 77
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # <linux/sched.h>


def main() -> None:
    """Reads a job from standard input, answers on standard output. A fault of the program is told by type and place only."""
    job: Job = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  (from our own parent)
    confine(job)
    gc.disable()  # a million short rows hold no cycles, and looking for them takes half the time
    out = sys.stdout.buffer
    try:
        answer_to(job, out)
    except MemoryError:
        sys.exit(NO_MEMORY)
    except Exception as error:
        send(out, FAULT, [f"{type(error).__name__} {place(error.__traceback__)}".encode()])
        out.flush()
        raise


def answer_to(job: Job, out: BinaryIO) -> None:
    for member, answer, tables in read_all(job):
        for kind, lines in texts_of(tables, member.organisation, answer.school_year).items():
            send(out, kind, (text.encode() for text in lines))
        send(out, ANSWER, [to_json(answer)])
    out.flush()


def texts_of(tables: Tables, organisation: str, school_year: str) -> dict[bytes, Iterator[str]]:
    """What leaves, by the kinds of `job.TABLES`."""
    return tables.marks.texts() | {b"A": tables.attendance.lines(organisation, school_year)}


def place(trace: TracebackType | None) -> str:
    """Module and line where an exception was raised; its text may hold what a file says."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""  # noqa: PTH119


def confine(job: Job) -> None:
    """Takes away what reading a file does not need. Limits stay when the reader is taken over by a hostile file."""
    limits = job.limits
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    without_network()


def without_network() -> bool:
    """A network namespace of its own, which is empty; not every system allows it."""
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    kind = NEW_NETWORK if os.geteuid() == 0 else NEW_USER | NEW_NETWORK
    return bool(library.unshare(kind) == 0)


def send(out: BinaryIO, kind: bytes, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        out.write(FRAME.pack(kind, len(piece)))
        out.write(piece)
