"""Reading a file in a process that can be killed: starts it, watches it, believes only what it must.

In: a `Job`, where the tables shall go. Out: an `Answer`; a process that dies, hangs, eats memory or answers nonsense becomes a
fault of the file, never of the program that asked.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO

from edu_site.progress.faults import Fault
from edu_site.progress.job import Answer, Counts, Job
from edu_site.progress.tidy import SAFE_LINES, SAFE_NUMBERS
from edu_site.values import from_json

START = "import sys; sys.path.insert(0, sys.argv[1]); from edu_site.progress.child import main; main()"
HOUSE = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}  # else each thread of the engine reserves memory that it does not use
FRAME_HEAD = 5
FRAME_LIMIT = 64 << 20


def read_apart(job: Job, files: Mapping[bytes, BinaryIO]) -> Answer:
    """The answer of the process; lines are written to the `job.TABLES` as they come. Raises RuntimeError for a fault of ours."""
    command = [sys.executable, "-I", "-c", START, str(HOUSE)]
    process = subprocess.Popen(  # noqa: S603  (our own interpreter and code)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=ENVIRONMENT,
    )
    expired = threading.Event()
    timer = threading.Timer(job.limits.seconds * 2, stop, (process, expired))
    timer.start()
    try:
        answer = conversation(process, job, files)
        if answer is not None:
            process.wait()  # the timer ends it when it does not
    finally:
        timer.cancel()
        stop(process, threading.Event())
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
    code = process.wait()
    if answer is not None and code == 0:
        return answer
    return failed(code, expired.is_set(), job)


def conversation(process: subprocess.Popen[bytes], job: Job, files: Mapping[bytes, BinaryIO]) -> Answer | None:
    """Sends the job, takes the frames; None when the process breaks off or says what it may not."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(pickle.dumps(job))
        process.stdin.close()
    except BrokenPipeError:
        return None
    answer: Answer | None = None
    size = 0
    for kind, data in frames(process.stdout):
        size += len(data)
        if size > job.limits.answer_bytes:
            return None
        if kind == b"E":
            raise RuntimeError(f"the reader failed: {data[:200].decode('ascii', 'replace')}")
        if kind == b"R":
            answer = answer_of(data)
        elif kind not in files or not is_safe(kind, data):
            return None
        else:
            files[kind].write(data)
    return answer


def is_safe(kind: bytes, data: bytes) -> bool:
    """Whether lines hold nothing but the letters of tidy tables; marks are numbers."""
    if kind == b"M":
        return not data.translate(None, SAFE_NUMBERS)
    return SAFE_LINES.fullmatch(data.decode("utf-8", "replace")) is not None


def frames(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each frame, until the stream ends."""
    while len(head := stream.read(FRAME_HEAD)) == FRAME_HEAD:
        length = int.from_bytes(head[1:], "big")
        if length > FRAME_LIMIT:
            return
        data = stream.read(length)
        if len(data) < length:
            return
        yield head[:1], data


def answer_of(data: bytes) -> Answer:
    fields = from_json(data)
    counts = Counts(**fields.pop("counts"))
    faults = [Fault(**fault) for fault in fields.pop("faults")]
    return Answer(counts=counts, faults=faults, **fields)


def stop(process: subprocess.Popen[bytes], expired: threading.Event) -> None:
    """Kills the process and all it may have started."""
    if process.poll() is None:
        expired.set()
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def failed(code: int, expired: bool, job: Job) -> Answer:
    """Why there is no answer: time, memory, or the reader gave up."""
    limits = job.limits
    if expired or code in (-signal.SIGXCPU, -signal.SIGKILL):
        reason = f"> {limits.seconds} s"
    else:
        reason = f"> {limits.memory_bytes >> 20} MiB"
    return Answer(faults=[Fault("I03", {"limit": reason})], fault_count=1)
